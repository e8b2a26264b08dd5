import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/node/config-file.ts';
import { maxFileBytes } from '../../src/node/read.ts';
import { runSession } from '../../src/node/session.ts';
import type { SessionResult } from '../../src/node/session.ts';
import type { SessionOptions } from '../../src/node/session-options.ts';
import type { Tree } from '../tree.ts';
import { plant } from '../tree.ts';

const pool = 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: apples }\nspek: {}\n';

async function run(tree: Tree, paths: readonly string[], options: Partial<SessionOptions> = {}): Promise<SessionResult> {
  const workingFolder = plant(tree);
  return runSession({ workingFolder, paths, strictInput: false, loaded: await loadConfig(undefined, workingFolder), lint: {}, ...options });
}

const placesOf = ({ report }: SessionResult): string[] => report.findings.map(({ rule, file }) => `${file} ${rule}`);
const input = (file: string, text = pool) => ({ input: { file, bytes: new TextEncoder().encode(text) } });

describe('runSession', () => {
  it('goes on after files that cannot be read', async () => {
    const tree = { 'a.yaml': Uint8Array.from([0]), 'b.yaml': new Uint8Array(maxFileBytes + 1), 'c.yaml': 'apiVersion: v1\nkind: [', 'z.yaml': pool };
    const result = await run(tree, ['.']);
    const rules = ['a.yaml yaml-syntax', 'b.yaml unreadable-file', 'c.yaml yaml-syntax', 'z.yaml unknown-field'];
    expect(placesOf(result).filter((place) => rules.includes(place))).toEqual(rules);
    expect(result.failures).toEqual([]);
  });

  it('tells a named path that cannot be opened from one that a walk met', async () => {
    const tree = { 'sub/x.yaml': pool };
    const result = await run(tree, ['nothing.yaml', './sub']);
    expect(result.failures).toEqual([{ file: 'nothing.yaml', reason: 'no such file or folder', isNamed: true }]);
    expect(placesOf(result)).toContain('sub/x.yaml unknown-field');
  });

  it('passes over unreadable JSON data that nobody named', async () => {
    const tree = { 'data.json': Uint8Array.from([0]) };
    expect((await run(tree, ['.'])).report).toMatchObject({ summary: { files: 1, passedOver: 1 }, findings: [] });
    expect(placesOf(await run(tree, ['data.json']))).toEqual(['data.json yaml-syntax']);
  });

  it('leaves out what the configuration ignores, named or not', async () => {
    const tree = { 'karplint.yaml': 'ignore: [vendor/]\n', 'vendor/a.yaml': pool };
    expect((await run(tree, ['.', 'vendor/a.yaml'])).report.summary.files).toBe(1);
  });

  it('gives the text of each finding', async () => {
    const { report, sources } = await run({ 'a.yaml': pool }, ['a.yaml']);
    for (const { file } of report.findings) expect(sources.get(file)?.text).toBe(pool);
  });
});

describe('standard input', () => {
  it('stands for the file whose name it bears', async () => {
    const result = await run({ 'a.yaml': pool, 'b.yaml': pool }, ['.'], input('a.yaml', 'nothing: here\n'));
    expect(placesOf(result)).not.toContain('a.yaml unknown-field');
    expect(placesOf(result)).toContain('b.yaml unknown-field');
  });

  it.each([
    ['karplint.yaml', 'ignore: ["*.gen.yaml"]\n'],
    ['.karplintignore', '*.gen.yaml\n'],
  ])('is left out where %s leaves out its name', async (file, text) => {
    expect((await run({ [file]: text }, [], input('sub/a.gen.yaml'))).report.summary.files).toBe(0);
    expect((await run({ [file]: text }, [], input('sub/a.yaml'))).report.summary.files).toBe(1);
  });

  it('takes part in the workspace', async () => {
    const nodeClass = 'apiVersion: karpenter.k8s.aws/v1\nkind: EC2NodeClass\nmetadata: { name: default }\n';
    const text = `${pool}spec: { template: { spec: { nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: defalt } } } }\n`;
    const result = await run({ 'classes.yaml': nodeClass }, ['.'], input('pools.yaml', text));
    expect(result.report.findings.find(({ rule }) => rule === 'nodeclass-ref-unresolved')).toMatchObject({
      file: 'pools.yaml',
      help: expect.stringContaining('default') as string,
    });
  });
});

describe('--strict-input', () => {
  it.each([
    ['an empty file', '', 0],
    ['comments only', '# nothing\n---\n# here\n', 0],
    ['null', 'null\n', 0],
    ['a list', '- a\n', 1],
    ['a text', 'hello\n', 1],
    ['an object without kind', 'apiVersion: v1\nmetadata: {}\n', 1],
    ['an object without apiVersion', 'kind: Pod\nmetadata: {}\n', 1],
    ["another program's file", 'version: "3"\nservices: {}\n', 1],
    ['text that is no YAML', 'a: [\n', 1],
    ['a template', 'a: {{ .Values.a }}\n', 1],
    ['a ConfigMap', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n', 0],
  ])('%s', async (_, text, findings) => {
    const strict = await run({ 'a.yaml': text }, ['a.yaml'], { strictInput: true });
    expect(placesOf(strict)).toEqual(Array.from({ length: findings }, () => 'a.yaml yaml-syntax'));
    expect(placesOf(await run({ 'a.yaml': text }, [join('.', 'a.yaml')]))).toEqual([]);
  });
});
