/**
 * True for a key of a flow map that does not stand on one line with its colon, anchor and tag included: the reader of the API server
 * takes it only behind a `?`, and js-yaml anyhow. Source: yaml_parser_stale_simple_keys in scannerc.go of go.yaml.in/yaml/v2.
 */
export function spansLines(source: string, start: number, end: number): boolean {
  colon.lastIndex = end;
  if (!colon.test(source) || !source.slice(start, colon.lastIndex).includes('\n')) return false;
  let before = start - 1;
  while (before >= 0 && /\s/.test(source[before] ?? '')) before--;
  return source[before] !== '?';
}

const colon = /(?:\s|#[^\n]*)*:/y;
