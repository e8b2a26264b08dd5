import { readYaml } from '../../core/read-yaml.ts';
import { Value } from '../../core/resource.ts';
import type { Source } from '../../core/source.ts';
import { nameOf } from '../paths.ts';

/** The names that kustomize looks for, in its order. */
export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** True for a file of YAML with such a name, in whatever case. */
export function isKustomization(file: string): boolean {
  return kustomizationNames.includes(nameOf(file).toLowerCase());
}

/** A kustomization file as it is written. */
export interface Kustomization {
  readonly source: Source;
  readonly root: Value;
}

/** Undefined for a file that builds nothing: one that holds no map, or an object of Flux, which likes the same name. */
export function readKustomization(source: Source): Kustomization | undefined {
  const { root } = readYaml(source.text);
  if (root?.kind !== 'map') return undefined;
  const value = new Value(root, []);
  const group = value.at('apiVersion')?.text?.split('/')[0] ?? ownGroup;
  return group === ownGroup ? { source, root: value } : undefined;
}

const ownGroup = 'kustomize.config.k8s.io';

/** A component is no overlay of its own: others take it in. */
export function isComponent({ root }: Kustomization): boolean {
  return root.at('kind')?.text === 'Component';
}

/** The texts of a list, of several fields in turn. */
export function textsAt({ root }: Kustomization, ...fields: readonly string[]): Value[] {
  return fields.flatMap((field) => root.at(field)?.items() ?? []).filter(({ text }) => text !== undefined);
}

/** True for a resource that kustomize would fetch: a URL, or a repository with a query. */
export function isRemote(path: string): boolean {
  return /^(?:[a-z+]+:\/\/|git@|git::|github\.com\/|gitlab\.com\/|bitbucket\.org\/)/i.test(path) || /\?(?:ref|version)=/.test(path);
}
