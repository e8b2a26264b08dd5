import type { Node } from './node.ts';

/** A stretch of text in which a tab may begin a line, from a column on. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly column: number;
}

/** Before whatever begins a line, a blank line and a comment included, and between the dash of an item and its value. */
const leadingTab = /^ *\t|(?<=^ *(?:- +)*-) *\t/gm;

/**
 * The offset of the first tab that indents, which the reader of the API server refuses and js-yaml does not. Offsets of `root` count from
 * `base`. Source: scannerc.go of go.yaml.in/yaml/v2.
 */
export function findBadTab(source: string, root: Node, base: number): number | undefined {
  if (!source.includes('\t')) return undefined;
  const tabs = [...source.matchAll(leadingTab)].map(({ index, 0: text }) => index + text.length - 1);
  if (tabs.length === 0) return undefined;
  const stretches = findStretches(source, { node: root, column: -1 }, base);
  return tabs.find((tab) => {
    const around = stretches.findLast(({ start, end }) => start <= tab && tab < end);
    return around === undefined || columnOf(source, tab) < around.column;
  });
}

interface Visit {
  readonly node: Node;
  /** Of the block around it; -1 for the root. */
  readonly column: number;
}

/** Outer stretches first. Quoted text and flow collections take any tab; other text goes on behind the indentation of its block. */
function findStretches(source: string, { node, column }: Visit, base: number): Stretch[] {
  const [start, end] = [node.start - base, node.end - base];
  if (node.kind === 'scalar') {
    if (node.style === 'quoted') return [{ start, end, column: 0 }];
    return [{ start, end: end + blankAfter(source, end), column: node.style === 'plain' ? column + 1 : indentOf(source.slice(start, end)) }];
  }
  const inner = node.flow ? column : columnOf(source, start);
  const children = node.kind === 'list' ? node.items : node.entries.flatMap(({ keyNode, value }) => [keyNode, value]);
  // What an alias or a merge brings in stands elsewhere.
  const own = children.filter((child) => child.start >= node.start && child.end <= node.end);
  return [...(node.flow ? [{ start, end, column: 0 }] : []), ...own.flatMap((child) => findStretches(source, { node: child, column: inner }, base))];
}

function columnOf(source: string, offset: number): number {
  return offset - (Math.max(source.lastIndexOf('\n', offset - 1), source.lastIndexOf('\r', offset - 1)) + 1);
}

/** The length of the white space behind an offset. */
function blankAfter(source: string, offset: number): number {
  return /^\s*/.exec(source.slice(offset))?.[0].length ?? 0;
}

/** How far the text of a block scalar is indented, its header aside. */
function indentOf(block: string): number {
  return /\n( *)[^\s]/.exec(block)?.[1]?.length ?? 0;
}
