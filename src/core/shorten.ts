/** Cut to a length that no honest text reaches, so that one value cannot fill a report. */
export function shorten(text: string, length = 1000): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
