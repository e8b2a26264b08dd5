import type { Place, Resource, Value } from './resource.ts';

/** The place of a piece of a long text, such as one word of a script; the whole value where escapes or folding hide the piece. */
export function placeInside(resource: Resource, value: Value, piece: string): Place {
  const { node } = value;
  const offset = resource.source.text.slice(node.start, node.end).indexOf(piece);
  if (piece === '' || offset === -1) return value;
  const start = node.start + offset;
  return { range: { start, end: start + piece.length }, path: value.path };
}
