import type { Unread } from '../../core/scope.ts';
import type { Source } from '../../core/source.ts';
import { deliveryKinds } from '../../kubernetes/delivery-kinds.ts';
import type { Files } from '../files.ts';
import { Item } from '../item.ts';
import { parentOf, resolvePath } from '../paths.ts';
import { isRemote, kustomizationNames, readKustomization, textsAt } from './kustomization.ts';
import type { Kustomization } from './kustomization.ts';
import { leftOut, leftOutOfConfiguration } from './left-out.ts';
import type { LeftOut } from './left-out.ts';
import { applyPatch, inlinePatch } from './patches.ts';
import type { PatchText } from './patches.ts';
import { applyReplacements } from './replacements.ts';
import { followNames, nameReferences, setAnnotations, setLabels, setNames, setNamespace, setReplicas } from './transformers.ts';

/** What `kustomize build` would print for a folder, as far as it can be known without running it. */
export interface Build {
  readonly items: readonly Item[];
  readonly unread: readonly Unread[];
  /** Folders of other kustomizations that it takes in. */
  readonly folders: ReadonlySet<string>;
  /** Files that hold patches, and so no objects of their own. */
  readonly patchFiles: ReadonlySet<string>;
}

/** Builds folders as kustomize does, each once. https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export class Kustomize {
  readonly #files: Files;
  readonly #builds = new Map<string, Build | undefined>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** The kustomization file of a folder; undefined where it has none. */
  kustomizationOf(folder: string): Source | undefined {
    for (const name of kustomizationNames) {
      const source = this.#files.source(resolvePath(folder, name));
      if (source !== undefined) return source;
    }
    return undefined;
  }

  /** Undefined where the folder has no kustomization, or one that takes in itself. */
  build(folder: string): Build | undefined {
    if (this.#builds.has(folder)) return this.#builds.get(folder);
    this.#builds.set(folder, undefined);
    const source = this.kustomizationOf(folder);
    const kustomization = source && readKustomization(source);
    const build = kustomization && new Building(kustomization, this.#files, this).build([]);
    this.#builds.set(folder, build);
    return build;
  }

  /** Does to objects that are there already what a kustomization says, be it one that no file holds. */
  apply(kustomization: Kustomization, items: readonly Item[]): Build {
    return new Building(kustomization, this.#files, this).build(items);
  }

  /** Applies a component to objects that are there already. */
  extend(folder: string, items: readonly Item[]): Build | undefined {
    const source = this.kustomizationOf(folder);
    const kustomization = source && readKustomization(source);
    return kustomization && this.apply(kustomization, items);
  }
}

class Building {
  readonly #kustomization: Kustomization;
  readonly #folder: string;
  readonly #files: Files;
  readonly #kustomize: Kustomize;
  readonly #unread: Unread[] = [];
  readonly #folders = new Set<string>();
  readonly #patchFiles = new Set<string>();
  #items: Item[] = [];

  constructor(kustomization: Kustomization, files: Files, kustomize: Kustomize) {
    this.#kustomization = kustomization;
    this.#folder = parentOf(kustomization.source.file);
    this.#files = files;
    this.#kustomize = kustomize;
  }

  build(given: readonly Item[]): Build {
    this.#items = [...given];
    for (const { text } of textsAt(this.#kustomization, 'resources', 'bases')) this.#addResource(text ?? '');
    for (const { text } of textsAt(this.#kustomization, 'components')) this.#addComponent(text ?? '');
    this.#transform();
    this.#items.push(...this.#charts());
    for (const left of leftOut(this.#kustomization)) this.#leaveOut(left);
    return { items: this.#items, unread: this.#unread, folders: this.#folders, patchFiles: this.#patchFiles };
  }

  #addResource(path: string): void {
    if (isRemote(path)) {
      this.#miss(`\`${path}\` is fetched from elsewhere`);
      return;
    }
    const target = resolvePath(this.#folder, path);
    const build = this.#kustomize.build(target);
    if (build !== undefined) {
      this.#take(target, build);
      this.#items.push(...build.items.map((item) => item.copy()));
      return;
    }
    const manifest = this.#files.manifest(target);
    if (manifest === undefined) this.#miss(`\`${path}\` is not there`);
    else {
      if (manifest.skipped !== undefined) this.#unread.push({ file: target, reason: manifest.skipped, text: manifest.source.text });
      this.#items.push(...manifest.resources.map((resource) => new Item(resource)));
    }
  }

  /** The charts that only `kustomize build` renders, as objects that say which they are. */
  #charts(): Item[] {
    const own = this.#files.manifest(this.#kustomization.source.file)?.resources ?? [];
    return own.filter(({ kind }) => kind === deliveryKinds.kustomizeChart[1]).map((resource) => new Item(resource));
  }

  #addComponent(path: string): void {
    const target = resolvePath(this.#folder, path);
    const build = isRemote(path) ? undefined : this.#kustomize.extend(target, this.#items);
    if (build === undefined) {
      this.#miss(`the component \`${path}\` is ${isRemote(path) ? 'fetched from elsewhere' : 'not there'}`);
      return;
    }
    this.#take(target, build);
    this.#items = [...build.items];
  }

  #take(folder: string, build: Build): void {
    this.#unread.push(...build.unread);
    this.#folders.add(folder);
    for (const each of build.folders) this.#folders.add(each);
    for (const file of build.patchFiles) this.#patchFiles.add(file);
  }

  /** In the order of kustomize's own transformers. */
  #transform(): void {
    const kustomization = this.#kustomization;
    this.#patch(this.#patchTexts('patchesStrategicMerge'));
    this.#patch(this.#patchTexts('patches'));
    setNamespace(kustomization, this.#items);
    setNames(kustomization, this.#items);
    setLabels(kustomization, this.#items);
    setAnnotations(kustomization, this.#items);
    this.#patch(this.#patchTexts('patchesJson6902'));
    setReplicas(kustomization, this.#items);
    applyReplacements(kustomization, this.#items);
    followNames(this.#nameReferences(), this.#items);
  }

  #patch(patches: readonly PatchText[]): void {
    const complaints: string[] = [];
    for (const patch of patches) this.#items = applyPatch(patch, this.#items, complaints);
    for (const complaint of complaints) this.#miss(`kustomize refuses a patch: ${complaint}`);
  }

  #patchTexts(field: 'patches' | 'patchesStrategicMerge' | 'patchesJson6902'): PatchText[] {
    const { root, source } = this.#kustomization;
    return (root.at(field)?.items() ?? []).flatMap((entry) => {
      const path = field === 'patchesStrategicMerge' ? entry : entry.at('path');
      const text = field === 'patchesStrategicMerge' ? entry : (entry.at('patch') ?? entry.at('ops'));
      const target = entry.at('target');
      const isInline = path?.text === undefined || path.text.includes('\n');
      const patch = isInline ? text && inlinePatch(text, source) : this.#patchFile(path.text ?? '');
      return patch === undefined ? [] : [{ source: patch, target }];
    });
  }

  #patchFile(path: string): Source | undefined {
    const file = resolvePath(this.#folder, path);
    const source = isRemote(path) ? undefined : this.#files.source(file);
    if (source === undefined) this.#miss(`the patch \`${path}\` is not there`);
    else this.#patchFiles.add(file);
    return source;
  }

  #nameReferences() {
    return textsAt(this.#kustomization, 'configurations').flatMap(({ text = '' }) => {
      const source = isRemote(text) ? undefined : this.#files.source(resolvePath(this.#folder, text));
      const configuration = source && readKustomization(source);
      if (configuration === undefined) {
        this.#leaveOut({ reason: `the configuration \`${text}\` is not there`, kinds: '' });
        return [];
      }
      for (const left of leftOutOfConfiguration(text, configuration)) this.#leaveOut(left);
      return nameReferences(configuration);
    });
  }

  #leaveOut({ reason, kinds }: LeftOut): void {
    if (kinds === undefined) this.#miss(reason);
    else this.#unread.push({ file: this.#kustomization.source.file, reason, text: kinds });
  }

  #miss(reason: string): void {
    this.#unread.push({ file: this.#kustomization.source.file, reason, isPart: true });
  }
}
