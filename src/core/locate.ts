import type { Node } from './node.ts';
import type { Manifest } from './manifest.ts';
import type { Resource, Value } from './resource.ts';

/** What stands at an offset of a file: the innermost value of an object, or the key of one. */
export interface Location {
  readonly resource: Resource;
  readonly value: Value;
  readonly isKey: boolean;
}

/** The innermost value at an offset; undefined between objects and in what is no object. */
export function locate(manifest: Manifest, offset: number): Location | undefined {
  for (const resource of manifest.resources) {
    if (!covers(resource.root.node, offset)) continue;
    return descend(resource, resource.root, offset);
  }
  return undefined;
}

function descend(resource: Resource, value: Value, offset: number): Location {
  for (const [, child] of value.entries()) {
    if (child.entry !== undefined && covers(child.entry.keyNode, offset)) return { resource, value: child, isKey: true };
    if (covers(child.node, offset)) return descend(resource, child, offset);
  }
  for (const item of value.items()) if (covers(item.node, offset)) return descend(resource, item, offset);
  return { resource, value, isKey: false };
}

/** The end counts as inside: the cursor stands behind the last character while somebody types. */
function covers(node: Node, offset: number): boolean {
  return node.start <= offset && offset <= node.end;
}
