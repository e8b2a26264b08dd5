import type { Finding, SuppressedFinding } from './finding.ts';
import { groupBy } from './group-by.ts';
import { readYaml } from './read-yaml.ts';
import { Value } from './resource.ts';
import type { Path } from './resource.ts';
import type { Source, SourceRange } from './source.ts';

/** A finding that was accepted when the baseline was written, told from others without its line. */
export interface BaselineEntry {
  readonly rule: string;
  /** As findings name it in this run. */
  readonly file: string;
  /** API group, kind and name of the object, such as `karpenter.sh/NodePool/general`; empty outside of objects. */
  readonly resource: string;
  readonly path: Path;
  readonly message: string;
  /** How many findings are the same in all of this. */
  readonly count: number;
  /** Where the entry stands in the baseline. */
  readonly range: SourceRange;
}

/** What is still true of an entry's place: a finding that moved may only take up an entry whose own place is gone. */
export interface BaselineScene {
  /** Whether the file was read in this run. */
  wasRead(file: string): boolean;
  /** Whether the file is there at all. */
  exists(file: string): boolean;
  /** Whether an object is still in a file that was read. */
  holds(file: string, resource: string): boolean;
  /** Whether the run would have found what this rule has to say of a file. */
  isJudged(rule: string, file: string): boolean;
}

export interface BaselineMatch {
  readonly fresh: readonly Finding[];
  readonly known: readonly SuppressedFinding[];
  /** Entries that nothing answers to any more, with how many of their count. */
  readonly stale: readonly { readonly entry: BaselineEntry; readonly count: number }[];
  /** The entries that this run could not judge: of files that it did not read, and of rules that are off. */
  readonly unjudged: readonly BaselineEntry[];
  /** Those, and the entries that were met. */
  readonly kept: readonly BaselineEntry[];
}

/** Sorts findings into known and new ones. Each entry answers for as many findings as it counts, the nearest likeness first. */
export function matchBaseline(findings: readonly Finding[], entries: readonly BaselineEntry[], scene: BaselineScene): BaselineMatch {
  const left = new Map(entries.map((entry) => [entry, entry.count]));
  const known = new Set<Finding>();
  for (const likeness of likenesses) {
    const open = groupBy(
      entries.filter((entry) => (left.get(entry) ?? 0) > 0 && (!likeness.isMove || hasGone(entry, scene))),
      likeness.key,
    );
    for (const finding of findings) {
      if (known.has(finding) || neverKnown.has(finding.rule)) continue;
      const entry = open.get(likeness.key(identify(finding)))?.find((candidate) => (left.get(candidate) ?? 0) > 0);
      if (entry === undefined) continue;
      known.add(finding);
      left.set(entry, (left.get(entry) ?? 0) - 1);
    }
  }
  const unmet = entries.flatMap((entry) => ((left.get(entry) ?? 0) > 0 ? [{ entry, count: left.get(entry) ?? 0 }] : []));
  const stale = unmet.filter(({ entry }) => canJudge(entry, scene));
  const lost = new Map(stale.map(({ entry, count }) => [entry, count]));
  return {
    fresh: findings.filter((finding) => !known.has(finding)),
    known: findings.filter((finding) => known.has(finding)).map((finding) => ({ finding, by: 'baseline' as const })),
    stale,
    unjudged: unmet.filter(({ entry }) => !canJudge(entry, scene)).map(({ entry, count }) => ({ ...entry, count })),
    kept: entries.map((entry) => ({ ...entry, count: entry.count - (lost.get(entry) ?? 0) })).filter(({ count }) => count > 0),
  };
}

/** What a baseline cannot accept: a bug in karplint, and what is wrong with the baseline itself. */
const neverKnown: ReadonlySet<string> = new Set(['internal-error', 'baseline-entry-stale']);

type Identity = Omit<BaselineEntry, 'count' | 'range'>;

