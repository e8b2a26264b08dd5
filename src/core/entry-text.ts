import type { MapEntry } from './node.ts';
import { perObject } from './remembered.ts';
import type { Resource } from './resource.ts';
import type { Source } from './source.ts';

/** Longer texts hardly repeat. */
const longestText = 4000;
const longestIndent = 200;

/** False where equal texts may mean different things: an alias says nothing by itself, and what was laid over an object, or stands in another one, has no text of its own. */
export function speaksForItself({ facts, source }: Resource): boolean {
  return isEmpty(facts) && !source.isDerived && !mayHoldAliases(source);
}

const mayHoldAliases = perObject(({ text }: Source) => text.includes('&'));

/**
 * What is written of an entry, the same text only where the same is meant: from the comments above its key, and the beginning of the line,
 * whose indentation counts, to the comment behind it, and the line breaks, which count in a block scalar. Undefined where it is too long.
 */
export function textOfEntry(text: string, { keyNode, value }: MapEntry): string | undefined {
  if (value.end - keyNode.start > longestText) return undefined;
  let { start } = keyNode;
  while (start > 0 && text.charCodeAt(start - 1) !== lineFeed) if (keyNode.start - --start > longestIndent) return undefined;
  let { end } = value;
  while (isBlank(text.charCodeAt(end))) end++;
  if (text.charCodeAt(end) === numberSign) end = endOfLine(text, end);
  return text.slice(startOfComments(text, start), end);
}

function isEmpty(object: object): boolean {
  for (const _key in object) return false;
  return true;
}

const lineFeed = 10;
const space = 32;
const numberSign = 35;

/** The beginning of the first of the comments that stand right above a line. */
function startOfComments(text: string, line: number): number {
  let start = line;
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    let first = above;
    while (text.charCodeAt(first) === space) first++;
    if (text.charCodeAt(first) !== numberSign) break;
    start = above;
  }
  return start;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** A blank or a line break. */
function isBlank(code: number): boolean {
  return code === space || code === lineFeed || code === 13;
}
