import type { Source } from '../core/source.ts';
import { minorOf } from './version-evidence.ts';
import type { VersionEvidence } from './version-evidence.ts';

/**
 * The versions of Karpenter's chart that the Terraform files of one folder install: `helm_release` resources, and `karpenter` blocks of
 * add-on modules. A version that is a variable or a local value is looked for in the folder.
 */
export function evidenceInTerraform(sources: readonly Source[]): VersionEvidence[] {
  const defaults = new Map(sources.flatMap(({ text }) => readDefaults(text)));
  return sources.flatMap((source) => {
    const places = [...findReleases(source.text), ...findAddOns(source.text)];
    return places.flatMap(({ start, expression }) => {
      const written = /^"([^"$]*)"$/.exec(expression)?.[1] ?? defaults.get(expression);
      const version = written === undefined ? undefined : minorOf(written);
      return version === undefined ? [] : [{ version, file: source.file, range: { start, end: start + expression.length }, rank: 1 }];
    });
  });
}

interface Expression {
  readonly start: number;
  readonly expression: string;
}

function findReleases(text: string): Expression[] {
  return blocksAfter(text, /^[ \t]*resource\s+"helm_release"\s+"[^"]*"\s*\{/gm).flatMap((block) => {
    const isOurs = /^[ \t]*chart\s*=\s*"(?:[^"]*\/)?karpenter(?:-crd)?"/m.test(block.text);
    return isOurs ? attribute(block, 'version') : [];
  });
}

/** Such as `karpenter = { chart_version = "1.6.0" }`. */
function findAddOns(text: string): Expression[] {
  return blocksAfter(text, /^[ \t]*karpenter(?:_helm_config)?\s*=\s*\{/gm).flatMap((block) => [
    ...attribute(block, 'chart_version'),
    ...attribute(block, 'version'),
  ]);
}

/** What references to variables and local values stand for, as far as it is a text. */
function readDefaults(text: string): [reference: string, value: string][] {
  const locals = blocksAfter(text, /^[ \t]*locals\s*\{/gm).flatMap((block) =>
    [...block.text.matchAll(/^[ \t]*([\w-]+)\s*=\s*"([^"$\n]*)"/gm)].map(([, name = '', value = '']): [string, string] => [`local.${name}`, value]),
  );
  const variables = [...text.matchAll(/^[ \t]*variable\s+"([\w-]+)"\s*\{/gm)].flatMap(({ index, 0: head, 1: name = '' }) => {
    const block = blockAt(text, index + head.length);
    const value = /^[ \t]*default\s*=\s*"([^"]*)"/m.exec(block.text)?.[1];
    return value === undefined ? [] : [[`var.${name}`, value] as [string, string]];
  });
  return [...locals, ...variables];
}

interface Block {
  readonly start: number;
  readonly text: string;
}

function blocksAfter(text: string, head: RegExp): Block[] {
  return [...text.matchAll(head)].map(({ index, 0: found }) => blockAt(text, index + found.length));
}

/** What stands between an opening brace and the one that closes it. */
function blockAt(text: string, start: number): Block {
  let depth = 1;
  let end = start;
  for (; end < text.length && depth > 0; end++) {
    if (text[end] === '{') depth++;
    else if (text[end] === '}') depth--;
  }
  return { start, text: text.slice(start, end) };
}

function attribute({ start, text }: Block, name: string): Expression[] {
  const match = new RegExp(`^([ \\t]*${name}\\s*=\\s*)("[^"\\n]*"|(?:var|local)\\.[\\w-]+)`, 'm').exec(text);
  if (match === null) return [];
  const [, before = '', expression = ''] = match;
  return [{ start: start + match.index + before.length, expression }];
}
