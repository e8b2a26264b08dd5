import type { Source, SourceRange } from '../core/source.ts';
import { levelIn } from '../core/rule.ts';
import { ignoreAnnotation } from '../core/suppression-annotation.ts';
import { findDirectives } from '../core/suppression-comment.ts';
import type { RuleBook } from '../linter.ts';
import { isConfigFile } from './config-diagnostics.ts';
import type { Hover } from './hover.ts';

/** Says what a rule finds, where its id stands in a suppression or in karplint's configuration. */
export function ruleHoverAt(source: Source, offset: number, { metas, docsOf }: RuleBook): Hover | undefined {
  const range = wordAt(source, offset);
  const meta = range && metas.get(source.text.slice(range.start, range.end));
  if (range === undefined || meta === undefined || !speaksOfRules(source, range)) return undefined;
  const { id, summary, group, severity } = meta;
  return { markdown: `**\`${id}\`**\n\n${summary}\n\n${group}, ${levelIn(severity, 'unknown')}. [Why](${docsOf(id)})`, range };
}

function speaksOfRules(source: Source, { start }: SourceRange): boolean {
  if (isConfigFile(source.file)) return true;
  const { line } = source.positionAt(start);
  if (source.lineText(line).includes(ignoreAnnotation)) return true;
  return findDirectives(source).some(({ rules }) => rules.some(({ range }) => range.start === start));
}

/** The word of letters, digits and `-` around an offset. */
function wordAt({ text }: Source, offset: number): SourceRange | undefined {
  const isPart = (character: string | undefined): boolean => character !== undefined && /[a-z0-9-]/.test(character);
  let start = offset;
  let end = offset;
  while (isPart(text[start - 1])) start--;
  while (isPart(text[end])) end++;
  return start === end ? undefined : { start, end };
}
