/** The style of the page of instance types; no font or picture comes from elsewhere. */
export const pageStyle = `
:root { color-scheme: light dark; --back: #fff; --text: #1c2024; --soft: #60646c; --line: #d9d9e0; --panel: #f9f9fb; --bad: #b91c1c;
  --s0: #bdead4; --s1: #8ad6b2; --s2: #58bd94; --s3: #e9b949; --s4: #e07b39; --s5: #b5302a; --s-: #c9ccd3; }
@media (prefers-color-scheme: dark) { :root { --back: #111214; --text: #edeef0; --soft: #a6adb8; --line: #33363d; --panel: #191a1e; --bad: #ff8a80;
  --s0: #12402f; --s1: #1c6a4d; --s2: #2f9e74; --s3: #b98a1d; --s4: #c65f25; --s5: #e5534b; --s-: #4a4e57; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1rem; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.5rem; } h2 { margin: 0 0 .25rem; font-size: 1.15rem; overflow-wrap: anywhere; }
small, .note, .legend, footer, header p { color: var(--soft); font-weight: normal; font-size: .85rem; }
header p, p { margin: .25rem 0; }
.pool { margin: 1.25rem 0; padding: 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); }
.fine { font-weight: 600; } .empty { color: var(--bad); font-weight: 600; }
.filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .75rem 0; font-size: .85rem; }
.filters label { display: grid; gap: .15rem; } .filters input, .filters select { font: inherit; padding: .3rem .4rem; min-width: 7rem; }
.wide { overflow-x: auto; -webkit-overflow-scrolling: touch; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .6rem .2rem 0; text-align: left; white-space: nowrap; }
details summary { cursor: pointer; padding: .25rem 0; } thead th { color: var(--soft); font-weight: 500; }
.types td:nth-child(n+2):nth-child(-n+6), .types td:nth-child(n+9), .types th:nth-child(n+2):nth-child(-n+6), .types th:nth-child(n+9) { text-align: right; }
.types tbody tr:nth-child(even) { background: color-mix(in srgb, var(--line) 30%, transparent); }
.picture table { border-spacing: 2px; border-collapse: separate; }
.picture th { padding: 0 .4rem 0 0; font-weight: 500; position: sticky; left: 0; background: var(--panel); }
.picture thead th { height: 5.5rem; vertical-align: bottom; position: static; padding: 0; }
.picture thead span { display: block; width: 1.35rem; writing-mode: vertical-rl; transform: rotate(180deg); line-height: 1.35rem; }
.picture td { width: 1.35rem; min-width: 1.35rem; height: 1.1rem; padding: 0; border-radius: 2px; }
.picture td[data-type] { outline-offset: -1px; } .picture td[data-type]:hover { outline: 2px solid var(--text); }
.out { opacity: .08; } .gone { display: none; }
.legend i { display: inline-block; width: 1.1rem; height: .8rem; margin: 0 1px; border-radius: 2px; vertical-align: -1px; } .legend span { margin: 0 .3rem; }
.s0 { background: var(--s0); } .s1 { background: var(--s1); } .s2 { background: var(--s2); } .s3 { background: var(--s3); } .s4 { background: var(--s4); } .s5 { background: var(--s5); } .s- { background: var(--s-); }
footer { margin: 1rem 0; }
@media (max-width: 40rem) { body { padding: .5rem; } .pool { padding: .75rem; } .filters label { flex: 1 1 8rem; } .filters input, .filters select { min-width: 0; width: 100%; } }
`;

/** Filters the picture and the table of each pool; without scripts all of it is shown. */
export const pageScript = `
for (const pool of document.querySelectorAll('.pool')) {
  const form = pool.querySelector('form');
  if (!form) continue;
  const rows = [...pool.querySelectorAll('tr[data-type]')];
  const cells = new Map([...pool.querySelectorAll('td[data-type]')].map((cell) => [cell.dataset.type, cell]));
  const apply = () => {
    const { name, arch, generation, cpu } = Object.fromEntries(new FormData(form));
    let shown = 0;
    for (const row of rows) {
      const { type } = row.dataset;
      const fits = name.toLowerCase().split(/[ ,]+/).every((part) => type.includes(part)) && (!arch || row.dataset.arch === arch)
        && (!generation || row.dataset.generation === generation) && (!cpu || Number(row.dataset.cpu) <= Number(cpu));
      row.classList.toggle('gone', !fits);
      cells.get(type)?.classList.toggle('out', !fits);
      if (fits) shown++;
    }
    form.querySelector('output').textContent = shown + ' of ' + rows.length + ' types';
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  apply();
}
`;
