import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { TestWorkspace } from './cli/workspace.ts';
import { findMarkers } from './fixture.ts';
import { Source } from '../src/core/source.ts';

const page = readFileSync('docs/own-rules.md', 'utf8');

/** The text of the fence that begins with these words. */
function fence(head: string): string {
  const [, text] = new RegExp(`^\`\`\`${head}\n([^]*?)^\`\`\`$`, 'm').exec(page) ?? [];
  if (text === undefined) throw new Error(`no fence ${head}`);
  return text;
}

function pool(spec: string, metadata = 'name: a'): string {
  return `apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {${metadata}}\nspec: {${spec}}\n`;
}

/** A configuration with one rule. */
function rule(body: string): string {
  return `customRules:\n  own:\n    kinds: [NodePool]\n${body.replace(/^/gm, '    ')}\n`;
}

interface JsonFinding {
  readonly rule: string;
  readonly message: string;
  readonly severity: string;
  readonly start: { readonly line: number; readonly column: number };
}

async function own(config: string, manifest: string, id = 'own'): Promise<JsonFinding[]> {
  const workspace = new TestWorkspace({ 'karplint.yaml': config, 'pool.yaml': manifest });
  const { out, error } = await workspace.run('pool.yaml', '--format', 'json');
  if (error !== '') throw new Error(error);
  return (JSON.parse(out) as { findings: JsonFinding[] }).findings.filter((finding) => finding.rule === id);
}

