import { SymbolKind } from 'vscode-languageserver';
import type { DocumentSymbol } from 'vscode-languageserver';
import type { Location } from '../core/locate.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Resource, Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { ec2NodeClassName, nodeClassKind } from '../karpenter/node-class-reference.ts';
import { toRange } from './positions.ts';

/** A value of an object, as the target of a jump. */
export interface Target {
  readonly resource: Resource;
  readonly at: Value;
}

/** Where the name under the cursor is defined: the EC2NodeClass of a reference, the Kustomization of a dependency. */
export function definitionsOf({ resource, value }: Location, workspace: Workspace): Target[] {
  const name = value.text;
  if (name === undefined) return [];
  if (isSameValue(ec2NodeClassName(resource), value)) return named(workspace.ofKind(nodeClassKind.group, nodeClassKind.kind), name);
  if (resource.group === fluxGroup && value.path[1] === 'dependsOn' && value.path.at(-1) === 'name')
    return named(workspace.ofKind(fluxGroup, resource.kind), name);
  return [];
}

/** Who refers to the object under the cursor, or to the one that the reference under the cursor means. */
export function referencesTo({ resource, value }: Location, workspace: Workspace): Target[] {
  const isClass = resource.group === nodeClassKind.group && resource.kind === nodeClassKind.kind;
  const name = isClass ? resource.name : isSameValue(ec2NodeClassName(resource), value) ? value.text : undefined;
  if (name === undefined || name === '') return [];
  return workspace.resources.flatMap((other) => {
    const at = ec2NodeClassName(other);
    return at?.text === name ? [{ resource: other, at }] : [];
  });
}

const fluxGroup = 'kustomize.toolkit.fluxcd.io';

function isSameValue(a: Value | undefined, b: Value): boolean {
  return a?.node === b.node;
}

function named(resources: readonly Resource[], name: string): Target[] {
  return resources.flatMap((resource) => {
    const at = resource.at('metadata', 'name');
    return at?.text === name ? [{ resource, at }] : [];
  });
}

/** The objects of a file with the fields of their spec. */
export function symbolsOf({ source, resources }: Manifest): DocumentSymbol[] {
  return resources.map((resource) => {
    const name = resource.at('metadata', 'name') ?? resource.at('kind') ?? resource.root;
    const fields = resource.at('spec')?.entries() ?? [];
    return {
      name: resource.name === '' ? resource.kind : `${resource.kind} ${resource.name}`,
      detail: resource.apiVersion,
      kind: SymbolKind.Object,
      range: toRange(source, resource.root.node),
      selectionRange: toRange(source, name.node),
      children: fields.map(([key, value]) => ({
        name: key,
        kind: SymbolKind.Property,
        range: toRange(source, { start: value.keyPlace.range.start, end: Math.max(value.node.end, value.keyPlace.range.end) }),
        selectionRange: toRange(source, value.keyPlace.range),
      })),
    };
  });
}
