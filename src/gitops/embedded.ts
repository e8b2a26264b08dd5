import { dedentedPart } from '../core/derived-source.ts';
import type { DecodedSource } from '../core/derived-source.ts';
import { readManifest } from '../core/manifest.ts';
import type { Manifest } from '../core/manifest.ts';
import type { MapNode, Node, ScalarNode } from '../core/node.ts';
import { readYaml } from '../core/read-yaml.ts';
import { Resource } from '../core/resource.ts';
import type { Source } from '../core/source.ts';
import { splitDocuments } from '../core/split.ts';
import { groupOfKind, isKarpenterObject } from '../karpenter/kinds.ts';
import { innerText } from '../core/inner-text.ts';
import { isKustomization } from './kustomize/kustomization.ts';
import { ManifestParts } from './manifest-parts.ts';
import { mapScalars, textAtPath } from './nodes.ts';

const ownGroups: ReadonlySet<string> = new Set(Object.values(groupOfKind));
const mention = /karpenter\.(?:sh|k8s\.aws)\//;

/** Adds the objects of ours that stand inside of others: in the values of a chart, in a ConfigMap, in a script. */
export function withEmbedded(manifest: Manifest): Manifest {
  const { source } = manifest;
  if (!mention.test(source.text) || (manifest.skipped !== undefined && manifest.resources.length === 0) || isKustomization(source.file)) {
    return manifest;
  }
  const parts = new ManifestParts(source);
  parts.add(manifest);
  const search = new Search(source, parts);
  for (const { root, group } of manifest.resources) if (!ownGroups.has(group) && group !== kustomizeGroup) search.searchObject(root.node);
  if (manifest.passedOver) for (const root of documentsOf(source)) search.search(root);
  return search.hasFound ? { ...parts.manifest(), source } : manifest;
}

const kustomizeGroup = 'kustomize.config.k8s.io';

function documentsOf({ text }: Source): Node[] {
  return splitDocuments(text).flatMap(({ start, end }) => readYaml(text, start, end).root ?? []);
}

/** Keys under which halves of objects stand, which are no objects of their own. */
const patchKeys = /^patch(?:es\w*)?$/;

class Search {
  readonly #source: Source;
  readonly #parts: ManifestParts;
  hasFound = false;

  constructor(source: Source, parts: ManifestParts) {
    this.#source = source;
    this.#parts = parts;
  }

  /** Metadata holds no manifests, only the record of one that was applied. */
  searchObject(node: Node): void {
    if (node.kind !== 'map') return;
    for (const { key, value } of node.entries) if (key !== 'metadata' && !patchKeys.test(key)) this.search(value);
  }

  search(node: Node): void {
    if (node.kind === 'scalar') this.#searchText(node);
    else if (node.kind === 'list') for (const item of node.items) this.search(item);
    else if (isOwnObject(node)) {
      this.hasFound = true;
      this.#parts.addResource(new Resource(this.#source, node, this.#parts.count, { holder: 'map' }));
    } else for (const { key, value } of node.entries) if (!patchKeys.test(key)) this.search(value);
  }

  #searchText(scalar: ScalarNode): void {
    if (typeof scalar.value !== 'string' || !ownManifest.test(scalar.text) || !/\bkind["']?\s*:/.test(scalar.text)) return;
    this.hasFound = true;
    const text = innerText(scalar, this.#source);
    const scripts = heredocsOf(text);
    if (scripts.length > 0) for (const script of scripts) this.#read(script, true);
    else this.#read(text, false);
  }

  #read(text: DecodedSource, isShell: boolean): void {
    const manifest = readManifest(text, { isOurs: isKarpenterObject, isTemplate: isShell });
    const resources = manifest.resources.map(({ root, index }) => {
      const node = isShell ? mapScalars(root.node, markVariable) : root.node;
      return new Resource(text, node.kind === 'map' ? node : ({ ...node, kind: 'map', entries: [], flow: false } as MapNode), index, { holder: 'text' });
    });
    const isPlain = resources.length > 0 || manifest.problems.length > 0 || manifest.skipped !== undefined;
    this.#parts.add({ ...manifest, resources });
    if (!isPlain) this.#parts.skip('holds a manifest inside of another text, which cannot be told apart from it');
  }
}

/** A line of its own that begins an object of ours, in YAML or JSON. */
const ownManifest = /(?:^|\n)[ \t-]*["']?apiVersion["']?\s*:\s*["']?karpenter\.(?:sh|k8s\.aws)\/|"apiVersion"\s*:\s*"karpenter\.(?:sh|k8s\.aws)\//;

function isOwnObject(node: MapNode): boolean {
  const group = textAtPath(node, ['apiVersion'])?.split('/')[0] ?? '';
  // A kind with a name beside it, and nothing more, is a reference.
  const hasBody = node.entries.some(({ key }) => key === 'metadata' || key === 'spec');
  return ownGroups.has(group) && textAtPath(node, ['kind']) !== undefined && hasBody;
}

/** Texts that a script hands on: `cat <<EOF`, up to the marker. */
function heredocsOf(text: DecodedSource): DecodedSource[] {
  const found: DecodedSource[] = [];
  for (const match of text.text.matchAll(/<<-?[ \t]*(["']?)([A-Za-z_]\w*)\1[^\n]*\n([^]*?)\n[ \t]*\2[ \t]*(?=\n|$)/g)) {
    const body = match[3] ?? '';
    const start = match.index + match[0].indexOf('\n') + 1;
    if (mention.test(body)) found.push(dedentedPart(text, { start, end: start + body.length }));
  }
  return found;
}

/** `$ZONE` in a script is filled in by the shell. */
function markVariable(scalar: ScalarNode): Node {
  const text = scalar.text.replace(/\$([A-Za-z_]\w*)/g, '${$1}');
  return text === scalar.text ? scalar : { ...scalar, text, value: text };
}
