/** Light and dark by the reader's own setting; narrow screens get one column. */
export const pageStyle = `
:root{--paper:#fff;--ink:#1b1f24;--faint:#57606a;--line:#d8dee4;--card:#f6f8fa;--critical:#b3261e;--improvement:#8a5300;--note:#0b57a4;--mark:#ffe3a3}
@media (prefers-color-scheme:dark){:root{--paper:#0f1318;--ink:#e6edf3;--faint:#9aa5b1;--line:#2d333b;--card:#171c23;--critical:#ff8a80;--improvement:#e8b04b;--note:#7cc0ff;--mark:#5c4400}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1.25rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0}h1 small{font-weight:400;color:var(--faint)}
.place{font:.85rem/1.4 ui-monospace,monospace;color:var(--faint)}
header p{color:var(--faint);margin:.25rem 0 1rem}
form{display:flex;flex-wrap:wrap;gap:.5rem 1rem;margin:0 0 1.25rem}
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:0;padding:.25rem .75rem .5rem;min-width:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
legend{color:var(--faint);font-size:.85rem}
label{white-space:nowrap;min-height:1.75rem}label b{color:var(--faint);font-weight:400}
select{max-width:100%;font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:.25rem;padding:.25rem}
article{border:1px solid var(--line);border-left:.3rem solid var(--tone);border-radius:.5rem;background:var(--card);padding:.6rem .9rem;margin:0 0 .75rem}
article p{margin:.25rem 0;overflow-wrap:anywhere}
.severity-critical{--tone:var(--critical)}.severity-improvement{--tone:var(--improvement)}.severity-note{--tone:var(--note)}
.head span{color:var(--faint)}.mark,label[class^=severity]{color:var(--tone)}
a{color:inherit}code{font:.9em ui-monospace,monospace;background:var(--paper);border-radius:.25rem;padding:.05rem .25rem}
pre{margin:.5rem 0;padding:.4rem 0;overflow-x:auto;background:var(--paper);border:1px solid var(--line);border-radius:.35rem;font:.85rem/1.5 ui-monospace,monospace}
.line{display:block;white-space:pre;padding-right:1rem}.line i{display:inline-block;width:4ch;margin-right:1ch;text-align:right;color:var(--faint);font-style:normal;user-select:none}
mark{background:var(--mark);color:inherit;border-radius:.15rem}
.help::before{content:"Remedy: ";font-weight:600}.related{color:var(--faint)}
.none{color:var(--faint)}
@media (max-width:40rem){body{padding:.75rem}fieldset{flex:1 1 100%}}
@media print{form{display:none}}
`;
