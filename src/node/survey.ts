import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyConfig } from '../core/config.ts';
import { environmentInName } from '../core/environment-words.ts';
import type { Environment } from '../core/finding.ts';
import type { KarpenterVersion } from '../core/report.ts';
import { isKarpenterObject } from '../karpenter/kinds.ts';
import { runSession } from './session.ts';

/** What a repository tells about how it uses Karpenter. */
export interface Survey {
  /** Files that hold Karpenter's objects. */
  readonly files: readonly string[];
  readonly karpenter: KarpenterVersion;
  /** Folders that are named after an environment and hold such files. */
  readonly environments: readonly { readonly folder: string; readonly environment: Environment }[];
  readonly ci: 'github' | 'gitlab' | 'none';
}

/** Reads the manifests below a folder, without any configuration, and what CI there is. */
export async function surveyRepository(workingFolder: string): Promise<Survey> {
  const loaded = { config: emptyConfig, crds: [], matches: () => false };
  const { report, manifests } = await runSession({ workingFolder, paths: ['.'], strictInput: false, loaded, lint: {} });
  const own = manifests.filter(({ resources }) => resources.some(({ apiVersion, kind }) => isKarpenterObject(apiVersion, kind)));
  const files = own.map(({ source }) => source.file);
  return { files, karpenter: report.karpenter, environments: findEnvironments(files), ci: findCi(workingFolder) };
}

/** `clusters/prod/karpenter/pool.yaml` tells that `clusters/prod` is production. */
function findEnvironments(files: readonly string[]): Survey['environments'] {
  const folders = new Map<string, Environment>();
  for (const file of files) {
    const steps = file.split('/').slice(0, -1);
    const index = steps.findIndex((step) => environmentInName(step) !== undefined);
    const environment = environmentInName(steps[index] ?? '');
    if (environment !== undefined) folders.set(steps.slice(0, index + 1).join('/'), environment);
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, environment]) => ({ folder, environment }));
}

function findCi(folder: string): Survey['ci'] {
  if (existsSync(join(folder, '.github'))) return 'github';
  if (existsSync(join(folder, '.gitlab-ci.yml'))) return 'gitlab';
  const remotes = readIfThere(join(folder, '.git', 'config'));
  if (/github\.com/.test(remotes)) return 'github';
  return /gitlab/.test(remotes) ? 'gitlab' : 'none';
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
