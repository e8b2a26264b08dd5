import type { Path, Value } from '../core/resource.ts';
import type { SourceRange } from '../core/source.ts';
import { readVersion } from './versions.ts';

/** A place in a workspace that says which Karpenter is installed. */
export interface VersionEvidence {
  /** A known minor. */
  readonly version: string;
  readonly file: string;
  readonly range: SourceRange;
  /** Higher is nearer to what runs: an image beats a lock file, and that the wish in a chart. */
  readonly rank: number;
}

/** A version as somebody wrote it: `v1.6.1`, `1.6.x`, `~> 1.6.0`; undefined for a range that leaves the minor open. */
export function minorOf(written: string): string | undefined {
  const plain = written
    .trim()
    .replace(/^(?:~>?|=)\s*/, '')
    .replace(/\.[x*]$/i, '')
    .replace(/@sha256:.*$/, '');
  const reading = readVersion(plain);
  return reading.kind === 'unknown' ? undefined : reading.version;
}

/** Every version of Karpenter's chart or image that a document of any kind names. */
export function evidenceIn(root: Value, file: string): VersionEvidence[] {
  return mapsIn(root).flatMap((map) => {
    const written = chartVersion(map, file) ?? repositoryVersion(map) ?? imageVersion(map, file);
    const minor = written === undefined ? undefined : minorOf(written.text);
    return minor === undefined || written === undefined ? [] : [{ version: minor, file, range: written.at.range, rank: written.rank }];
  });
}

interface WrittenVersion {
  readonly text: string;
  readonly at: Value;
  readonly rank: number;
}

function mapsIn(value: Value): Value[] {
  if (value.node.kind === 'scalar') return [];
  const children = value.node.kind === 'list' ? value.items() : value.entries().map(([, child]) => child);
  return [...(value.node.kind === 'map' ? [value] : []), ...children.flatMap(mapsIn)];
}

const chartName = /^(?:.*\/)?karpenter(?:-crd)?$/;
const isLockFile = /(?:^|\/)Chart\.lock$/;
const versionKeys = ['version', 'targetRevision'];

/** `chart: karpenter` with its version (Flux, Argo CD, helmfile), or `name: karpenter` among dependencies (Helm, Kustomize). */
function chartVersion(map: Value, file: string): WrittenVersion | undefined {
  const chart = map.child('chart')?.text;
  const isNamed = chartName.test(map.child('name')?.text ?? '') && isAmongCharts(map.path);
  if (!isNamed && !chartName.test(chart ?? '')) return undefined;
  const at = versionKeys.map((key) => map.child(key)).find((value) => value !== undefined);
  return written(at, isLockFile.test(file) ? 2 : 1);
}

function isAmongCharts(path: Path): boolean {
  return ['dependencies', 'helmCharts'].includes(String(path.at(-2)));
}

/** An OCIRepository of Flux. */
function repositoryVersion(map: Value): WrittenVersion | undefined {
  if (!/^oci:\/\/.*\/karpenter$/.test(map.child('url')?.text ?? '')) return undefined;
  return written(map.at('ref', 'tag') ?? map.at('ref', 'semver'), 1);
}

const controllerImage = /(?:^|\/)karpenter\/controller(?::([^@]+))?(?:@.*)?$/;

/** A container's image, or the chart's `controller.image`. */
function imageVersion(map: Value, file: string): WrittenVersion | undefined {
  const image = map.child('image');
  const tag = controllerImage.exec(image?.text ?? '')?.[1];
  if (image !== undefined && tag !== undefined) return { text: tag, at: image, rank: 3 };
  const isOurs = map.path.at(-1) === 'image' && map.path.at(-2) === 'controller' && (map.path.includes('karpenter') || file.includes('karpenter'));
  return isOurs || controllerImage.test(map.child('repository')?.text ?? '') ? written(map.child('tag'), 3) : undefined;
}

/** The text as it stands there: `1.10` without quotes is a number to YAML, and another one. */
function written(at: Value | undefined, rank: number): WrittenVersion | undefined {
  return at?.node.kind === 'scalar' && !at.isUnknown ? { text: at.node.text, at, rank } : undefined;
}