/** Ways in which a finding is like an entry, the nearest first. Lines never count, so that they may move. */
const likenesses: readonly { readonly isMove: boolean; key(identity: Identity): string }[] = [
  { isMove: false, key: ({ rule, file, resource, path, message }) => JSON.stringify([rule, file, resource, path, message]) },
  // A list has grown or shrunk before the place.
  { isMove: false, key: ({ rule, file, resource, path, message }) => JSON.stringify([rule, file, resource, withoutPositions(path), message]) },
  // The rule has learnt to say it differently.
  { isMove: false, key: ({ rule, file, resource, path }) => JSON.stringify([rule, file, resource, path]) },
  { isMove: true, key: ({ rule, resource, path, message }) => JSON.stringify([rule, resource, path, message]) },
  { isMove: true, key: ({ rule, resource, path }) => JSON.stringify([rule, resource, withoutPositions(path)]) },
];

function withoutPositions(path: Path): Path {
  return path.filter((step) => typeof step === 'string');
}

/** An entry may answer for a finding elsewhere when its file is gone, or the file no longer holds the object. */
function hasGone({ file, resource }: BaselineEntry, scene: BaselineScene): boolean {
  if (!scene.wasRead(file)) return !scene.exists(file);
  return resource !== '' && !scene.holds(file, resource);
}

function canJudge({ rule, file }: BaselineEntry, scene: BaselineScene): boolean {
  return scene.wasRead(file) ? scene.isJudged(rule, file) : !scene.exists(file);
}

/** The object of a finding as a baseline names it. */
export function resourceKey(resource: Finding['resource']): string {
  if (resource === undefined) return '';
  const { apiVersion, kind, name } = resource;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return [group, kind, name].join('/');
}

function identify({ rule, file, resource, path = [], message }: Finding): Identity {
  return { rule, file, resource: resourceKey(resource), path, message };
}

/** Entries that accept these findings. */
export function toEntries(findings: readonly Finding[]): BaselineEntry[] {
  const groups = groupBy(
    findings.filter(({ rule }) => !neverKnown.has(rule)),
    (finding) => JSON.stringify(Object.values(identify(finding))),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...identify(first), count: group.length, range: { start: 0, end: 0 } }];
  });
}

/** The text of a baseline file, in an order that keeps its differences small. `nameOf` gives a file's name from the baseline's folder. */
export function renderBaseline(entries: readonly BaselineEntry[], nameOf: (file: string) => string): string {
  const rows = entries.map(({ rule, file, resource, path, message, count }) => ({
    file: nameOf(file),
    rule,
    ...(resource === '' ? {} : { resource }),
    ...(path.length === 0 ? {} : { path }),
    message,
    ...(count === 1 ? {} : { count }),
  }));
  const sorted = rows.map((row) => JSON.stringify(row)).sort();
  return `{\n  "version": 1,\n  "findings": [${sorted.map((row) => `\n    ${row}`).join(',')}${sorted.length === 0 ? '' : '\n  '}]\n}\n`;
}

/** Reads a baseline file; a text instead says why it is none. `nameOf` gives the name that findings have for one of its files. */
export function parseBaseline(source: Source, nameOf: (file: string) => string): readonly BaselineEntry[] | string {
  const { root, problems } = readYaml(source.text);
  const [problem] = problems;
  if (root === undefined || problem !== undefined) return problem?.message ?? 'It is empty.';
  const document = new Value(root, []);
  const version = document.at('version')?.value;
  if (version !== 1) return `Its version is \`${String(version)}\`; this karplint reads version 1.`;
  const entries: BaselineEntry[] = [];
  for (const item of document.at('findings')?.items() ?? []) {
    const entry = readEntry(item, nameOf);
    if (entry === undefined) return `Line ${source.positionAt(item.range.start).line} is not an entry: it needs \`file\`, \`rule\` and \`message\`.`;
    entries.push(entry);
  }
  return entries;
}

function readEntry(item: Value, nameOf: (file: string) => string): BaselineEntry | undefined {
  const [file, rule, message] = ['file', 'rule', 'message'].map((key) => item.at(key)?.text);
  const count = item.at('count')?.value ?? 1;
  if (file === undefined || rule === undefined || message === undefined || !Number.isInteger(count)) return undefined;
  const path = (item.at('path')?.items() ?? []).flatMap(({ value }) => (typeof value === 'string' || typeof value === 'number' ? [value] : []));
  return {
    rule,
    file: nameOf(file),
    resource: item.at('resource')?.text ?? '',
    path,
    message,
    count: count as number,
    range: item.at('rule')?.range ?? item.range,
  };
}
