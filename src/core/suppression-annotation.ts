import { removeEntry, replaceScalar } from './fix.ts';
import type { Edit } from './fix.ts';
import type { Resource, Value } from './resource.ts';
import type { SourceRange } from './source.ts';

/** An annotation survives rendering, which comments do not. Its value: `rule[=reason]`, several separated by commas or lines. */
export const ignoreAnnotation = 'karplint.dev/ignore';

/** One rule that an annotation silences for its whole object. */
export interface IgnoredRule {
  readonly name: string;
  readonly range: SourceRange;
  /** True where `range` is exactly the name, so that it can be replaced. */
  readonly isExact: boolean;
  readonly reason: string | undefined;
  /** Takes this rule out of the annotation; undefined where the layout does not allow it. */
  readonly removal: Edit | undefined;
}

/** What the annotation of a resource silences. `isRule` tells a rule's name from a word of the reason before it. */
export function readIgnoreAnnotation(resource: Resource, isRule: (name: string) => boolean): readonly IgnoredRule[] {
  if (!resource.source.text.includes(ignoreAnnotation)) return [];
  const value = resource.at('metadata', 'annotations', ignoreAnnotation);
  if (value?.text === undefined) return [];
  const parts = splitParts(value.text, isRule);
  const offset = textOffset(resource, value);
  return parts.map((part, index) => {
    const [name = '', ...reason] = part.text.split('=');
    const start = (offset ?? 0) + part.start;
    return {
      name: name.trim(),
      range: offset === undefined ? value.range : { start, end: start + name.trimEnd().length },
      isExact: offset !== undefined,
      reason: reason.join('=').trim() || undefined,
      removal:
        parts.length === 1
          ? removeAnnotation(resource, value)
          : replaceScalar(
              resource,
              value,
              parts
                .filter((_, other) => other !== index)
                .map(({ text }) => text)
                .join(', '),
            ),
    };
  });
}

interface Part {
  readonly text: string;
  /** Offset in the annotation's text. */
  readonly start: number;
}

/** A reason may hold commas: what follows one is a new part only where it names a rule or nothing else could be meant. */
function splitParts(text: string, isRule: (name: string) => boolean): Part[] {
  const parts: Part[] = [];
  for (const match of text.matchAll(/[^,\n]+/g)) {
    const start = match.index + (match[0].length - match[0].trimStart().length);
    const piece = match[0].trim();
    if (piece === '') continue;
    const before = parts.at(-1);
    const isNew = before?.text.includes('=') !== true || isRule(piece) || /^[a-z0-9]+(?:-[a-z0-9]+)+\s*=/.test(piece);
    if (isNew) parts.push({ text: piece, start });
    else parts[parts.length - 1] = { text: text.slice(before?.start ?? start, start + piece.length), start: before?.start ?? start };
  }
  return parts;
}

/** Where the annotation's text begins in the file; undefined where escapes or folding keep it from standing there as it is. */
function textOffset({ source }: Resource, { node, text }: Value): number | undefined {
  if (node.kind !== 'scalar' || node.style === 'block' || text === undefined) return undefined;
  const start = node.start + (node.style === 'quoted' ? 1 : 0);
  return source.text.startsWith(text, start) ? start : undefined;
}

/** Takes the map of annotations along when nothing else is in it. */
function removeAnnotation(resource: Resource, value: Value): Edit | undefined {
  const annotations = resource.at('metadata', 'annotations');
  const metadata = resource.at('metadata');
  if (annotations?.node.kind !== 'map' || metadata?.node.kind !== 'map') return undefined;
  if (annotations.node.entries.length > 1) return removeEntry(resource, value);
  return metadata.node.entries.length > 1 ? removeEntry(resource, annotations) : undefined;
}
