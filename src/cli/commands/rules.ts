import { groups } from '../../core/finding.ts';
import type { RuleMeta, Severities } from '../../core/rule.ts';
import { docsOf, ruleMetas } from '../../linter.ts';
import type { Arguments, Command } from '../command.ts';
import type { Io } from '../io.ts';

export const rulesCommand: Command = {
  name: 'rules',
  usage: 'rules [--format text|json]',
  summary: 'List every rule with its group, severity, preset and fix.',
  flags: [{ name: 'format', value: '<name>', choices: ['text', 'json'], help: 'text (default) or json.' }],
  examples: [['karplint rules', 'the table']],
  run: (args, io) => Promise.resolve(runRules(args, io)),
};

function runRules(args: Arguments, io: Io): number {
  io.writeOut(args.text('format') === 'json' ? `${JSON.stringify(ruleMetas.map(describe), null, 2)}\n` : renderTable(ruleMetas));
  return 0;
}

function describe(meta: RuleMeta) {
  const { id, group, kinds, preset, summary } = meta;
  const { default: severity, ...environments } = expand(meta.severity);
  return {
    id,
    group,
    severity,
    environments,
    kinds,
    preset,
    ...(meta.offIn === undefined ? {} : { offIn: meta.offIn }),
    fix: meta.fix ?? 'none',
    layer: meta.layer ?? 'practice',
    summary,
    docs: docsOf(id),
    references: meta.references,
    options: meta.options ?? {},
    ...(meta.since === undefined ? {} : { since: meta.since }),
    ...(meta.needs === undefined ? {} : { needs: meta.needs }),
  };
}

function expand(severity: Severities) {
  return typeof severity === 'string' ? { default: severity, prod: severity, staging: severity, dev: severity } : severity;
}

function renderTable(metas: readonly RuleMeta[]): string {
  const width = Math.max(...metas.map(({ id }) => id.length));
  const sections = groups.flatMap((group) => {
    const rows = metas.filter((meta) => meta.group === group);
    if (rows.length === 0) return [];
    return [
      `${group}\n${rows.map((meta) => `  ${meta.id.padEnd(width)}  ${expand(meta.severity).default.padEnd(11)}  ${meta.preset.padEnd(11)}  ${(meta.fix ?? '').padEnd(6)}  ${meta.summary}`).join('\n')}\n`,
    ];
  });
  const head = `  ${'rule'.padEnd(width)}  severity     preset       fix     finds\n`;
  return `${head}${sections.join('\n')}\n\`karplint explain <rule>\` says why a rule exists and how to mend what it finds.\n`;
}
