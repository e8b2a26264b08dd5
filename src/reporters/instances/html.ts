import type { InstancesReport, PoolReport, TypeReport } from '../../karpenter/instances/report.ts';
import { escapeHtml } from '../html-text.ts';
import { byPrice, formatCpu, formatGib, formatPrice, headline, provenance, whereabouts } from './figures.ts';
import { pageScript, pageStyle } from './page.ts';

/** A page that stands alone: for each pool a picture of families and sizes, filters, and the table of types. */
export function renderInstancesHtml(report: InstancesReport): string {
  const pools = report.nodepools.map((pool, index) => renderPool(pool, index)).join('\n');
  const foot = [`Karpenter ${report.karpenter}, ${report.region} (${report.zones.join(', ')}).`, ...provenance(report.catalog)].map(escapeHtml).join(' ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Instance types of NodePools</title>
<style>${pageStyle}</style>
</head>
<body>
<header><h1>Instance types</h1><p>What each NodePool can launch in ${escapeHtml(report.region)}.</p></header>
<main>
${pools === '' ? '<p>There is no NodePool here.</p>' : pools}
</main>
<footer>${foot}</footer>
<script>${pageScript}</script>
</body>
</html>
`;
}

function renderPool(pool: PoolReport, index: number): string {
  const { name, notes, count, exclusions, types } = pool;
  const state = count > 0 ? 'fine' : 'empty';
  const rest = count === 0 ? '' : `${renderFilters(types, index)}${renderPicture(types)}${renderTable(types)}`;
  return `<section class="pool" aria-labelledby="pool-${index}">
<h2 id="pool-${index}">${escapeHtml(name)} <small>${escapeHtml(whereabouts(pool))}</small></h2>
<p class="${state}">${escapeHtml(headline(pool))}</p>
${notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('')}
${exclusions.length === 0 ? '' : renderExclusions(exclusions)}
${rest}
</section>`;
}

function renderExclusions(exclusions: PoolReport['exclusions']): string {
  const rows = exclusions.map(
    ({ requirement, excluded, alone }) => `<tr><td><code>${escapeHtml(requirement)}</code></td><td>${excluded}</td><td>${alone}</td></tr>`,
  );
  return `<details><summary>What keeps types out</summary><div class="wide"><table><thead><tr><th>Requirement</th><th>Types</th><th>Alone</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}

function renderFilters(types: readonly TypeReport[], index: number): string {
  const archs = [...new Set(types.map(({ arch }) => arch))].sort();
  const generations = [...new Set(types.map(({ generation }) => generation))].sort((a, b) => a - b);
  const options = (values: readonly (string | number)[]): string => values.map((value) => `<option>${escapeHtml(String(value))}</option>`).join('');
  return `<form class="filters" aria-label="Filters">
<label for="name-${index}">Name <input id="name-${index}" name="name" placeholder="m7, xlarge …" autocomplete="off"></label>
<label for="arch-${index}">Architecture <select id="arch-${index}" name="arch"><option value="">all</option>${options(archs)}</select></label>
<label for="generation-${index}">Generation <select id="generation-${index}" name="generation"><option value="">all</option>${options(generations)}</select></label>
<label for="cpu-${index}">vCPUs up to <input id="cpu-${index}" name="cpu" type="number" min="1" inputmode="numeric"></label>
<output></output>
</form>`;
}

/** Families down, sizes across: a cell is a type, its shade what a vCPU costs in comparison with the others. */
function renderPicture(types: readonly TypeReport[]): string {
  const sizes = [...new Set(types.map(({ size }) => size))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const families = [...new Set(types.map(({ family }) => family))].sort();
  const shades = shadesOf(types);
  const byName = new Map(types.map((type) => [type.type, type]));
  const head = `<tr><th></th>${sizes.map((size) => `<th scope="col"><span>${escapeHtml(size)}</span></th>`).join('')}</tr>`;
  const rows = families.map((family) => {
    const cells = sizes.map((size) => renderCell(byName.get(`${family}.${size}`), shades));
    return `<tr><th scope="row">${escapeHtml(family)}</th>${cells.join('')}</tr>`;
  });
  const legend = `<p class="legend">Price of a vCPU: <span>low</span>${[0, 1, 2, 3, 4, 5].map((shade) => `<i class="s${shade}"></i>`).join('')}<span>high</span> <i class="s-"></i> unknown</p>`;
  return `${legend}<div class="wide picture"><table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function renderCell(type: TypeReport | undefined, shades: ReadonlyMap<string, number>): string {
  if (type === undefined) return '<td></td>';
  const price = type.pricePerHour.onDemand;
  const title = `${type.type}: ${type.vcpus} vCPU, ${formatGib(type.memoryMib * 2 ** 20)}${price === undefined ? '' : `, ${formatPrice(price)} an hour, ${formatPrice(price / type.vcpus)} a vCPU`}`;
  return `<td class="s${shades.get(type.type) ?? '-'}" data-type="${escapeHtml(type.type)}" title="${escapeHtml(title)}"></td>`;
}

/** Six shades with as many types in each, from cheap to dear. */
function shadesOf(types: readonly TypeReport[]): ReadonlyMap<string, number> {
  const priced = types.flatMap(({ type, vcpus, pricePerHour }) =>
    pricePerHour.onDemand === undefined ? [] : [{ type, price: pricePerHour.onDemand / vcpus }],
  );
  const sorted = priced.sort((a, b) => a.price - b.price);
  return new Map(sorted.map(({ type }, position) => [type, Math.floor((position * 6) / sorted.length)]));
}

/** The order of sizes by how many CPUs they have, as far as their names tell. */
function rank(size: string): number {
  const small = ['nano', 'micro', 'small', 'medium', 'large', 'xlarge'].indexOf(size);
  if (small >= 0) return small;
  const [, metal, count] = /^(metal-?)?([0-9]*)/.exec(size) ?? [];
  return (metal === undefined ? 5 : 1000) + Number(count ?? 0);
}

function renderTable(types: readonly TypeReport[]): string {
  const rows = byPrice(types).map(
    ({ type, vcpus, memoryMib, allocatable, arch, generation, accelerators = '', pricePerHour }) =>
      `<tr data-type="${escapeHtml(type)}" data-arch="${escapeHtml(arch)}" data-generation="${generation}" data-cpu="${vcpus}"><td>${escapeHtml(type)}</td><td>${vcpus}</td><td>${formatGib(memoryMib * 2 ** 20)}</td><td>${formatCpu(allocatable.cpuMilli)}</td><td>${formatGib(allocatable.memoryBytes)}</td><td>${allocatable.pods}</td><td>${escapeHtml(arch)}</td><td>${escapeHtml(accelerators)}</td><td>${formatPrice(pricePerHour.onDemand)}</td><td>${formatPrice(pricePerHour.spot)}</td></tr>`,
  );
  const head = ['Type', 'vCPU', 'Memory', 'CPU for pods', 'Memory for pods', 'Pods', 'Arch', 'Accelerator', 'On demand', 'Spot'];
  return `<details class="types"><summary>All types, the cheapest first</summary><div class="wide"><table><thead><tr>${head.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div></details>`;
}
