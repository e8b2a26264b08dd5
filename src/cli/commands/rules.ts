import { groups } from '../../core/finding.ts';
import type { RuleMeta, Severities } from '../../core/rule.ts';
import type { RuleBook } from '../../linter.ts';
import type { Arguments, Command } from '../command.ts';
import type { Io } from '../io.ts';
import { loadKnownRules, ownRuleFlags } from '../own-rules.ts';

export const rulesCommand: Command = {
  name: 'rules',
  usage: 'rules [--format text|json]',
  summary: 'List every rule with its group, severity, preset and fix, your own included.',
  flags: [{ name: 'format', value: '<name>', choices: ['text', 'json'], help: 'text (default) or json.' }, ...ownRuleFlags],
  examples: [['karplint rules', 'the table']],
  run: runRules,
};

async function runRules(args: Arguments, io: Io): Promise<number> {
  const { metas, docsOf } = await loadKnownRules(args, io);
  const all = [...metas.values()];
  io.writeOut(args.text('format') === 'json' ? `${JSON.stringify(all.map(describeWith(docsOf)), null, 2)}\n` : renderTable(all));
  return 0;
}

const describeWith = (docsOf: RuleBook['docsOf']) => (meta: RuleMeta) => {
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
};

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
