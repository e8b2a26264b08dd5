import type { SourceRange } from './source.ts';

export interface DocumentText extends SourceRange {
  /** A separator line that kubectl refuses, such as `----` or `--- text`. */
  readonly badSeparator?: SourceRange;
  /** True for what follows JSON values and is none. */
  readonly isStray?: true;
}

/**
 * Cuts a file into documents as kubectl does: at each line that begins with `---`, even inside a block scalar; a file
 * that begins with `{` is a stream of JSON values. Source: k8s.io/apimachinery util/yaml YAMLReader.
 */
export function splitDocuments(text: string): DocumentText[] {
  const begin = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (/^\s*\{/.test(text.slice(begin, begin + 4096))) {
    const values = splitJson(text, begin);
    if (values !== undefined) return values;
  }
  return splitYaml(text, begin);
}

function splitYaml(text: string, begin: number): DocumentText[] {
  const documents: DocumentText[] = [];
  let start = begin;
  let line = begin;
  while (line <= text.length) {
    const newline = text.indexOf('\n', line);
    const next = newline < 0 ? text.length + 1 : newline + 1;
    if (text.startsWith('---', line)) {
      documents.push({ start, end: line });
      start = Math.min(next, text.length);
      const rest = text.slice(line + 3, newline < 0 ? text.length : newline).trim();
      if (rest !== '' && !rest.startsWith('#')) {
        documents.push({ start, end: start, badSeparator: { start: line, end: line + 3 + text.slice(line + 3).search(/[\r\n]|$/) } });
      }
    }
    line = next;
  }
  documents.push({ start, end: text.length });
  return documents;
}

/** The top-level JSON values of a text; undefined where its first one is no JSON after all (a YAML flow map, say). */
function splitJson(text: string, begin: number): DocumentText[] | undefined {
  const documents: DocumentText[] = [];
  let depth = 0;
  let start = begin;
  for (let index = begin; index < text.length; index++) {
    const character = text[index];
    if (character === '"' && depth > 0) index = endOfString(text, index);
    else if (character === '{' || character === '[') {
      if (depth++ === 0) start = index;
    } else if (character === '}' || character === ']') {
      if (--depth === 0) documents.push({ start, end: (start = index + 1) });
    } else if (depth !== 0 || /\s/.test(character ?? '')) continue;
    else depth = -1;
    if (depth < 0) break;
  }
  return depth === 0 && documents.length > 0 ? documents : withStray(documents, text, start);
}

function withStray(documents: readonly DocumentText[], text: string, start: number): DocumentText[] | undefined {
  const [first] = documents;
  if (first === undefined || !isJson(text.slice(first.start, first.end))) return undefined;
  return [...documents, { start: start + text.slice(start).search(/\S|$/), end: text.length, isStray: true }];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function endOfString(text: string, quote: number): number {
  for (let index = quote + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '"') return index;
  }
  return text.length;
}