describe('docs/own-rules.md', () => {
  it('has an example of a configuration that finds what it says', async () => {
    const manifest = fence('yaml bad');
    const workspace = new TestWorkspace({ 'karplint.yaml': fence('yaml karplint.yaml'), 'pool.yaml': manifest });
    const findings = (await workspace.findings('pool.yaml')).filter((name) => /team-missing|zones-of-production/.test(name));
    expect(findings).toEqual(findMarkers(new Source('pool.yaml', manifest)).map((marker) => `pool.yaml:${marker.line} ${marker.rule}`));
    expect(findings).toHaveLength(2);
  });

  it('has an example of a plugin that runs, and whose fix holds', async () => {
    const { code } = transformSync(fence('ts plugin.ts'), { loader: 'ts', format: 'esm' });
    const api = new URL('../src/browser.ts', import.meta.url).href;
    const plugin = code.replace(/['"]karplint['"]/, `'${api}'`);
    const workspace = new TestWorkspace({ 'plugin.mjs': plugin, 'pool.yaml': pool('weight: 17'), 'fine.yaml': pool('weight: 20', 'name: b') });
    const { out } = await workspace.run('.', '--plugin', 'plugin.mjs', '--format', 'json');
    const findings = (JSON.parse(out) as { findings: { rule: string; file: string; fix?: { title: string } }[] }).findings.filter(
      (each) => each.rule === 'weight-not-round',
    );
    expect(findings).toMatchObject([{ file: 'pool.yaml', fix: { title: 'Set `weight: 20`' } }]);
  });
});

describe('customRules', () => {
  it('speak where the expression is false, at the path that they name, with their words', async () => {
    const config = rule('expression: object.spec.weight > 10\nmessage: Too light\nseverity: critical\nfieldPath: .spec.weight');
    expect(await own(config, pool('weight: 5'))).toMatchObject([{ message: 'Too light.', severity: 'critical', start: { line: 4, column: 16 } }]);
    expect(await own(config, pool('weight: 50'))).toEqual([]);
  });

  it('make their message, and fall back to the one that is written', async () => {
    const config = (made: string) => rule(`expression: "false"\nmessage: As written.\nmessageExpression: ${made}`);
    expect(await own(config('"\'Pool \' + object.metadata.name"'), pool('weight: 5'))).toMatchObject([{ message: 'Pool a.' }]);
    expect(await own(config('object.metadata.missing'), pool('weight: 5'))).toMatchObject([{ message: 'As written.' }]);
  });

  it('say when they have no answer, and nothing where a placeholder decides', async () => {
    const config = rule('expression: object.spec.weight > 10\nmessage: Too light');
    expect(await own(config, pool('limits: {cpu: 1}'))).toMatchObject([{ message: '`own` has no answer for this object: no such key: weight.' }]);
    expect(await own(config, pool('weight: "${WEIGHT}"'))).toEqual([]);
    const [slow] = await own(rule('expression: lists.range(1000).all(x, lists.range(1000).all(y, true))\nmessage: Slow'), pool('weight: 1'));
    expect(slow?.message).toBe('`own` has no answer for this object: it takes more than a million steps.');
  });

  it('are set, overridden and suppressed like any other rule', async () => {
    const config = rule('expression: "false"\nmessage: Never fine');
    expect(await own(`${config}rules: {own: note}\n`, pool('weight: 1'))).toMatchObject([{ severity: 'note' }]);
    expect(await own(`${config}rules: {own: off}\n`, pool('weight: 1'))).toEqual([]);
    expect(await own(config, pool('weight: 1').replace('kind: NodePool', 'kind: NodePool # karplint-disable-line own -- fine'))).toEqual([]);
  });

  it('look at kinds of any group', async () => {
    const config = 'customRules:\n  own: {kinds: [example.com/Widget], expression: "false", message: No widgets}\n';
    expect(await own(config, 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n')).toHaveLength(1);
    expect(await own(config, 'apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: a}\n')).toEqual([]);
  });

  it.each([
    ['expression: object.spec.', '4:17: The expression cannot be used'],
    ['expression: has(objekt.spec)\nmessage: x', '4:17: The expression cannot be used: There is no variable `objekt`. Did you mean `object`?'],
    ["expression: object.metadata.name.matches('(')\nmessage: x", '4:17: The expression cannot be used: The pattern `(` cannot be used'],
    ['expression: "true"', '2:3: `own` has no `message`'],
    ['message: x', '2:3: `own` has no `expression`'],
    ['expression: "true"\nmessage: x\nserverity: note', '6:5: `serverity` is not a key of a custom rule. Did you mean `severity`?'],
    ['expression: "true"\nmessage: x\nseverity: high', '6:15: `high` is none of `critical`, `improvement`, `note`.'],
    ['expression: "true"\nmessage: x\ngroup: costs', '6:12: `costs` is none of'],
    ['expression: "true"\nmessage: x\nfieldPath: spec', '6:16: `spec` is not a path'],
    ['expression: "true"\nmessage: x\ndocs: wiki', '6:11: `docs` is the address of a page'],
    ['expression: "true"\nmessage: [x]', '5:14: `message` is text.'],
  ])('refuse %j with its line', async (body, message) => {
    const workspace = new TestWorkspace({ 'karplint.yaml': rule(body), 'pool.yaml': pool('weight: 1') });
    const { code, error } = await workspace.run('pool.yaml');
    expect(error).toContain(`karplint.yaml:${message}`);
    expect(code).toBe(2);
  });

  it.each([
    ['limits-missing: {kinds: [NodePool], expression: "true", message: x}', '`limits-missing` is a rule of karplint'],
    ['Own Rule: {kinds: [NodePool], expression: "true", message: x}', '`Own Rule` is not a rule id'],
    ['own: {kinds: [NodePol], expression: "true", message: x}', 'Did you mean `NodePool`?'],
    ['own: {kinds: [Widget], expression: "true", message: x}', 'Write it with its group: `example.com/Widget`.'],
    ['own: {expression: "true", message: x}', '`own` has no `kinds`'],
    ['own: "true"', '`own` is a map'],
  ])('refuse %s', async (line, message) => {
    const workspace = new TestWorkspace({ 'karplint.yaml': `customRules:\n  ${line}\n`, 'pool.yaml': pool('weight: 1') });
    const { code, error } = await workspace.run('pool.yaml');
    expect(error).toContain(message);
    expect(error).toMatch(/karplint\.yaml:2:\d+: /);
    expect(code).toBe(2);
  });
});

describe('--plugin', () => {
  const good =
    "{ id: 'own', group: 'cost', severity: 'note', kinds: ['NodePool'], summary: 'x', *check(pool) { yield { at: pool.anchor(), message: 'Seen.' }; } }";

  it.each([`export default ${good};`, `export const rules = [${good}];`])('loads %s', async (text) => {
    const workspace = new TestWorkspace({ 'plugin.mjs': text, 'pool.yaml': pool('weight: 1') });
    expect(await workspace.findings('pool.yaml', '--plugin', 'plugin.mjs')).toContain('pool.yaml:2 own');
  });

  it.each([
    ['export const nothing = 1;', 'export one rule, or a list of them'],
    ['export default { id: "Own" };', 'its `id` must be lower-case words'],
    [`export default ${good.replace("'cost'", "'costs'")};`, 'the `group` of `own` must be one of'],
    [`export default ${good.replace('*check', '*chekc')};`, '`own` needs a function `check`'],
    [`export default ${good.replace("'own'", "'limits-missing'")};`, 'Two rules are called `limits-missing`'],
    ['throw new Error("no luck");', 'cannot be loaded: no luck.'],
  ])('refuses %s', async (text, message) => {
    const workspace = new TestWorkspace({ 'plugin.mjs': text, 'pool.yaml': pool('weight: 1') });
    const { code, error } = await workspace.run('pool.yaml', '--plugin', 'plugin.mjs');
    expect(error).toContain(message);
    expect(code).toBe(2);
  });

  it('cannot be named by a configuration', async () => {
    const workspace = new TestWorkspace({
      'plugin.mjs': 'globalThis.pluginRan = true;',
      'karplint.yaml': 'plugin: [plugin.mjs]\n',
      'pool.yaml': pool('weight: 1'),
    });
    const { code, error } = await workspace.run('pool.yaml');
    expect(error).toContain('`plugin` is not a key of the configuration');
    expect(code).toBe(2);
    expect(globalThis).not.toHaveProperty('pluginRan');
  });
});

describe('commands that speak of rules', () => {
  const config = rule('expression: object.spec.weight > 10\nmessage: Too light\nhelp: Weigh more.\ndocs: https://example.com/own\nseverity: critical');
  const plugin =
    "export default { id: 'own-program', group: 'cost', severity: 'note', kinds: ['NodePool'], summary: 'Pools are seen.', *check(pool) { const at = pool.at('spec', 'weight'); if (at?.value === 1) yield { at, message: 'One.', fix: { title: 'Two', safety: 'safe', edits: [{ file: pool.file, range: at.range, text: '2' }] } }; } };";
  const files = { 'karplint.yaml': config, 'plugin.mjs': plugin, 'pool.yaml': pool('weight: 1') };

  it('list those of the configuration and of plugins', async () => {
    const { out } = await new TestWorkspace(files).run('rules', '--format', 'json', '--plugin', 'plugin.mjs');
    const listed = JSON.parse(out) as { id: string; docs: string; summary: string }[];
    expect(listed.filter(({ id }) => id.startsWith('own'))).toMatchObject([
      { id: 'own', docs: 'https://example.com/own', summary: 'Too light', severity: 'critical' },
      { id: 'own-program', summary: 'Pools are seen.' },
    ]);
    expect((await new TestWorkspace(files).run('rules')).out).toMatch(/^ {2}own .* critical .* Too light$/m);
  });

  it('explain them', async () => {
    const { out } = await new TestWorkspace(files).run('explain', 'own');
    for (const part of ['Too light', 'Weigh more.', 'object.spec.weight > 10', 'NodePool', 'karplint.yaml', 'https://example.com/own'])
      expect(out).toContain(part);
    expect((await new TestWorkspace(files).run('explain', 'own-program', '--plugin', 'plugin.mjs')).out).toContain('a plugin');
    expect((await new TestWorkspace(files).run('explain', 'ownn')).error).toContain('Did you mean `own`?');
    expect((await new TestWorkspace({}).run('explain', 'own')).code).toBe(2);
  });

  it('take them for --fix-rule where they may have fixes', async () => {
    const workspace = new TestWorkspace(files);
    expect((await workspace.run('pool.yaml', '--fix-rule', 'own')).error).toContain('`own` has no fix.');
    await workspace.run('pool.yaml', '--plugin', 'plugin.mjs', '--fix-rule', 'own-program');
    expect(workspace.read('pool.yaml')).toBe(pool('weight: 2'));
  });
});
