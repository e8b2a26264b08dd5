/**
 * Makes text from a manifest fit for one line of a terminal or a log: control characters, and the invisible ones that reorder
 * or hide text, are shown as escapes, so that no name can move the cursor or forge a line.
 */
export function plainText(text: string): string {
  return text.replace(unsafe, (character) => escapes[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

const unsafe = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Cs}]/gu;

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
