import { hasPlaceholder } from '../core/resource.ts';
import type { Place, Resource, Value } from '../core/resource.ts';
import { toPlain } from '../core/node.ts';
import { readYaml } from '../core/read-yaml.ts';

/** One part of a MIME archive, or the whole of user data that is none. */
export interface UserDataPart {
  /** Without its parameters, in lower case; absent where the text is no archive. */
  readonly contentType: string | undefined;
  readonly text: string;
  readonly form: UserDataForm;
}

/** What a text is written in, by its looks. `empty` holds nothing but comments. */
export type UserDataForm = 'shell' | 'nodeconfig' | 'mapping' | 'empty' | 'toml' | 'powershell' | 'text';

export interface UserData {
  readonly at: Value;
  readonly text: string;
  /** True where a placeholder stands in it, so that it is only partly known; `${…}` may be the script's own. */
  readonly isPartlyKnown: boolean;
  readonly isMime: boolean;
  readonly parts: readonly UserDataPart[];
  /** Why the archive cannot be read, as a clause. */
  readonly problem?: string;
}

/** The user data of a class; undefined where there is none, or where a placeholder stands for all of it. */
export function userDataOf(nodeClass: Resource): UserData | undefined {
  const at = nodeClass.at('spec', 'userData');
  const text = at?.text;
  if (at === undefined || text === undefined || text.trim() === '' || /^\s*(?:\$\{[^}]*\}|\{\{[^]*\}\}|\$\([^)]*\))\s*$/.test(text)) return undefined;
  const isMime = /^\s*(?:MIME-Version:|Content-Type:)/.test(text);
  const shape = { at, text, isMime, isPartlyKnown: hasPlaceholder(text) };
  if (!isMime) return { ...shape, parts: [{ contentType: undefined, text, form: formOf(text) }] };
  const archive = readArchive(text);
  return typeof archive === 'string' ? { ...shape, parts: [], problem: archive } : { ...shape, parts: archive };
}

/** The place of some words in user data, or of all of it where they are not written in one piece. */
export function placeIn(resource: Resource, { at }: UserData, words: string): Place {
  const start = resource.source.text.indexOf(words, at.node.start);
  return start < 0 || start + words.length > at.node.end ? at : { range: { start, end: start + words.length }, path: at.path };
}

/** As net/mail and mime/multipart read it; text says what is wrong. */
function readArchive(text: string): UserDataPart[] | string {
  const [, head = '', body = ''] = /^([^]*?)\r?\n[^\S\n]*\r?\n([^]*)$/.exec(text.trimStart()) ?? [];
  const type = headerOf(head || text, 'content-type');
  if (!/^multipart\//i.test(type)) return 'its head has no `Content-Type: multipart/mixed`';
  const boundary = /boundary=(?:"([^"]*)"|([^;\s]+))/i
    .exec(type)
    ?.slice(1)
    .find((part) => part !== undefined);
  if (boundary === undefined) return 'its head names no boundary';
  const lines = body.split(/\r?\n/);
  const delimiter = `--${boundary}`;
  const starts = lines.flatMap((line, index) => (line.trimEnd() === delimiter ? [index] : []));
  const end = endOf(lines, delimiter);
  if (starts.length === 0) return `no part begins with its boundary, \`${delimiter}\``;
  if (end < 0) return `it lacks its last line, \`${delimiter}--\``;
  return starts.filter((start) => start !== end).map((start, index) => readPart(lines.slice(start + 1, Math.min(starts[index + 1] ?? end, end))));
}

/** The line that ends the archive. Go's reader also ends at a boundary behind which nothing follows, as in examples of Karpenter's own. */
function endOf(lines: readonly string[], delimiter: string): number {
  const end = lines.findIndex((line) => line.trimEnd() === `${delimiter}--`);
  if (end >= 0) return end;
  const last = lines.at(-1) === '' ? lines.length - 2 : lines.length - 1;
  return lines.indexOf(delimiter) < last && lines[last] === delimiter ? last : -1;
}

function readPart(lines: readonly string[]): UserDataPart {
  const blank = lines.findIndex((line) => line.trim() === '');
  const [head, text] = blank < 0 ? [lines, ''] : [lines.slice(0, blank), lines.slice(blank + 1).join('\n')];
  const contentType = headerOf(head.join('\n'), 'content-type').split(';')[0]?.trim().toLowerCase() ?? '';
  return { contentType, text, form: formOf(text) };
}

/** The value of a header, lines that continue it included. */
function headerOf(head: string, name: string): string {
  const unfolded = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const line = unfolded.find((candidate) => candidate.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? '';
}

function formOf(text: string): UserDataForm {
  if (/^\s*#!/.test(text) && !isMapping(text)) return 'shell';
  if (/^\s*<(?:powershell|script)>/i.test(text)) return 'powershell';
  if (isToml(text)) return 'toml';
  const yaml = readMapping(text);
  if (yaml === 'empty') return 'empty';
  if (yaml === undefined) return 'text';
  return yaml['kind'] === 'NodeConfig' || String(yaml['apiVersion']).startsWith('node.eks.aws/') ? 'nodeconfig' : 'mapping';
}

function isMapping(text: string): boolean {
  return readMapping(text) !== undefined;
}

/** The YAML mapping that a text is; `empty` where it holds nothing. */
export function readMapping(text: string): Readonly<Record<string, unknown>> | 'empty' | undefined {
  const { root, problems } = readYaml(text);
  if (problems.length > 0) return undefined;
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) return 'empty';
  return root.kind === 'map' ? (toPlain(root) as Readonly<Record<string, unknown>>) : undefined;
}

/** True where the first line that says something is a table or an assignment of TOML. */
function isToml(text: string): boolean {
  const first = text.split(/\r?\n/).find((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  if (first === undefined) return false;
  const name = String.raw`(?:[\w-]+|"[^"]*"|'[^']*')`;
  const key = String.raw`${name}(?:\s*\.\s*${name})*`;
  return new RegExp(String.raw`^\s*(?:\[\[?\s*${key}\s*\]\]?\s*(?:#.*)?$|${key}\s*=\s*(?:["'[{+-]|[0-9]|true\b|false\b))`).test(first);
}
