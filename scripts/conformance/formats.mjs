import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { Marked } from 'marked';
import { SaxesParser } from 'saxes';

/** Lints all public files as one run, and has every format read by somebody else's parser or schema. */
export function judgeFormats(karplint, folder, root) {
  const { report, sources } = lintAll(karplint, folder);
  const sarif = JSON.parse(
    karplint.renderSarif(report, sources, { version: '1.0.0', metas: karplint.ruleMetas, docsOf: karplint.docsOf, helpOf: () => undefined, root: '' }),
  );
  const checks = {
    'SARIF keeps to its schema': () => errorsOf(new Ajv2020({ strict: false, allErrors: true }), sarifSchema(), sarif),
    'SARIF keeps to the limits of GitHub': () => githubErrors(sarif, report.findings.length),
    'json keeps to its schema': () =>
      errorsOf(
        new Ajv({ strict: false }),
        JSON.parse(readFileSync(join(root, 'src/reporters/report.schema.json'), 'utf8')),
        JSON.parse(karplint.renderJson(report, sources, { version: '1.0.0' })),
      ),
    'junit is XML': () => xmlErrors(karplint.renderJunit(report, sources), 'failure', report),
    'checkstyle is XML': () => xmlErrors(karplint.renderCheckstyle(report, sources), 'error', report),
    'gitlab has unique fingerprints': () => gitlabErrors(JSON.parse(karplint.renderGitlab(report, sources, { root: '' })), report),
    'rdjson names every finding': () => sameCount(JSON.parse(karplint.renderRdjson(report, sources)).diagnostics.length, report),
    'markdown is tables of four cells': () => markdownErrors(karplint.renderMarkdown(report, sources)),
    'github prints commands only': () => githubLines(karplint.renderGithub(report, sources, { root: '' })),
  };
  return Object.entries(checks).map(([name, check]) => {
    const disagreements = check();
    return { name: `corpus: ${name}`, agreed: disagreements.length === 0 ? 1 : 0, total: 1, disagreements };
  });
}

function lintAll(karplint, folder) {
  const files = readdirSync(join(folder, 'files'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const manifests = files.map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    return karplint.toManifest(karplint.decode(readFileSync(path), relative(folder, path)), false);
  });
  const report = karplint.lintManifests(manifests, { preset: 'all' });
  return { report, sources: new Map(manifests.map(({ source }) => [source.file, source])) };
}

/** The official schema lies in Microsoft's own package. */
function sarifSchema() {
  const tool = dirname(createRequire(import.meta.url).resolve('@microsoft/sarif-multitool-linux/package.json'));
  return JSON.parse(readFileSync(join(tool, 'sarif-2.1.0.json'), 'utf8'));
}

function errorsOf(ajv, schema, document) {
  formats.default(ajv);
  const validate = ajv.compile(schema);
  return validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit */
function githubErrors(sarif, total) {
  const [run] = sarif.runs;
  const errors = [];
  const refuse = (condition, text) => condition && errors.push(text);
  refuse(gzipSync(JSON.stringify(sarif)).length > 10_000_000, 'over 10 MB');
  refuse(run.results.length > 25_000 || run.results.length !== Math.min(total, 25_000), `${run.results.length} results`);
  for (const rule of run.tool.driver.rules) {
    refuse(rule.shortDescription.text.length > 1024 || rule.fullDescription.text.length > 1024, `${rule.id}: a description is too long`);
    refuse(!rule.help?.text || rule.properties.tags.length > 20, `${rule.id}: help or tags`);
  }
  for (const { ruleId, message, locations, level, partialFingerprints } of run.results) {
    const { region, artifactLocation } = locations?.[0]?.physicalLocation ?? {};
    refuse(!message.text || locations.length !== 1 || !['error', 'warning', 'note'].includes(level), `${ruleId}: message, location or level`);
    refuse(
      !(region.startLine >= 1 && region.startColumn >= 1 && region.endLine >= region.startLine && region.endColumn >= 1),
      `${ruleId}: region ${JSON.stringify(region)}`,
    );
    refuse(/^\/|\\|\s|^[a-z]+:/i.test(artifactLocation.uri), `${ruleId}: ${artifactLocation.uri}`);
    refuse(!partialFingerprints.primaryLocationLineHash, `${ruleId}: no line hash`);
  }
  return errors.slice(0, 20);
}

function xmlErrors(text, element, report) {
  const errors = [];
  let count = 0;
  const parser = new SaxesParser();
  parser.on('error', (error) => errors.push(error.message));
  parser.on('opentag', ({ name }) => (count += name === element ? 1 : 0));
  parser.write(text).close();
  return [...errors, ...sameCount(count, report)];
}

function gitlabErrors(issues, report) {
  const unique = new Set(issues.map(({ fingerprint }) => fingerprint)).size;
  return [...sameCount(issues.length, report), ...(unique === issues.length ? [] : [`${issues.length - unique} fingerprints come twice`])];
}

function markdownErrors(text) {
  const tables = new Marked().lexer(text).filter(({ type }) => type === 'table');
  return tables.flatMap(({ rows }) => rows.filter((row) => row.length !== 4).map((row) => `a row of ${row.length} cells`));
}

function githubLines(text) {
  const lines = text.trimEnd().split('\n');
  const odd = lines.filter((line) => !/^::(?:error|warning|notice) title=[^:]*::/.test(line));
  return odd.length <= 1 && lines.length <= 31 ? [] : odd;
}

function sameCount(count, { findings }) {
  return count === findings.length ? [] : [`${count} of ${findings.length}`];
}
