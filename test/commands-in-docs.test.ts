import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/cli/main.ts';
import { parseLintFormats } from '../src/cli/output.ts';
import { parseArguments } from '../src/cli/parse.ts';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The arguments of each call of karplint in the code blocks of a page. */
function callsIn(page: string): string[] {
  const blocks = [...page.matchAll(/^```(?:sh|yaml|groovy|console)\n([^]*?)^```$/gm)].map(([, text = '']) => text);
  return blocks
    .flatMap((text) => text.split('\n'))
    .flatMap((line) => {
      const [, call] =
        /(?:^|[\s'|$])karplint(?![\w./:-])((?:\s+(?:"[^"]*"|'[^']*'|[^\s#|&;'"]+))*)/.exec(
          line
            .replace(/^\s*#.*/, '')
            .replace(/docker .*/, '')
            .replace(/^\s*(?:- )?(?:name|image|uses|id|category|repo):.*/, ''),
        ) ?? [];
      return call === undefined || /^\s*[a-z-]+:/.test(line) ? [] : [call.trim()];
    });
}

const calls = pages.flatMap((name) => callsIn(readFileSync(join(root, name), 'utf8')).map((call) => [name, call] as const));

describe('the commands that the documentation shows', () => {
  it('are found', () => {
    expect(calls.length).toBeGreaterThan(8);
  });

  it.each(calls)('%s: karplint %s', async (_, call) => {
    const words = [...call.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '');
    const [first = ''] = words;
    if (['--version', '--help', '<command>'].includes(first)) return;
    const named = Object.hasOwn(commands, first) ? commands[first] : undefined;
    const command = await (named ?? commands['lint'])?.();
    if (command === undefined) throw new Error('there is no such command');
    const args = parseArguments(command, named === undefined ? words : words.slice(1));
    if (command.name === 'lint') expect(() => parseLintFormats(args.list('format'))).not.toThrow();
  });
});
