import type { Path } from '../core/resource.ts';
import type { StructuralNode } from './project.ts';

/** The schema of the value at a path; undefined where the schema has no such place. */
export function nodeAt(root: StructuralNode | undefined, path: Path): StructuralNode | undefined {
  return path.reduce<StructuralNode | undefined>((node, step) => {
    if (typeof step === 'number') return node?.items;
    const { properties } = node ?? {};
    return properties !== undefined && Object.hasOwn(properties, step) ? properties[step] : node?.additionalProperties;
  }, root);
}
