import type { InstancesReport, PoolReport, TypeReport } from '../../karpenter/instances/report.ts';
import { byPrice, countBy, formatCpu, formatGib, formatPrice, groupings, headline, provenance, whereabouts } from './figures.ts';

/** The report as GitHub and GitLab render it; `maxTypes` rows for each pool, all where absent. */
export function renderInstancesMarkdown(report: InstancesReport, maxTypes = Infinity): string {
  const pools = report.nodepools.map((pool) => renderPool(pool, maxTypes));
  const foot = `Karpenter ${report.karpenter}, ${report.region} (${report.zones.join(', ')}). ${provenance(report.catalog).join(' ')}`;
  return `${['# Instance types', ...pools, `<sub>${escapeText(foot)}</sub>`].join('\n\n')}\n`;
}

function renderPool(pool: PoolReport, maxTypes: number): string {
  const parts = [
    `## ${escapeText(pool.name)}\n\n${escapeText(`${headline(pool)}`)} (\`${whereabouts(pool).replaceAll('`', '')}\`)`,
    ...(pool.notes.length === 0 ? [] : [pool.notes.map((note) => `> ${escapeText(note)}`).join('\n')]),
    ...(pool.minValues === undefined
      ? []
      : [
          renderTable(
            ['minValues on', 'at least', 'there are'],
            pool.minValues.map(({ key, min, have }) => [key, min, have]),
          ),
        ]),
    ...(pool.count === 0
      ? []
      : [
          renderTable(
            ['', 'types'],
            groupings.map(([heading, kindsOf]) => [heading, describeCounts(pool.types, kindsOf)]),
          ),
        ]),
    ...(pool.exclusions.length === 0
      ? []
      : [
          renderTable(
            ['What keeps types out', 'types', 'alone'],
            pool.exclusions.map(({ requirement, excluded, alone }) => [requirement, excluded, alone]),
          ),
        ]),
    ...(pool.why ?? []).map(
      ({ type, launchable, reasons }) => `**${escapeText(type)}** ${launchable ? 'can be launched.' : `cannot be launched. ${reasons.join(' ')}`}`,
    ),
    ...(pool.count === 0 ? [] : [renderTypes(pool.types, maxTypes)]),
  ];
  return parts.join('\n\n');
}

function describeCounts(types: readonly TypeReport[], kindsOf: (type: TypeReport) => readonly string[]): string {
  return countBy(types, kindsOf)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
}

function renderTypes(types: readonly TypeReport[], maxTypes: number): string {
  const shown = byPrice(types).slice(0, maxTypes);
  const rows = shown.map(({ type, vcpus, memoryMib, allocatable, arch, accelerators = '', pricePerHour }) => [
    type,
    vcpus,
    formatGib(memoryMib * 2 ** 20),
    `${formatCpu(allocatable.cpuMilli)} CPU, ${formatGib(allocatable.memoryBytes)}`,
    allocatable.pods,
    arch,
    accelerators,
    formatPrice(pricePerHour.onDemand),
    formatPrice(pricePerHour.spot),
  ]);
  const table = renderTable(['Type', 'vCPU', 'Memory', 'For pods', 'Pods', 'Arch', 'Accelerator', 'On demand', 'Spot'], rows);
  return types.length > shown.length ? `${table}\n\n… and ${types.length - shown.length} more.` : table;
}

function renderTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.map((cell) => escapeText(String(cell))).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Text from a manifest must not become a table, a link or HTML. */
function escapeText(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\|<>*_[\]#&]/g, (sign) => `\\${sign}`);
}
