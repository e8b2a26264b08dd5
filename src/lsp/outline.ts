import type { Path } from '../core/resource.ts';

/** One key of a YAML text as its indentation places it; the text need not be valid. */
export interface OutlineEntry {
  /** From 0. */
  readonly line: number;
  /** From the document's root; the last step is the key, or the position of a plain list item. */
  readonly path: Path;
  /** The text behind the colon or the dash. */
  readonly value: string;
}

interface Level {
  readonly column: number;
  readonly step: string | number;
}

/** Reads the keys of block-style YAML by indentation alone, so that a document can be understood while somebody types in it. */
export function outline(lines: readonly string[]): OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  const stack: Level[] = [];
  let blockColumn = Infinity;
  for (const [line, text] of lines.entries()) {
    const indent = text.search(/\S/);
    if (indent < 0 || text[indent] === '#' || indent > blockColumn) continue;
    blockColumn = Infinity;
    const { dashes, column, key, value } = readLine(text);
    for (const dash of dashes) enterItem(stack, dash);
    if (key === undefined) {
      if (dashes.length > 0) entries.push({ line, path: stack.map(({ step }) => step), value });
      continue;
    }
    while ((stack.at(-1)?.column ?? -1) >= column) stack.pop();
    stack.push({ column, step: key });
    entries.push({ line, path: stack.map(({ step }) => step), value });
    if (/^[|>][-+0-9]*\s*(?:#.*)?$/.test(value)) blockColumn = column;
  }
  return entries;
}

/** The path of the map or list that a line at this column belongs to, given the entries of the lines before it. */
export function parentPath(lines: readonly string[], column: number, dashes: readonly number[]): Path {
  const marker = `${' '.repeat(Math.max(0, column))}\u0000:`;
  const withDashes = [...dashes].reduce((text, dash) => `${text.slice(0, dash)}-${text.slice(dash + 1)}`, marker);
  return (
    outline([...lines, withDashes])
      .at(-1)
      ?.path.slice(0, -1) ?? []
  );
}

export interface LineParts {
  readonly dashes: readonly number[];
  /** Where the key or the plain value begins. */
  readonly column: number;
  readonly key: string | undefined;
  readonly value: string;
}

/** Cuts a line into the dashes of list items, a key, and what stands behind it. */
export function readLine(text: string): LineParts {
  const [, lead = ''] = /^(\s*(?:-(?:\s+|$))*)/.exec(text) ?? [];
  const dashes = [...lead.matchAll(/-/g)].map(({ index }) => index);
  const rest = text.slice(lead.length);
  const [, quoted, plain, value = ''] = /^(?:"([^"]*)"|'[^']*'|([^\s"'#{[][^#]*?))\s*:(?:\s+(.*)|$)/.exec(rest) ?? [];
  const key = quoted ?? plain;
  return { dashes, column: lead.length, key, value: key === undefined ? rest.trim() : value.trim() };
}

function enterItem(stack: Level[], column: number): void {
  let index = 0;
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const isSibling = typeof top.step === 'number' && top.column === column;
    if (isSibling) index = (top.step as number) + 1;
    if (top.column < column || (top.column === column && typeof top.step === 'string')) break;
    stack.pop();
  }
  stack.push({ column, step: index });
}
