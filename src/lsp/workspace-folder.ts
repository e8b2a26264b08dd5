import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ec2Catalog } from '../catalog/catalog.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Report, Sources } from '../core/report.ts';
import { Source } from '../core/source.ts';
import { UsageError } from '../core/usage-error.ts';
import { Workspace } from '../core/workspace.ts';
import { lintManifests, readSource } from '../linter.ts';
import { loadConfig } from '../node/config-file.ts';
import type { LoadedConfig } from '../node/config-file.ts';
import { packagedDatasets } from '../node/datasets.ts';
import { findFiles } from '../node/find.ts';
import { decode } from '../node/read.ts';
import { toManifest } from '../node/read-manifests.ts';

export interface LintResult {
  readonly report: Report;
  readonly sources: Sources;
}

/** The files of one folder as an editor sees them: what is open counts as it stands in the buffer, the rest as it lies on the disk. */
export class WorkspaceFolder {
  readonly root: string;
  /** Why the configuration cannot be used; the last one that could be stays in force. */
  configProblem: string | undefined;
  #loaded: LoadedConfig | undefined;
  readonly #buffers = new Map<string, string>();
  readonly #manifests = new Map<string, Manifest>();
  readonly #datasets = packagedDatasets();
  #result: LintResult | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /** Reads the configuration and every file anew; open buffers stay. */
  async load(): Promise<void> {
    try {
      this.#loaded = await loadConfig(undefined, this.root);
      this.configProblem = undefined;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.configProblem = error.message;
    }
    const { files } = await findFiles(['.'], this.root);
    this.#manifests.clear();
    for (const { file } of files) if (!this.#isIgnored(file)) this.#readFromDisk(file);
    for (const [file, text] of this.#buffers) this.#manifests.set(file, readSource(new Source(file, text)));
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
    return this.#manifests.get(file);
  }

  /** The findings of all files; computed once until something changes. */
  lint(): LintResult {
    this.#result ??= this.#lint();
    return this.#result;
  }

  /** The facts about instance types, loaded when something first asks. */
  catalog(): Catalog | undefined {
    return this.#datasets.get(ec2Catalog);
  }

  workspace(): Workspace {
    return new Workspace([...this.#manifests.values()]);
  }

  #lint(): LintResult {
    const manifests = [...this.#manifests.values()];
    const options = this.#loaded === undefined ? {} : { config: this.#loaded.config, matches: this.#loaded.matches };
    return {
      report: lintManifests(manifests, { ...options, datasets: this.#datasets }),
      sources: new Map(manifests.map(({ source }) => [source.file, source])),
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
