/**
 * Makes text from a manifest fit for one line of a terminal or a log: control characters, and the invisible ones that reorder
 * or hide text, are shown as escapes, so that no name can move the cursor or forge a line.
 */
export function plainText(text: string): string {
  return escapeUnsafe(text.replace(command, '\\u{23}#'), (character) => escapes[character] ?? escapeOf(character));
}

/** The same for text that may have several lines, where no CI service listens. */
export function plainLines(text: string): string {
  return escapeUnsafe(text, (character) => (/[\n\r\t]/.test(character) ? character : escapeOf(character)));
}

function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Most texts are plain ASCII; the expression for others is much to compile, so that it is no constant. */
function escapeUnsafe(text: string, escape: (character: string) => string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Cs}]/gu, escape);
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * What CI services take for a command wherever it stands in a line: `##[…]` on GitHub, `##vso[…]` on Azure, `##teamcity[…]`.
 * Source: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const command = /##(?=[a-z]*\[)/gi;

/** The name of a file where a line begins with it: no name is taken for a command or a comment. */
export function plainPath(file: string): string {
  const text = plainText(file);
  return /^[:#\s-]/.test(text) ? `./${text}` : text;
}
