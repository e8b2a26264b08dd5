import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { parseArguments } from '../../src/cli/parse.ts';
import { UsageError } from '../../src/core/usage-error.ts';

const command: Command = {
  name: 'pick',
  usage: 'pick',
  summary: '',
  flags: [
    { name: 'quiet', short: 'q', help: '' },
    { name: 'colour', value: '<name>', choices: ['red', 'green'], help: '' },
    { name: 'basket', value: '<file>', isRepeatable: true, help: '' },
  ],
  examples: [],
  run: () => Promise.resolve(0),
};

const parse = (...argv: string[]) => parseArguments(command, argv);

describe('parseArguments', () => {
  it('tells flags from positionals, in any order', () => {
    const args = parse('a.yaml', '--colour', 'red', '-q', '-', '--basket=x', 'b.yaml', '--basket', 'y');
    expect(args.positionals).toEqual(['a.yaml', '-', 'b.yaml']);
    expect(args.has('quiet')).toBe(true);
    expect(args.text('colour')).toBe('red');
    expect(args.list('basket')).toEqual(['x', 'y']);
  });

  it('takes everything behind -- as it is', () => {
    expect(parse('--', '--quiet', '-q').positionals).toEqual(['--quiet', '-q']);
  });

  it('lets the last value win and keeps an equals sign in it', () => {
    expect(parse('--basket', 'a=b', '--basket=c=d').text('basket')).toBe('c=d');
  });

  it('knows nothing that was not said', () => {
    const args = parse();
    expect([args.has('quiet'), args.text('colour'), args.list('basket')]).toEqual([false, undefined, []]);
  });

  it.each([
    [['--quite'], '`--quite` is not an option of `karplint pick`. Did you mean `--quiet`?'],
    [['--zzz'], '`--zzz` is not an option of `karplint pick`. See `karplint pick --help`.'],
    [['-x'], '`-x` is not an option of `karplint pick`. See `karplint pick --help`.'],
    [['--quiet=yes'], '`--quiet` takes no value.'],
    [['--colour'], '`--colour` needs a value: `--colour <name>`.'],
    [['--colour='], '`--colour` needs a value: `--colour <name>`.'],
    [['--colour', 'rde'], '`--colour` cannot be `rde`: it takes `red`, `green`. Did you mean `red`?'],
    [['--colour', '--quiet'], '`--colour` needs a value: `--colour <name>`.'],
    [['--no-quiet'], '`--no-quiet` is not an option of `karplint pick`.'],
    [['--__proto__'], '`--__proto__` is not an option of `karplint pick`.'],
  ])('refuses %j', (argv, message) => {
    expect(() => parse(...argv)).toThrow(UsageError);
    expect(() => parse(...argv)).toThrow(message);
  });
});
