import type { MapEntry, Node, ScalarNode } from './node.ts';
import { readYaml } from './read-yaml.ts';
import type { ReadResult } from './read-yaml.ts';

/** The private characters that stand for placeholders, one for each. */
const firstStandIn = 0xe000;
const mostStandIns = 0x1900;

/**
 * Reads a text whose placeholders (`${…}`, `$(…)`, `[NAME]-…`) keep it from being YAML, as in `[${ZONES}]`: each counts as
 * one plain word, and is itself again in the result. Undefined where there is none, or too many.
 */
export function readMaskedYaml(text: string, start = 0, end = text.length): ReadResult | undefined {
  const placeholders = findPlaceholders(text, start, end);
  if (placeholders.length === 0 || placeholders.length > mostStandIns || /[\ue000-\uf8ff]/.test(text)) return undefined;
  let masked = '';
  let position = 0;
  for (const [index, placeholder] of placeholders.entries()) {
    masked += text.slice(position, placeholder.start) + standIn(index, placeholder, text);
    position = placeholder.end;
  }
  const { root, problems } = readYaml(masked + text.slice(position), start, end);
  const words = placeholders.map((placeholder) => text.slice(placeholder.start, placeholder.end));
  const restore = (part: string): string => part.replace(/([\ue000-\uf8ff])\1*/g, (run) => words[run.charCodeAt(0) - firstStandIn] ?? run);
  const restored = problems.map((problem) => ({ ...problem, message: restore(problem.message) }));
  return root === undefined ? { problems: restored } : { root: restoreNode(root, restore), problems: restored };
}

/** A placeholder on a line of its own may bring entries of the map around it: it counts as a key without a value. */
function standIn(index: number, { start, end }: Placeholder, text: string): string {
  const word = String.fromCharCode(firstStandIn + index).repeat(end - start);
  const before = text.slice(0, start);
  const isAlone = /\n[ \t]*$/.test(before) && /^[ \t]*(?:\r?\n|$)/.test(text.slice(end, end + 200));
  return isAlone && !/[:\-|>][ \t]*\r?\n\s*$/.test(before.slice(-400)) ? `${word.slice(1)}:` : word;
}

function restoreNode(node: Node, restore: (text: string) => string): Node {
  if (node.kind === 'scalar') return restoreScalar(node, restore);
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => restoreNode(item, restore)) };
  const entries = node.entries.map((entry): MapEntry => {
    const keyNode = restoreScalar(entry.keyNode, restore);
    return { key: restore(entry.key), keyNode, value: restoreNode(entry.value, restore) };
  });
  return { ...node, entries };
}

function restoreScalar(scalar: ScalarNode, restore: (text: string) => string): ScalarNode {
  const text = restore(scalar.text);
  return text === scalar.text ? scalar : { ...scalar, text, value: text };
}

interface Placeholder {
  readonly start: number;
  readonly end: number;
}

function findPlaceholders(text: string, from: number, to: number): Placeholder[] {
  const found: Placeholder[] = [];
  const opening = /\$(?:\{|\()|\[[A-Z][A-Z0-9_]+\](?=[-.\w])|(?<=\n[ \t]*)__[A-Z][A-Z0-9_]*__(?=[ \t]*\r?\n)/g;
  opening.lastIndex = from;
  for (let match = opening.exec(text); match !== null && match.index < to; match = opening.exec(text)) {
    const end = /^[[_]/.test(match[0]) ? opening.lastIndex : endOfPlaceholder(text, match.index + 1, to);
    if (end === undefined) continue;
    found.push({ start: match.index, end });
    opening.lastIndex = end;
  }
  return found;
}

/** Behind the bracket that closes the one at `open`; brackets in quotes inside do not count. Undefined where none closes it. */
function endOfPlaceholder(text: string, open: number, to: number): number | undefined {
  const [opening, closing] = text[open] === '{' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  for (let index = open; index < to; index++) {
    const character = text[index];
    if (character === '"') {
      const quote = text.indexOf('"', index + 1);
      if (quote > 0 && quote < to && !text.slice(index, quote).includes('\n')) index = quote;
    } else if (character === opening) depth++;
    else if (character === closing && --depth === 0) return index + 1;
    else if (character === '\n' && opening === '(') return undefined;
  }
  return undefined;
}
