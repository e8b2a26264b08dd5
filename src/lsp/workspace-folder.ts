import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ec2Catalog } from '../catalog/catalog.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { emptyConfig } from '../core/config.ts';
import type { Manifest } from '../core/manifest.ts';
import type { KarpenterVersion, Report, Sources } from '../core/report.ts';
import { Source } from '../core/source.ts';
import { UsageError } from '../core/usage-error.ts';
import { Workspace } from '../core/workspace.ts';
import type { Host } from '../gitops/host.ts';
import { readVersion } from '../karpenter/versions.ts';
import { lintWorkspace, readSource } from '../linter.ts';
import type { LintOptions } from '../linter.ts';
import { loadConfig } from '../node/config-file.ts';
import type { LoadedConfig } from '../node/config-file.ts';
import { datasetsFor, packagedDatasets } from '../node/datasets.ts';
import { diskHost } from '../node/disk-host.ts';
import { decode } from '../node/read.ts';
import { readManifests, toManifest } from '../node/read-manifests.ts';

export interface LintResult {
  readonly report: Report;
  readonly sources: Sources;
  /** By file, with those that references led to. */
  readonly manifests: ReadonlyMap<string, Manifest>;
}

/** The files of one folder as an editor sees them: what is open counts as it stands in the buffer, the rest as it lies on the disk. */
export class WorkspaceFolder {
  readonly root: string;
  /** Why the configuration cannot be used; the last one that could be stays in force. */
  configProblem: string | undefined;
  #loaded: LoadedConfig | undefined;
  #options: LintOptions;
  readonly #buffers = new Map<string, string>();
  readonly #manifests = new Map<string, Manifest>();
  #result: LintResult | undefined;

  constructor(root: string) {
    this.root = root;
    this.#options = { datasets: packagedDatasets(), host: this.#host() };
  }

  /** Reads the configuration and every file anew; open buffers stay. */
  async load(): Promise<void> {
    const loaded = await this.#loadConfig();
    if (loaded === undefined) return;
    const { manifests, beside } = await readManifests({ workingFolder: this.root, paths: ['.'], strictInput: false, loaded });
    const { config, matches, crds } = loaded;
    const definitions = crds.length === 0 ? {} : { definitions: await (await import('../node/crds.ts')).loadCrds(crds, this.root) };
    this.#loaded = loaded;
    this.#options = { config, matches, beside, datasets: datasetsFor(loaded), host: this.#host(), ...versionOf(loaded), ...definitions };
    this.#manifests.clear();
    for (const manifest of manifests) this.#manifests.set(manifest.source.file, manifest);
    for (const [file, text] of this.#buffers) this.setBuffer(file, text);
    this.#result = undefined;
  }

  setBuffer(file: string, text: string): void {
    this.#buffers.set(file, text);
    if (!this.#isIgnored(file)) this.#manifests.set(file, readSource(new Source(file, text)));
    this.#result = undefined;
  }

  closeBuffer(file: string): void {
    this.#buffers.delete(file);
    this.refresh(file);
  }

  /** Takes over what somebody else wrote to the disk. */
  refresh(file: string): void {
    if (this.#buffers.has(file)) return;
    this.#manifests.delete(file);
    if (!this.#isIgnored(file)) this.#readFromDisk(file);
    this.#result = undefined;
  }

  manifest(file: string): Manifest | undefined {
    return this.#manifests.get(file) ?? this.lint().manifests.get(file);
  }

  /** The findings of all files; computed once until something changes. */
  lint(): LintResult {
    this.#result ??= this.#lint();
    return this.#result;
  }

  /** The facts about instance types, loaded when something first asks. */
  catalog(): Catalog | undefined {
    return this.#options.datasets?.get(ec2Catalog);
  }

  workspace(): Workspace {
    return new Workspace([...this.lint().manifests.values()]);
  }

  #lint(): LintResult {
    const { report, manifests } = lintWorkspace([...this.#manifests.values()], this.#options);
    return {
      report,
      sources: new Map(manifests.map(({ source }) => [source.file, source])),
      manifests: new Map(manifests.map((manifest) => [manifest.source.file, manifest])),
    };
  }

  /** Undefined where the configuration cannot be used and an earlier one stays in force. */
  async #loadConfig(): Promise<LoadedConfig | undefined> {
    try {
      const loaded = await loadConfig(undefined, this.root);
      this.configProblem = undefined;
      return loaded;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.configProblem = error.message;
      return this.#loaded === undefined ? noConfig : undefined;
    }
  }

  /** What files refer to may be open as well. */
  #host(): Host {
    const disk = diskHost(this.root);
    return {
      ...disk,
      read: (file) => {
        const text = this.#buffers.get(file);
        return text === undefined ? disk.read(file) : new Source(file, text);
      },
    };
  }

  #isIgnored(file: string): boolean {
    return this.#loaded?.matches(this.#loaded.config.ignore, file) ?? false;
  }

  #readFromDisk(file: string): void {
    try {
      this.#manifests.set(file, toManifest(decode(readFileSync(join(this.root, file)), file), false));
    } catch {
      // A file that went away between the listing and the reading holds nothing to lint.
    }
  }
}

const noConfig: LoadedConfig = { config: emptyConfig, crds: [], matches: () => false };

function versionOf({ config, file }: LoadedConfig): { readonly karpenter?: KarpenterVersion } {
  const reading = config.karpenterVersion === undefined ? undefined : readVersion(config.karpenterVersion);
  if (reading === undefined || reading.kind === 'unknown') return {};
  return { karpenter: { version: reading.version, source: 'config', ...(file === undefined ? {} : { file }) } };
}
