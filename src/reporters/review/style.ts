/** The look of the review page: light and dark, wide and narrow, on screen and on paper. */
export const reviewStyle = `
:root{color-scheme:light dark;--back:light-dark(#fff,#0d1117);--panel:light-dark(#f6f8fa,#161b22);--line:light-dark(#d1d9e0,#30363d);
--text:light-dark(#1f2328,#e6edf3);--dim:light-dark(#59636e,#9198a1);--link:light-dark(#0a58c9,#79c0ff);--critical:light-dark(#b3202f,#ff8d86);
--improvement:light-dark(#8a5a00,#e3b341);--note:light-dark(#0a58c9,#79c0ff);--good:light-dark(#157a36,#56d364);
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 4rem;background:var(--back);color:var(--text);font:16px/1.6 system-ui,sans-serif}
h1{font-size:1.6rem;margin:0}h2{font-size:1.25rem;margin:2.2rem 0 .8rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}
h3{font-size:1.02rem;margin:0;overflow-wrap:anywhere}h3 a{color:var(--dim);text-decoration:none}
a{color:var(--link)}p{margin:.5rem 0;overflow-wrap:anywhere}
.verdict{font-size:1.15rem;font-weight:600;padding:.7rem 1rem;border-radius:8px;border:1px solid var(--mark);border-left-width:6px}
.ready{--mark:var(--good)}.open{--mark:var(--critical)}.critical{--mark:var(--critical)}.improvement{--mark:var(--improvement)}.note{--mark:var(--note)}
.stage,.why,.fine,.nothing{color:var(--dim)}
.classes{list-style:none;display:flex;flex-wrap:wrap;gap:.6rem;padding:0;margin:.8rem 0}
.classes li{flex:1 1 12rem;border:1px solid var(--line);border-top:3px solid var(--mark);border-radius:6px;padding:.5rem .8rem;background:var(--panel)}
.classes b{color:var(--mark);font-size:1.2rem}.classes span{display:block;color:var(--dim);font-size:.86rem}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem}
article{border:1px solid var(--line);border-left:4px solid var(--mark);border-radius:6px;background:var(--panel);padding:.8rem 1rem;margin:0 0 1rem}
.meta{font-size:.88rem;color:var(--dim)}.meta b{color:var(--mark)}.meta em{color:var(--improvement)}
code{font:.9em var(--mono);background:light-dark(#818b9826,#656c7640);padding:.1em .3em;border-radius:4px}
pre{font:13px/1.5 var(--mono);background:var(--back);border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;overflow-x:auto;margin:.5rem 0}
.diff .added{color:var(--good)}.diff .removed{color:var(--critical)}.diff .place{color:var(--dim)}
summary{cursor:pointer;color:var(--dim)}.fine ul{padding-left:1.2rem}
@media print{body{max-width:none}article{break-inside:avoid}details{display:none}}
`;
