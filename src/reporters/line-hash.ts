const blockSize = 100;

/**
 * GitHub's `primaryLocationLineHash` of some lines, counted from 1: a hash of the next 100 characters, white space within
 * lines aside, and how often the same hash has come before. Its upload action computes the same and warns where ours differs.
 * Source: github/codeql-action src/fingerprints.ts.
 */
export function lineHashes(text: string, lines: ReadonlySet<number>): ReadonlyMap<number, string> {
  const significant = `${text.replace(/\r\n?/g, '\n').replace(/[ \t]/g, '')}\uffff`;
  const seen = new Map<string, number>();
  const hashes = new Map<number, string>();
  const last = Math.max(0, ...lines);
  let start = 0;
  for (let line = 1; line <= last; line++) {
    const block = significant.slice(start, start + blockSize);
    const count = (seen.get(block) ?? 0) + 1;
    seen.set(block, count);
    if (lines.has(line)) hashes.set(line, `${hashOf(block).toString(16)}:${count}`);
    const end = significant.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return hashes;
}

function hashOf(block: string): bigint {
  let hash = 0n;
  for (let index = 0; index < blockSize; index++) {
    const code = index < block.length ? block.charCodeAt(index) : 0;
    hash = BigInt.asUintN(64, hash * 37n + BigInt(code));
  }
  return hash;
}
