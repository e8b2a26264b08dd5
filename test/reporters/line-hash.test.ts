import { describe, expect, it } from 'vitest';
import { lineHashes } from '../../src/reporters/line-hash.ts';

function hashesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).length;
  return [...lineHashes(text, new Set(Array.from({ length: lines }, (_, index) => index + 1))).values()];
}

const greetings = [
  'e9496ae3ebfced30:1',
  'fb7c023a8b9ccb3f:1',
  'ce8ba1a563dcdaca:1',
  'e20e36e16fcb0cc8:1',
  'b3edc88f2938467e:1',
  'c8e28b0b4002a3a0:1',
  'c129715d7a2bc9a3:1',
];

// The expected values are those of GitHub's own action for the same texts.
describe('lineHashes', () => {
  it.each([
    ['', ['c129715d7a2bc9a3:1']],
    [' a\nb\n  \t\tc\n d', ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1']],
    [' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n', greetings],
    [' hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r', greetings],
    [' hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n', greetings],
  ])('hashes the lines of %j as GitHub does', (text, hashes) => {
    expect(hashesOf(text)).toEqual(hashes);
  });

  it('counts lines that begin the same stretch of text', () => {
    const text = 'x\n'.repeat(120);
    const [first, second] = [lineHashes(text, new Set([1])).get(1), lineHashes(text, new Set([2])).get(2)];
    expect(first?.split(':')[0]).toBe(second?.split(':')[0]);
    expect([first?.split(':')[1], second?.split(':')[1]]).toEqual(['1', '2']);
  });
});
