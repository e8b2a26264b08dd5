import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ec2Standard } from '../catalog/catalog.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { emptyConfig } from '../core/config.ts';
import type { Finding } from '../core/finding.ts';
import type { Manifest } from '../core/manifest.ts';
import type { KarpenterVersion, Sources } from '../core/report.ts';
import type { Rule } from '../core/rule.ts';
import { Source } from '../core/source.ts';
import { UsageError } from '../core/usage-error.ts';
import type { Workspace } from '../core/workspace.ts';
import type { Host } from '../gitops/host.ts';
import { readVersion } from '../karpenter/versions.ts';
import { lintOpened, openWorkspace, readSource, ruleBookOf } from '../linter.ts';
import type { LintOptions, OpenedWorkspace, RuleBook } from '../linter.ts';
import { loadConfig } from '../node/config-file.ts';
import type { LoadedConfig } from '../node/config-file.ts';
import { datasetsFor, packagedDatasets } from '../node/datasets.ts';
import { diskHost } from '../node/disk-host.ts';
import { loadExtraRules } from '../node/extra-rules.ts';
import { decode } from '../node/read.ts';
import { readManifests, toManifest } from '../node/read-manifests.ts';

/** What is known until something changes. */
interface Reading {
  readonly opened: OpenedWorkspace;
  /** By file, with those that references led to. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly sources: Sources;
  /** By file, as far as somebody asked. */
  readonly findings: Map<string, readonly Finding[]>;
}

/** The files of one folder as an editor sees them: what is open counts as it stands in the buffer, the rest as it lies on the disk. */
export class WorkspaceFolder {
  readonly root: string;
  /** Why the configuration cannot be used; the last one that could be stays in force. */
  configProblem: string | undefined;
  readonly #plugins: readonly string[];
  #extraRules: readonly Rule[] = [];
  #loaded: LoadedConfig | undefined;
  #options: LintOptions;
  readonly #buffers = new Map<string, string>();
  readonly #manifests = new Map<string, Manifest>();
  #reading: Reading | undefined;

  /** `plugins` are programs with rules, from the root. */
  constructor(root: string, plugins: readonly string[] = []) {
    this.root = root;
    this.#plugins = plugins;
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
    this.#options = {
      config,
      matches,
      beside,
      extraRules: this.#extraRules,
      datasets: datasetsFor(loaded),
      host: this.#host(),
      ...versionOf(loaded),
      ...definitions,
    };
    this.#manifests.clear();
    for (const manifest of manifests) this.#manifests.set(manifest.source.file, manifest);
    for (const [file, text] of this.#buffers) this.setBuffer(file, text);
    this.#reading = undefined;
  }

  setBuffer(file: string, text: string): void {
    this.#buffers.set(file, text);
    if (!this.#isIgnored(file)) this.#manifests.set(file, readSource(new Source(file, text)));
    this.#reading = undefined;
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
    this.#reading = undefined;
  }

  manifest(file: string): Manifest | undefined {
    return this.#manifests.get(file) ?? this.#read().manifests.get(file);
  }

  /** The texts of all files. */
  get sources(): Sources {
    return this.#read().sources;
  }

  get workspace(): Workspace {
    return this.#read().opened.workspace;
  }

  /** Every rule of the folder, its own included. */
  get rules(): RuleBook {
    return ruleBookOf(this.#options);
  }

  /** The Karpenter minor that is linted for. */
  get minor(): string {
    return this.#read().opened.karpenter.version;
  }

  /** What a run over the whole folder finds in one file. Only this file is linted, since somebody waits for it. */
  findings(file: string): readonly Finding[] {
    const { opened, findings } = this.#read();
    const known = findings.get(file) ?? lintOpened(opened, this.#options, new Set([file])).findings;
    findings.set(file, known);
    return known;
  }

  /** The facts about instance types, loaded when something first asks. */
  catalog(): Catalog | undefined {
    return this.#options.datasets?.get(ec2Standard);
  }

  #read(): Reading {
    if (this.#reading !== undefined) return this.#reading;
    const opened = openWorkspace([...this.#manifests.values()], this.#options);
    const manifests = new Map(opened.workspace.manifests.map((manifest) => [manifest.source.file, manifest]));
    const sources = new Map([...manifests].map(([file, { source }]) => [file, source]));
    return (this.#reading = { opened, manifests, sources, findings: new Map() });
  }

  /** Undefined where the configuration cannot be used and an earlier one stays in force. */
  async #loadConfig(): Promise<LoadedConfig | undefined> {
    try {
      const loaded = await loadConfig(undefined, this.root);
      this.#extraRules = await loadExtraRules({ loaded, plugins: this.#plugins, workingFolder: this.root });
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
