import type { Node, ScalarNode } from './node.ts';
import { readYaml } from './read-yaml.ts';
import type { Source, SourceRange } from './source.ts';
import { splitDocuments } from './split.ts';

export const directiveNames = ['disable-line', 'disable-next-line', 'disable', 'enable', 'disable-file'] as const;

/** A rule's name inside a comment. */
export interface NamedRule {
  readonly name: string;
  readonly range: SourceRange;
}

/** A comment that speaks to karplint: `# karplint-disable-line rule, other-rule -- reason`. */
export interface Directive {
  /** As written, without `karplint-`; it may be none of the names that exist. */
  readonly name: string;
  readonly nameRange: SourceRange;
  /** From the number sign to the end of what belongs to the directive. */
  readonly range: SourceRange;
  /** Empty where the comment means all rules. */
  readonly rules: readonly NamedRule[];
  readonly reason: string | undefined;
}

/** Words that can only be meant for karplint, even where they are misspelt. */
const pattern = /(?<=^|\s)#+[ \t]*karplint-((?:disable|enable|ignore|suppress)[a-z-]*)(?=[\s:]|$)([^\r\n]*)/gm;

/** The directives of a file, in its order. What stands in a quoted or a block scalar is text, and JSON has no comments. */
export function findDirectives({ text, file }: Source): readonly Directive[] {
  if (!text.includes('karplint-') || /\.json$/i.test(file) || /^\ufeff?\s*\{/.test(text)) return [];
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return [];
  const isText = scalarTest(text, matches);
  return matches.filter(({ index }) => !isText(index)).map(readDirective);
}

function readDirective({ index, 0: whole, 1: name = '', 2: tail = '' }: RegExpExecArray): Directive {
  const nameStart = index + whole.length - tail.length - name.length;
  const tailStart = nameStart + name.length;
  const ownTail = tail.split(/\s#/, 1)[0]?.trimEnd() ?? '';
  const dashes = /(?:^|\s)--(?:\s|$)/.exec(ownTail);
  const list = dashes === null ? ownTail : ownTail.slice(0, dashes.index);
  const reason = dashes === null ? '' : ownTail.slice(dashes.index + dashes[0].length).trim();
  return {
    name,
    nameRange: { start: nameStart, end: tailStart },
    range: { start: index, end: tailStart + ownTail.length },
    rules: [...list.matchAll(/[^\s,:]+/g)].map((match) => {
      const start = tailStart + match.index;
      return { name: match[0], range: { start, end: start + match[0].length } };
    }),
    reason: reason === '' ? undefined : reason,
  };
}

/** Says of an offset whether it lies in a scalar that can hold a number sign. Reads only the documents that have a match. */
function scalarTest(text: string, matches: readonly RegExpExecArray[]): (offset: number) => boolean {
  const ranges = splitDocuments(text)
    .filter(({ start, end }) => matches.some(({ index }) => index >= start && index < end))
    .flatMap(({ start, end }) => textScalars(readYaml(text, start, end).root))
    .map(({ style, start, end }) => ({ start: style === 'block' ? endOfHeader(text, start) : start, end }))
    .sort((a, b) => a.start - b.start);
  return (offset) => {
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle]?.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return offset < (ranges[low - 1]?.end ?? 0);
  };
}

/** The quoted and block scalars of a tree; what aliases repeat is visited once. */
function textScalars(root: Node | undefined): ScalarNode[] {
  const scalars: ScalarNode[] = [];
  const visited = new Set<unknown>();
  const pending: Node[] = root === undefined ? [] : [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.kind === 'scalar') {
      if (node.style !== 'plain') scalars.push(node);
    } else if (node.kind === 'list' && !visited.has(node.items)) {
      visited.add(node.items);
      for (const item of node.items) pending.push(item);
    } else if (node.kind === 'map' && !visited.has(node.entries)) {
      visited.add(node.entries);
      for (const { keyNode, value } of node.entries) pending.push(keyNode, value);
    }
  }
  return scalars;
}

/** Behind the `|` or `>` of a block scalar a comment may stand. */
function endOfHeader(text: string, start: number): number {
  let end = start;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}
