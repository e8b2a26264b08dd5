import { describe, expect, it } from 'vitest';
import { DatasetStore } from '../../src/core/dataset.ts';
import { lint } from '../../src/core/lint.ts';
import type { LayerCheck } from '../../src/core/layer-check.ts';
import type { LintSettings } from '../../src/core/lint.ts';
import type { Finding, Level } from '../../src/core/finding.ts';
import { readManifest } from '../../src/core/manifest.ts';
import { defineRule } from '../../src/core/rule.ts';
import type { Rule, RuleMeta } from '../../src/core/rule.ts';
import { Source } from '../../src/core/source.ts';
import { Workspace } from '../../src/core/workspace.ts';

const about = { group: 'cost', severity: 'note', preset: 'essential', kinds: ['Fruit'], summary: 'It is so.', references: [] } as const;
const apple = 'apiVersion: example.com/v1\nkind: Fruit\nmetadata: { name: apple }\nspec: { colour: red, size: 3 }\n';

/** Objects to `spec.colour`, as the API server would. */
const server: LayerCheck = {
  layer: 'schema',
  checksOf: () => [
    function* (resource) {
      const at = resource.at('spec', 'colour');
      if (at !== undefined) yield { rule: 'refused', at, message: 'No colour.' };
    },
  ],
};

const pointing = (id: string, path: readonly string[], more: Partial<RuleMeta> = {}): Rule =>
  defineRule({
    ...about,
    ...more,
    id,
    *check(resource) {
      const at = resource.at(...path);
      if (at !== undefined) yield { at, message: `${id} speaks.` };
    },
  });

interface Run {
  readonly rules?: readonly Rule[];
  readonly layerChecks?: readonly LayerCheck[];
  readonly levels?: Readonly<Record<string, Level>>;
  readonly settings?: Partial<LintSettings>;
}

function run(texts: Readonly<Record<string, string>>, { rules = [], layerChecks = [], levels = {}, settings = {} }: Run): readonly Finding[] {
  const manifests = Object.entries(texts).map(([file, text]) => readManifest(new Source(file, text)));
  const ids = ['refused', 'yaml-syntax', 'internal-error', 'unused-suppression', 'suppression-without-reason'];
  const own: RuleMeta[] = ids.map((id) => ({ ...about, id, group: 'validity', severity: 'critical', kinds: [] }));
  const metas = new Map([...own, ...rules].map((meta) => [meta.id, meta]));
  const engine = { rules, layerChecks, metas, groupOfKind: { Fruit: 'example.com' }, docsOf: (id: string) => `docs/${id}` };
  return lint(new Workspace(manifests), engine, {
    environment: 'unknown',
    karpenter: '1.14',
    now: new Date('2026-01-01'),
    levelOf: ({ id }) => levels[id],
    optionsOf: () => ({}),
    datasets: new DatasetStore(() => undefined),
    ...settings,
  }).findings;
}

const short = (findings: readonly Finding[]): string[] => findings.map(({ rule, layer }) => `${rule} ${layer}`);

describe('one cause', () => {
  const specific = pointing('specific', ['spec', 'colour'], { explains: ['refused'] });

  it('gives one finding, of the rule that explains it, in the layer that objects', () => {
    expect(short(run({ 'a.yaml': apple }, { rules: [specific], layerChecks: [server] }))).toEqual(['specific schema']);
  });

  it('is explained by a rule that points around it', () => {
    const wider = pointing('wider', ['spec'], { explains: ['refused'] });
    expect(short(run({ 'a.yaml': apple }, { rules: [wider], layerChecks: [server] }))).toEqual(['wider schema']);
  });

  it('is told by the general rule where the specific one is off', () => {
    const found = run({ 'a.yaml': apple }, { rules: [specific], layerChecks: [server], levels: { specific: 'off' } });
    expect(short(found)).toEqual(['refused schema']);
  });

  it('is told by the general rule where the specific one is off and not of the practice layer', () => {
    const lower = pointing('lower', ['spec', 'colour'], { explains: ['refused'], layer: 'controller' });
    expect(short(run({ 'a.yaml': apple }, { rules: [lower], layerChecks: [server], levels: { lower: 'off' } }))).toEqual(['refused schema']);
  });

  it('is told by the general rule where the specific one is suppressed', () => {
    const suppressed = apple.replace('size: 3 }', 'size: 3 } # karplint-disable-line specific -- it is red');
    expect(short(run({ 'a.yaml': suppressed }, { rules: [specific], layerChecks: [server] }))).toEqual(['refused schema']);
  });

  it('keeps its layer where the general rule is off', () => {
    const found = run({ 'a.yaml': apple }, { rules: [specific], layerChecks: [server], levels: { refused: 'off' } });
    expect(short(found)).toEqual(['specific schema']);
  });

  it('does not join findings of different objects', () => {
    const pear = apple.replace('apple', 'pear').replace('colour: red, ', '');
    const bySize = pointing('by-size', ['spec', 'size'], { explains: ['refused'] });
    expect(short(run({ 'a.yaml': `${apple}---\n${pear}` }, { rules: [bySize], layerChecks: [server] }))).toEqual([
      'refused schema',
      'by-size practice',
      'by-size practice',
    ]);
  });
});

