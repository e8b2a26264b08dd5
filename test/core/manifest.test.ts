import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/core/manifest.ts';
import type { Manifest, ReadOptions } from '../../src/core/manifest.ts';
import { Source } from '../../src/core/source.ts';

const isOurs: ReadOptions['isOurs'] = (apiVersion, kind) => apiVersion?.startsWith('example.com/') === true || kind === 'Fruit';
const apple = 'apiVersion: example.com/v1\nkind: Fruit\nmetadata: { name: apple }\n';

const read = (text: string, strict = false): Manifest => readManifest(new Source('a.yaml', text), { strict, isOurs });
const namesOf = (manifest: Manifest): string[] => manifest.resources.map(({ kind, name }) => `${kind} ${name}`);
const problemsOf = ({ problems, source }: Manifest): string[] => problems.map(({ range, message }) => `${source.positionAt(range.start).line}: ${message}`);

describe('a file', () => {
  it.each([
    ['with a mark and CRLF', `\ufeff${apple.replaceAll('\n', '\r\n')}`, ['Fruit apple']],
    ['without a final newline', apple.trimEnd(), ['Fruit apple']],
    ['of several documents', `---\n${apple}---\n# nothing\n---\n${apple.replace('apple', 'pear')}---\n`, ['Fruit apple', 'Fruit pear']],
    ['of JSON', JSON.stringify({ apiVersion: 'example.com/v1', kind: 'Fruit', metadata: { name: 'apple' } }), ['Fruit apple']],
    ['of several JSON values', '{"apiVersion":"v1","kind":"A"}\n{"apiVersion":"v1","kind":"B"}', ['A ', 'B ']],
    ['with an anchor and a merge key', 'apiVersion: &v v1\nkind: A\nmetadata: &m { name: x }\nspec: { <<: *m, v: *v }\n', ['A x']],
  ])('%s is read', (_, text, names) => {
    const manifest = read(text);
    expect(namesOf(manifest)).toEqual(names);
    expect(manifest.problems).toEqual([]);
    expect(manifest.passedOver).toBe(false);
  });

  it.each([
    ['empty', ''],
    ['of comments', '# apiVersion: v1\n# kind: Pod\n'],
    ['of another program', 'on: push\njobs: { a: { kind: x } }\n'],
    ['that is broken YAML and no manifest', 'a: [\nkindness: 1\n'],
    ['with tags', 'Resources:\n  Kind: !Ref kind\n  kind: !Sub "${A}"\n'],
    ['with half an object of somebody else', 'kind: Whatever\nmetadata: {}\n'],
    ['with a list', '- apiVersion: v1\n  kind: Pod\n'],
  ])('%s is passed over', (_, text) => {
    expect(read(text)).toMatchObject({ passedOver: true, problems: [], resources: [] });
  });

  it('counts the documents that hold something', () => {
    expect(read(`${apple}---\n# nothing\n---\n${apple}---\nnull\n`).documents).toBe(3);
  });
});

describe('kind: List', () => {
  it('holds objects whose paths start at themselves', () => {
    const manifest = read(
      `apiVersion: v1\nkind: List\nitems:\n- ${apple.trimEnd().replaceAll('\n', '\n  ')}\n- apiVersion: v1\n  kind: List\n  items: [{ apiVersion: v1, kind: Pod }]\n`,
    );
    expect(namesOf(manifest)).toEqual(['Fruit apple', 'Pod ']);
    expect(manifest.resources[0]?.at('metadata', 'name')?.path).toEqual(['metadata', 'name']);
  });

  it('lends its own version and kind to items that have none', () => {
    const manifest = read('apiVersion: example.com/v1\nkind: FruitList\nitems: [{ metadata: { name: apple } }]\n');
    expect(manifest.resources.map(({ apiVersion, kind }) => [apiVersion, kind])).toEqual([['example.com/v1', 'Fruit']]);
  });

  it('that is empty is a manifest all the same', () => {
    expect(read('apiVersion: v1\nkind: List\nitems: []\n')).toMatchObject({ documents: 1, resources: [], problems: [] });
  });

  it('with items that are no objects is refused by a strict reader', () => {
    expect(problemsOf(read('apiVersion: v1\nkind: List\nitems: [a]\n', true))).toEqual(['3: This item is not an object, so the API server cannot read it.']);
  });
});

