import { plainText } from './plain-text.ts';

/** Text of a manifest as Markdown: words in backticks stay code, everything else loses its power. */
export function markdownProse(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? `\`${markdownCode(part.slice(1, -1))}\`` : plainProse(part)))
    .join('');
}

/** A comment behind `@` and `#` keeps GitHub from making mentions and references of them, which an escape does not. */
function plainProse(text: string): string {
  return plainText(text)
    .replace(/[\\`*_[\]<>|!~&]/g, '\\$&')
    .replace(/[@#]/g, '$&<!-- -->');
}

/** Text between backticks. */
export function markdownCode(text: string): string {
  return plainText(text).replaceAll('`', "'");
}

/** Prose in a cell of a table, where a pipe ends the cell even within code. */
export function markdownCell(text: string): string {
  return markdownProse(text).replace(/\\?\|/g, '\\|');
}