describe('a rule that yields', () => {
  const shy = pointing('shy', ['spec'], { yieldsTo: ['loud'] });
  const loud = pointing('loud', ['spec', 'size']);

  it('stays silent beside the other', () => {
    expect(short(run({ 'a.yaml': apple }, { rules: [shy, loud] }))).toEqual(['loud practice']);
  });

  it.each([
    ['off', 'loud'],
    ['suppressed', ''],
  ])('speaks where the other is %s', (_, off) => {
    const text = off === '' ? apple.replace('size: 3 }', 'size: 3 } # karplint-disable-line loud -- small') : apple;
    expect(short(run({ 'a.yaml': text }, { rules: [shy, loud], levels: off === '' ? {} : { loud: 'off' } }))).toEqual(['shy practice']);
  });
});

describe('levels', () => {
  const changing = pointing('changing', ['spec'], { severity: { default: 'note', prod: 'critical', staging: 'improvement', dev: 'off' } });
  const severityIn = (settings: Partial<LintSettings>, levels: Readonly<Record<string, Level>> = {}) =>
    run({ 'a.yaml': apple }, { rules: [changing], settings, levels }).map(({ severity }) => severity);

  it('follow the environment', () => {
    expect(severityIn({})).toEqual(['note']);
    expect(severityIn({ environment: 'prod' })).toEqual(['critical']);
    expect(severityIn({ environment: 'dev' })).toEqual([]);
  });

  it('follow the environment of the file', () => {
    expect(severityIn({ environment: 'dev', environmentOf: () => 'staging' })).toEqual(['improvement']);
  });

  it('of the configuration win', () => {
    expect(severityIn({ environment: 'dev' }, { changing: 'critical' })).toEqual(['critical']);
    expect(severityIn({}, { changing: 'off' })).toEqual([]);
  });

  it('of a single problem win over those of its rule', () => {
    const rule = defineRule({
      ...about,
      id: 'mixed',
      *check(resource) {
        yield { at: resource.anchor('spec'), message: 'Worse.', severity: { default: 'critical', prod: 'critical', staging: 'note', dev: 'off' } };
      },
    });
    expect(run({ 'a.yaml': apple }, { rules: [rule] }).map(({ severity }) => severity)).toEqual(['critical']);
    expect(run({ 'a.yaml': apple }, { rules: [rule], settings: { environment: 'dev' } })).toEqual([]);
  });
});

describe('a rule that throws', () => {
  const broken = defineRule({
    ...about,
    id: 'broken',
    check: () => {
      throw new Error('out of apples');
    },
  });
  const late = defineRule({
    ...about,
    id: 'late',
    *check(resource) {
      yield { at: resource.anchor('spec'), message: 'First.' };
      throw new TypeError('too late');
    },
  });
  const wide = defineRule({
    ...about,
    id: 'wide',
    scope: 'workspace',
    check: () => {
      throw new Error('too wide');
    },
  });

  it('becomes a finding that names it, and stops no other rule', () => {
    const found = run({ 'a.yaml': apple }, { rules: [broken, late, wide, pointing('fine', ['spec'])] });
    expect(found.every(({ file }) => file === 'a.yaml')).toBe(true);
    expect(found.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'internal-error: `wide` failed here: too wide.',
      'internal-error: `broken` failed here: out of apples.',
      'internal-error: `late` failed here: too late.',
      'late: First.',
      'fine: fine speaks.',
    ]);
  });
});

describe('findings', () => {
  it('are sorted by file, place and rule, whatever their order was', () => {
    const rules = [pointing('b-size', ['spec', 'size']), pointing('z-spec', ['spec']), pointing('a-spec', ['spec'])];
    expect(run({ 'b.yaml': apple, 'a.yaml': apple }, { rules }).map(({ file, rule }) => `${file} ${rule}`)).toEqual([
      'a.yaml a-spec',
      'a.yaml z-spec',
      'a.yaml b-size',
      'b.yaml a-spec',
      'b.yaml z-spec',
      'b.yaml b-size',
    ]);
  });

  it('of one place and rule come once', () => {
    const twice = defineRule({
      ...about,
      id: 'twice',
      *check(resource) {
        yield { at: resource.anchor('spec'), message: 'Once.' };
        yield { at: resource.anchor('spec'), message: 'Once.' };
      },
    });
    expect(run({ 'a.yaml': apple }, { rules: [twice] })).toHaveLength(1);
  });

  it('say what they speak of', () => {
    expect(run({ 'a.yaml': apple }, { rules: [pointing('size', ['spec', 'size'])] })[0]).toMatchObject({
      rule: 'size',
      group: 'cost',
      file: 'a.yaml',
      resource: { apiVersion: 'example.com/v1', kind: 'Fruit', name: 'apple' },
      path: ['spec', 'size'],
      docs: 'docs/size',
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
  });

  it('keep their fingerprint while lines move', () => {
    const rules = [pointing('size', ['spec', 'size'])];
    const [before] = run({ 'a.yaml': apple }, { rules });
    const [after] = run({ 'a.yaml': `# moved\n${apple}` }, { rules });
    expect(after?.fingerprint).toBe(before?.fingerprint);
    expect(after?.range).not.toEqual(before?.range);
  });

  it('are not made for objects of another group', () => {
    const rules = [pointing('size', ['spec', 'size'])];
    expect(run({ 'a.yaml': apple.replace('example.com/', 'example.org/') }, { rules })).toEqual([]);
  });

  it('are made only for the versions that a rule reads', () => {
    expect(run({ 'a.yaml': apple }, { rules: [pointing('old', ['spec'], { apiVersions: ['v1beta1'] })] })).toEqual([]);
  });
});
