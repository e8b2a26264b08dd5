import type { Path } from '../core/resource.ts';

/** A schema as far as it says where its parts are. */
interface Nested<Node> {
  readonly items?: Node;
  readonly additionalProperties?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
}

/** The schema of the value at a path; undefined where the schema has no such place. */
export function nodeAt<Node extends Nested<Node>>(root: Node | undefined, path: Path): Node | undefined {
  return path.reduce<Node | undefined>((node, step) => {
    if (typeof step === 'number') return node?.items;
    const { properties } = node ?? {};
    return properties !== undefined && Object.hasOwn(properties, step) ? properties[step] : node?.additionalProperties;
  }, root);
}
