import { compareVersions } from '../karpenter/versions.ts';
import type { AuthoredNode, Constraints, MinorRange, Variant } from './authored.ts';

/** A field as one minor has it: no `since`, no `until`, no variants. */
export interface StructuralNode extends Constraints {
  readonly description: string;
  readonly items?: StructuralNode;
  readonly additionalProperties?: StructuralNode;
  readonly properties?: Readonly<Record<string, StructuralNode>>;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** True for a minor from `since` on and before `until`. */
export function holdsIn({ since, until }: MinorRange, minor: string): boolean {
  return (since === undefined || compareVersions(minor, since) >= 0) && (until === undefined || compareVersions(minor, until) < 0);
}

/** What an authored schema says for one minor; fields that the minor lacks are gone. */
export function projectSchema(node: AuthoredNode, minor: string): StructuralNode {
  const { items, additionalProperties, properties } = node;
  const projected: Writable<StructuralNode> = { description: node.description, ...constraintsIn(node, minor) };
  if (items !== undefined) projected.items = projectSchema(items, minor);
  if (additionalProperties !== undefined) projected.additionalProperties = projectSchema(additionalProperties, minor);
  if (properties !== undefined) {
    const present = Object.entries(properties).filter(([, field]) => holdsIn(field, minor));
    projected.properties = Object.fromEntries(present.map(([name, field]) => [name, projectSchema(field, minor)]));
  }
  return projected;
}

/** The constraints of one node in one minor, its children aside. */
export function constraintsIn(node: AuthoredNode, minor: string): Constraints {
  const known = new Map(Object.entries(node).filter(([name]) => !structure.has(name)));
  for (const variant of node.variants ?? []) if (holdsIn(variant, minor)) overlay(known, variant);
  return Object.fromEntries(known);
}

const structure: ReadonlySet<string> = new Set([
  ...['since', 'until', 'variants', 'description', 'items', 'additionalProperties', 'properties'],
  ...['group', 'version', 'kind', 'scope', 'subresources'],
]);

function overlay(known: Map<string, unknown>, { since: _since, until: _until, ...constraints }: Variant): void {
  for (const [name, value] of Object.entries(constraints)) {
    if (value === null) known.delete(name);
    else known.set(name, value);
  }
}
