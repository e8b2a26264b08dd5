import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, Finding } from '../src/core/finding.ts';
import { Source } from '../src/core/source.ts';
import { packagedDatasets } from '../src/node/datasets.ts';
import { lintManifests, makeBase, readSource } from '../src/linter.ts';
import type { Report } from '../src/core/report.ts';

/** What the first line of a fixture sets: `# fixture: karpenter=1.6 environment=prod rule.option=value`. */
export interface Stage {
  readonly environment: Environment;
  readonly karpenter: string | undefined;
  readonly now: Date;
  readonly options: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

export interface Marker {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly severity: string | undefined;
  readonly message: string | undefined;
}

export interface Fixture {
  readonly name: string;
  readonly sources: readonly Source[];
  readonly markers: readonly Marker[];
  readonly stage: Stage;
}

/** A file of what a fixture is compared with: `before/pool.yaml` is what `pool.yaml` was. */
const beforeFolder = /(?<=^|\/)before\//;

/**
 * The fixtures of a rule: a file, or a folder whose files are one workspace, with what was before in `before/`.
 * `*.fixed.yaml` are results, not fixtures.
 */
export function loadFixtures(folder: string): Fixture[] {
  return readdirSync(folder)
    .filter((name) => !name.includes('.fixed.'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const files = statSync(path).isDirectory() ? listFiles(path).map((file) => [`${name}/${file}`, join(path, file)]) : [[name, path]];
      const sources = files.map(([file = '', target = '']) => new Source(file, readFileSync(target, 'utf8')));
      return { name, sources, markers: presentOf(sources).flatMap(findMarkers), stage: readStage(presentOf(sources)[0]?.text ?? '') };
    });
}

const datasets = packagedDatasets();

export function lintFixture(sources: readonly Source[], stage: Stage): Report {
  const rules = new Map([...stage.options].map(([rule, options]) => [rule, { options }]));
  const before = sources.filter(({ file }) => beforeFolder.test(file)).map(({ file, text }) => readSource(new Source(file.replace(beforeFolder, ''), text)));
  return lintManifests(
    presentOf(sources).map((source) => readSource(source)),
    {
      ...(before.length === 0 ? {} : { base: makeBase(before, { ref: 'main', commit: '0'.repeat(40) }) }),
      preset: 'all',
      datasets,
      now: stage.now,
      config: { ignore: [], rules, overrides: [] },
      environment: { name: stage.environment, source: 'option' },
      ...(stage.karpenter === undefined ? {} : { karpenter: { version: stage.karpenter, source: 'option' } }),
    },
  );
}

function presentOf(sources: readonly Source[]): readonly Source[] {
  return sources.filter(({ file }) => !beforeFolder.test(file));
}

/** `# expect[@+n]: rule-id [severity] ["part of the message"]`, at the end of the line that it speaks of, or n lines above it. */
export function findMarkers(source: Source): Marker[] {
  return source.text.split('\n').flatMap((text, index) => {
    const markers = [...text.matchAll(/# expect(?:@\+(\d+))?: ([a-z0-9-]+)(?: (critical|improvement|note)\b)?(?: "([^"]*)")?/g)];
    return markers.map(([, offset, rule = '', severity, message]) => ({
      file: source.file,
      line: index + 1 + Number(offset ?? 0),
      rule,
      severity,
      message,
    }));
  });
}

export function readStage(text: string): Stage {
  const settings = /^# fixture: (.*)/.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  const options = new Map<string, Record<string, unknown>>();
  let environment: Environment = 'unknown';
  let karpenter: string | undefined;
  let now = new Date('2025-10-01T00:00:00Z');
  for (const setting of settings) {
    const [key = '', value = ''] = setting.split('=');
    const [rule = '', option] = key.split('.');
    if (key === 'environment') environment = value as Environment;
    else if (key === 'karpenter') karpenter = value;
    else if (key === 'now') now = new Date(value);
    else if (option !== undefined) options.set(rule, { ...options.get(rule), [option]: JSON.parse(value) as unknown });
    else throw new Error(`a fixture cannot set ${key}`);
  }
  return { environment, karpenter, now, options };
}

/** The line of a finding in its source. */
export function lineOf(finding: Finding, sources: readonly Source[]): number {
  return sources.find(({ file }) => file === finding.file)?.positionAt(finding.range.start).line ?? 0;
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile() && !file.includes('.fixed.'))
    .sort();
}
