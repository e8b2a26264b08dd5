import { groupBy } from '../core/group-by.ts';
import type { Manifest } from '../core/manifest.ts';
import { readYaml } from '../core/read-yaml.ts';
import type { KarpenterVersion } from '../core/report.ts';
import { Value } from '../core/resource.ts';
import type { Source } from '../core/source.ts';
import { folderOf } from '../core/workspace.ts';
import { evidenceInTerraform } from './terraform-versions.ts';
import { evidenceIn } from './version-evidence.ts';
import type { VersionEvidence } from './version-evidence.ts';
import { compareVersions } from './versions.ts';

/** What a workspace says of the Karpenter that it is for. */
export interface WorkspaceVersion {
  /** The oldest one where there are several: what it takes, the newer ones mostly take as well. */
  readonly karpenter: KarpenterVersion;
  /** The version that is named nearest to a file. */
  versionOf(file: string): string;
}

/**
 * Looks for the version of Karpenter in what installs it: HelmRelease, Argo CD application, chart, lock file, chart values, Kustomization,
 * deployment, Terraform. `beside` are files that hold no manifests. Undefined where nothing names a known version.
 */
export function findVersion(manifests: readonly Manifest[], beside: readonly Source[]): WorkspaceVersion | undefined {
  const evidence = [...manifests.flatMap(evidenceInManifest), ...beside.flatMap(evidenceBeside), ...evidenceByFolder(beside)];
  const sorted = evidence.sort((a, b) => compareVersions(a.version, b.version) || (a.file < b.file ? -1 : 1));
  const [oldest] = sorted;
  if (oldest === undefined) return undefined;
  const others = sorted.filter(({ version }, index) => version !== oldest.version && version !== sorted[index - 1]?.version);
  const named = others.map(({ version, file }) => ({ version, file }));
  return {
    karpenter: { version: oldest.version, source: 'workspace', file: oldest.file, ...(named.length === 0 ? {} : { others: named }) },
    versionOf: (file) => nearest(sorted, file).version,
  };
}

const installers: ReadonlySet<string> = new Set(['HelmRelease', 'OCIRepository', 'Application', 'ApplicationSet', 'Kustomization', 'HelmChart', 'Deployment']);

/** Files that are no Kubernetes objects and still speak of charts. */
const chartFile = /(?:^|\/)(?:Chart\.(?:ya?ml|lock)|kustomization\.ya?ml|helmfile[^/]*\.ya?ml|[^/]*values[^/]*\.ya?ml)$/i;

function evidenceInManifest({ source, resources }: Manifest): VersionEvidence[] {
  const own = resources.filter(({ kind }) => installers.has(kind)).flatMap(({ root }) => evidenceIn(root, source.file));
  return resources.length > 0 ? own : evidenceBeside(source);
}

function evidenceBeside(source: Source): VersionEvidence[] {
  if (!chartFile.test(source.file) || !source.text.includes('karpenter')) return [];
  const { root } = readYaml(source.text);
  return root === undefined ? [] : evidenceIn(new Value(root, []), source.file);
}

function evidenceByFolder(beside: readonly Source[]): VersionEvidence[] {
  const terraform = beside.filter(({ file }) => file.endsWith('.tf'));
  return [...groupBy(terraform, ({ file }) => folderOf(file)).values()].flatMap(evidenceInTerraform);
}

/** By the length of the way that both have in common, then by rank; the oldest of equals. */
function nearest(evidence: readonly VersionEvidence[], file: string): VersionEvidence {
  const closeness = (entry: VersionEvidence): number => sharedFolders(entry.file, file) * 10 + entry.rank;
  return evidence.reduce((best, entry) => (closeness(entry) > closeness(best) ? entry : best));
}

function sharedFolders(a: string, b: string): number {
  const [stepsA, stepsB] = [a.split('/').slice(0, -1), b.split('/').slice(0, -1)];
  const differs = stepsA.findIndex((step, index) => step !== stepsB[index]);
  return differs < 0 ? stepsA.length : differs;
}