describe('broken text', () => {
  it('costs its own document only', () => {
    const manifest = read(`${apple}---\nkind: [\n---\n${apple.replace('apple', 'pear')}`);
    expect(namesOf(manifest)).toEqual(['Fruit apple', 'Fruit pear']);
    expect(problemsOf(manifest)).toHaveLength(1);
  });

  it('counts wherever it stands in a file that holds objects', () => {
    expect(problemsOf(read(`a: [\n---\n${apple}`))).toHaveLength(1);
    expect(problemsOf(read(`${apple}---\na: [\n`))).toHaveLength(1);
  });

  it('counts where the object is indented', () => {
    expect(problemsOf(read('  apiVersion: v1\n kind: Pod\n'))).toHaveLength(1);
  });

  it('is a separator with something behind it', () => {
    expect(problemsOf(read(`--- hello\n${apple}`))).toEqual(['1: A document separator is `---` alone on its line; kubectl refuses anything behind it.']);
    expect(problemsOf(read('--- hello\nkind: x\n'))).toEqual([]);
  });

  it('names the object of a repeated key', () => {
    const manifest = read(`${apple}kind: Fruit\n`);
    expect(manifest.problems.map(({ resource }) => resource?.name)).toEqual(['apple']);
  });
});

describe('half an object', () => {
  it.each([
    ['kind: Fruit\nmetadata: {}\n', '1: `apiVersion` is missing, so the API server cannot tell what this object is.'],
    ['apiVersion: example.com/v1\nmetadata: {}\n', '1: `kind` is missing, so the API server cannot tell what this object is.'],
    ['apiVersion: example.com/v1\nkind:\n', '2: `kind` is missing, so the API server cannot tell what this object is.'],
    ['apiVersion: example.com/v1\nkind: 5\n', '2: `kind` is not text, so the API server cannot tell what this object is.'],
    [
      'apiVersion: example.com/v1/v2\nkind: Fruit\n',
      '1: `example.com/v1/v2` is not an API version: it has more than one slash, so the API server cannot read this object.',
    ],
  ])('%j is a problem where it is ours', (text, problem) => {
    expect(problemsOf(read(text))).toEqual([problem]);
  });

  it('of somebody else is one for a strict reader', () => {
    expect(problemsOf(read('kind: Whatever\n'))).toEqual([]);
    expect(problemsOf(read('kind: Whatever\n', true))).toHaveLength(1);
  });
});

describe('a template', () => {
  it.each([
    ['Go', '{{- if .Values.a }}\napiVersion: v1\nkind: Pod\n{{- end }}\n', 'Go template'],
    ['Go in a value', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n', 'Go template'],
    ['Terraform', 'apiVersion: v1\nkind: Pod\n%{ for a in b ~}\n- x\n%{ endfor ~}\n', 'Terraform template'],
    ['Jinja', 'apiVersion: v1\nkind: Pod\n{% if a %}\nb: 1\n{% endif %}\n', 'a template'],
    ['a list of placeholders', 'apiVersion: v1\nkind: Pod\nspec: [${A}, {b}}]\n', '`${…}` placeholders'],
  ])('of %s is skipped with its reason', (_, text, reason) => {
    const manifest = read(text);
    expect(manifest.skipped).toContain(reason);
    expect(manifest).toMatchObject({ problems: [], passedOver: false });
  });

  it('takes the whole file with it where it branches, and one document where it fills in', () => {
    expect(namesOf(read(`${apple}---\n{{ if a }}\nkind: b\n`))).toEqual([]);
    expect(namesOf(read(`${apple}---\nkind: [$\{A}}]\n`))).toEqual(['Fruit apple']);
  });

  it('that is YAML is read, and its values are unknown', () => {
    const [resource] = read('apiVersion: v1\nkind: Pod\nmetadata: { name: "${NAME}" }\nspec: { a: $(B), c: "{{ .d }}", e: f }\n').resources;
    const unknown = resource
      ?.at('spec')
      ?.entries()
      .map(([key, value]) => [key, value.isUnknown]);
    expect(unknown).toEqual([
      ['a', true],
      ['c', true],
      ['e', false],
    ]);
    expect(resource?.at('metadata', 'name')?.isUnknown).toBe(true);
  });

  it('is broken text to a strict reader', () => {
    expect(problemsOf(read('kind: {{ .a }}\n', true))).toHaveLength(1);
  });
});
