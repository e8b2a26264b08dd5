import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSource } from '../load-source.mjs';

const begin = '<!-- head: generated, do not edit -->';
const end = '<!-- end of head -->';

/** Rewrites the head and the references of each rule's page, and the table of all rules in docs/rules/README.md. */
export async function generateRuleDocs(root) {
  const { ruleMetas } = await loadSource(root, 'src/linter.ts');
  const files = new Map([['docs/rules/README.md', renderTable(ruleMetas)]]);
  for (const meta of ruleMetas) {
    const path = `docs/rules/${meta.id}.md`;
    const current = await readFile(join(root, path), 'utf8').catch(() => '');
    files.set(path, renderPage(meta, current));
  }
  return files;
}

function renderPage(meta, current) {
  const written = current.includes(end) ? current.slice(current.indexOf(end) + end.length) : current;
  const body = written.replace(/\n## References\n[^]*$/, '\n').trim();
  const references = `## References\n\n${meta.references.map((url) => `- <${url}>`).join('\n')}`;
  return `# ${meta.id}\n\n${begin}\n\n${renderHead(meta)}\n\n${end}\n\n${body}\n\n${references}\n`;
}

function renderHead(meta) {
  const rows = [
    ['Group', meta.group],
    ['Who objects', whoObjects(meta)],
    ['Severity', renderSeverity(meta.severity)],
    ['Preset', meta.offIn === undefined ? meta.preset : `${meta.preset}, but not ${meta.offIn.join(' and ')}`],
    ['Kinds', meta.kinds.length === 0 ? 'all' : meta.kinds.map((kind) => `\`${kind}\``).join(', ')],
    ['Fix', meta.fix ?? 'none'],
    ...(meta.since === undefined ? [] : [['Since Karpenter', meta.since]]),
    ...(meta.needs === undefined ? [] : [['Needs', `\`--${meta.needs}\``]]),
  ];
  const options = Object.entries(meta.options ?? {});
  const optionRows = options.map(([name, option]) => `| \`${name}\` | ${option.type} | \`${JSON.stringify(option.default)}\` | ${option.description} |`);
  const optionTable = options.length === 0 ? '' : `\n\n| Option | Type | Default | Meaning |\n|---|---|---|---|\n${optionRows.join('\n')}`;
  return `${meta.summary}\n\n| | |\n|---|---|\n${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}${optionTable}`;
}

function whoObjects(meta) {
  if (meta.layer === 'syntax') return 'the reader of kubectl and the API server';
  if (meta.layer === 'schema') return 'the API server';
  if (meta.layer === 'controller') return 'the Karpenter controller';
  return meta.group === 'validity' ? 'karplint' : 'a reviewer';
}

function renderSeverity(severity) {
  if (typeof severity === 'string') return severity;
  const { default: usual, prod, staging, dev } = severity;
  return `${usual} (prod: ${prod}, staging: ${staging}, dev: ${dev})`;
}

function renderTable(metas) {
  const rows = metas.map((meta) => `| [${meta.id}](${meta.id}.md) | ${meta.group} | ${levelOf(meta)} | ${meta.preset} | ${meta.fix ?? ''} | ${meta.summary} |`);
  return `# Rules

${begin}

Severity is that of an unknown environment; each page lists the others. \`karplint explain <rule>\` prints a page offline.

| Rule | Group | Severity | Preset | Fix | Finds |
|---|---|---|---|---|---|
${rows.join('\n')}

${end}
`;
}

function levelOf(meta) {
  return typeof meta.severity === 'string' ? meta.severity : meta.severity.default;
}
