import type { InstancesReport, PoolReport, TypeReport } from '../../karpenter/instances/report.ts';
import { plainText } from '../plain-text.ts';
import { styleFor } from '../style.ts';
import type { Style } from '../style.ts';
import { byPrice, countBy, formatCpu, formatGib, formatPrice, groupings, headline, provenance, whereabouts } from './figures.ts';

export interface InstancesTextOptions {
  readonly colour: boolean;
  /** Rows of each table; all where absent. */
  readonly maxTypes?: number;
}

/** The report for people: for each pool what it can launch, what keeps the rest out, and the cheapest types. */
export function renderInstancesText(report: InstancesReport, { colour, maxTypes = Infinity }: InstancesTextOptions): string {
  const style = styleFor(colour);
  const pools = report.nodepools.map((pool) => renderPool(pool, style, maxTypes));
  const place = `Karpenter ${report.karpenter}, ${report.region} (${report.zones.join(', ')})`;
  const foot = [place, ...provenance(report.catalog)].map((line) => style.dim(line));
  return `${[...(pools.length === 0 ? ['There is no NodePool here.'] : pools), foot.join('\n')].join('\n\n')}\n`;
}

function renderPool(pool: PoolReport, style: Style, maxTypes: number): string {
  const paint = pool.count > 0 ? style.bold : style.of('critical');
  const title = `${style.bold(style.underline(`NodePool ${plainText(pool.name)}`))} ${style.dim(plainText(whereabouts(pool)))}`;
  const blocks = [
    [title, `  ${paint(plainText(headline(pool)))}`, ...pool.notes.map((note) => `  ${style.dim(plainText(note))}`), ...renderMinValues(pool)].join('\n'),
    ...(pool.count === 0 ? [] : [renderCounts(pool)]),
    ...(pool.exclusions.length === 0 ? [] : [renderExclusions(pool, style)]),
    ...(pool.why === undefined ? [] : [renderWhy(pool.why, style)]),
    ...(pool.count === 0 ? [] : [renderTypes(pool.types, style, maxTypes)]),
  ];
  return blocks.join('\n\n');
}

function renderMinValues({ minValues = [] }: PoolReport): string[] {
  return minValues.map(({ key, min, have }) => `  minValues on ${plainText(key)}: ${have} of at least ${min}${have < min ? ', too few' : ''}`);
}

/** More kinds than these are only counted. */
const mostKinds = 8;

function renderCounts({ types }: PoolReport): string {
  const rows = groupings.map(([heading, kindsOf]) => {
    const counts = countBy(types, kindsOf);
    const named = counts.slice(0, mostKinds).map(([kind, count]) => `${kind} ${count}`);
    const rest = counts.length - named.length;
    return [`  ${heading}`, `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`];
  });
  return renderRows(rows);
}

function renderExclusions({ exclusions }: PoolReport, style: Style): string {
  const head = ['  what keeps types out', 'types', 'alone'];
  const rows = exclusions.map(({ requirement, excluded, alone }) => [`  ${plainText(requirement)}`, String(excluded), String(alone)]);
  return renderRows([head, ...rows], { right: [1, 2], style });
}

function renderWhy(why: NonNullable<PoolReport['why']>, style: Style): string {
  const lines = why.flatMap(({ type, launchable, reasons }) => [
    `  ${style.bold(plainText(type))} ${launchable ? 'can be launched.' : 'cannot be launched:'}`,
    ...reasons.map((reason) => `    ${plainText(reason)}`),
  ]);
  return lines.join('\n');
}

function renderTypes(types: readonly TypeReport[], style: Style, maxTypes: number): string {
  const shown = byPrice(types).slice(0, maxTypes);
  const head = ['  type', 'vCPU', 'memory', 'for pods', '', 'pods', 'arch', 'accelerator', 'on demand', 'spot'];
  const rows = shown.map(({ type, vcpus, memoryMib, allocatable, arch, accelerators = '', pricePerHour }) => [
    `  ${type}`,
    String(vcpus),
    formatGib(memoryMib * 2 ** 20),
    formatCpu(allocatable.cpuMilli),
    formatGib(allocatable.memoryBytes),
    String(allocatable.pods),
    arch,
    accelerators,
    formatPrice(pricePerHour.onDemand),
    formatPrice(pricePerHour.spot),
  ]);
  const more = types.length > shown.length ? [style.dim(`  … and ${types.length - shown.length} more (--max-types 0 shows all)`)] : [];
  return [renderRows([head, ...rows], { right: [1, 2, 3, 4, 5, 8, 9], style }), ...more].join('\n');
}

interface TableOptions {
  /** The columns that are aligned at their right end. */
  readonly right: readonly number[];
  readonly style: Style;
}

/** Rows in columns; with options the first row is a head. */
function renderRows(rows: readonly (readonly string[])[], options?: TableOptions): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (options?.right.includes(column) === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line, index) => (index === 0 && options !== undefined ? options.style.dim(line) : line)).join('\n');
}
