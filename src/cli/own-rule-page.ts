import type { CustomRule } from '../core/custom-rules.ts';
import type { RuleMeta } from '../core/rule.ts';

/** Where a rule of one's own is written. */
interface RuleOrigin {
  /** The configuration's part of it; absent for a rule of a plugin. */
  readonly custom: CustomRule | undefined;
  /** The configuration; absent where there is none. */
  readonly file: string | undefined;
}

/** The page of a rule of one's own, as Markdown in the shape that karplint's pages have. */
export function ownRulePage(meta: RuleMeta, { custom, file }: RuleOrigin): string {
  const rows = [
    ['Group', meta.group],
    ['Severity', typeof meta.severity === 'string' ? meta.severity : meta.severity.default],
    ['Kinds', meta.kinds.map((kind) => `\`${kind}\``).join(', ')],
    ...(meta.apiVersions === undefined ? [] : [['API versions', meta.apiVersions.join(', ')]]),
    ...(meta.fix === undefined ? [] : [['Fix', meta.fix]]),
    ['Defined in', custom === undefined ? 'a plugin' : `\`${file ?? 'the configuration'}\``],
  ];
  const table = ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
  const parts = [`# ${meta.id}`, meta.summary, table, ...aboutExpression(custom), ...aboutReferences(meta)];
  return `${parts.join('\n\n')}\n`;
}

function aboutExpression(custom: CustomRule | undefined): string[] {
  if (custom === undefined) return [];
  const help = custom.help === undefined ? [] : ['## What to do', custom.help];
  return [...help, '## What is true of an object that is fine', `\`\`\`cel\n${custom.expression.text}\n\`\`\``];
}

function aboutReferences({ references }: RuleMeta): string[] {
  return references.length === 0 ? [] : ['## References', references.map((url) => `- ${url}`).join('\n')];
}
