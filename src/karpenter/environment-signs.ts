import { perResource } from '../core/resource.ts';
import type { Resource } from '../core/resource.ts';
import type { Scope } from '../core/scope.ts';
import { folderOf } from '../core/workspace.ts';
import type { Workspace } from '../core/workspace.ts';
import { clusterNames } from './cluster-names.ts';
import type { ClusterName } from './cluster-names.ts';
import { ec2NodeClassName, nodeClassKind } from './node-class-reference.ts';
import { knownEntries, knownText } from './written.ts';

/** A label or a tag, and the object that carries it. */
export interface SignLabel {
  readonly key: string;
  readonly value: string;
  readonly resource: Resource;
}

/** Finds the labels of an object, of the nodes of a pool, and the tags of a node class, as far as their keys are wanted. */
export function labelFinder(isWanted: (key: string) => boolean): (resource: Resource) => readonly SignLabel[] {
  return perResource((resource) => ownLabels(resource, isWanted));
}

/** The labels of an object, of the namespace that it is in, and of its node class. */
export function signLabels(scope: Scope, resource: Resource, labelsOf: (resource: Resource) => readonly SignLabel[]): SignLabel[] {
  const namespaces = resource.namespace === '' ? [] : scope.named('', 'Namespace', resource.namespace);
  const className = resource.kind === 'NodePool' ? ec2NodeClassName(resource)?.text : undefined;
  const classes = className === undefined ? [] : scope.named(nodeClassKind.group, nodeClassKind.kind, className);
  return [resource, ...classes, ...namespaces].flatMap(labelsOf);
}

function ownLabels(resource: Resource, isWanted: (key: string) => boolean): SignLabel[] {
  const maps = [resource.at('metadata', 'labels')];
  if (resource.kind === 'NodePool') maps.push(resource.at('spec', 'template', 'metadata', 'labels'));
  if (resource.kind === nodeClassKind.kind) maps.push(resource.at('spec', 'tags'));
  return maps
    .filter((map) => map?.node.kind === 'map' && map.node.entries.some(({ key }) => isWanted(key)))
    .flatMap(knownEntries)
    .flatMap(([key, value]) => {
      const text = isWanted(key) ? knownText(value) : undefined;
      return text === undefined ? [] : [{ key, value: text, resource }];
    });
}

/** The names of the cluster that a scope is for: those that its installers give, and the discovery tags of its node classes. */
export function clusterNamesIn(workspace: Workspace, scope: Scope): readonly ClusterName[] {
  const known = namesIn.get(scope);
  if (known !== undefined) return known;
  const installed = clusterNames(workspace).filter(({ resource }) => scope.resources.includes(resource) || isAbove(resource, scope));
  const tagged = scope.ofKind(nodeClassKind.group, nodeClassKind.kind).flatMap((resource) => discoveryTags(resource).map((name) => ({ name, resource })));
  const names = [...installed, ...tagged];
  namesIn.set(scope, names);
  return names;
}

/** Every object of a scope asks for the same names. */
const namesIn = new WeakMap<Scope, readonly ClusterName[]>();

function isAbove({ file }: Resource, { kind, name }: Scope): boolean {
  return kind === 'folder' && `${name}/`.startsWith(folderOf(file)) && folderOf(file) !== '';
}

function discoveryTags(nodeClass: Resource): string[] {
  const terms = ['subnetSelectorTerms', 'securityGroupSelectorTerms'].flatMap((field) => nodeClass.at('spec', field)?.items() ?? []);
  return terms.flatMap((term) => knownText(term.at('tags', 'karpenter.sh/discovery')) ?? []);
}
