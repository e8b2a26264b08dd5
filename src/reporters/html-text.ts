import { plainLines } from './plain-text.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Makes any text safe between tags and inside of quoted attributes, and shows what would hide or reorder it. */
export function escapeHtml(text: string): string {
  return plainLines(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Text with its words in backticks as code. */
export function htmlProse(text: string): string {
  return text
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 0 ? escapeHtml(part) : `<code>${escapeHtml(part)}</code>`))
    .join('');
}
