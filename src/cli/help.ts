import { commonFlags } from './command.ts';
import type { Command, Flag } from './command.ts';

/** What `karplint --help` prints. */
export function renderOverview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `karplint checks Karpenter manifests offline: what the API server refuses, what the controller
refuses, and what an experienced reviewer would object to, each at its line.

Usage: karplint [lint] [paths…] [options]
       karplint <command> [options]

Commands:
${list.join('\n')}

Start here:
  karplint                        lint everything below this folder
  karplint nodepools/ --fail-on improvement
  helm template ./chart | karplint -
  karplint explain limits-missing

\`karplint <command> --help\` lists the options of a command.
Exit codes: 0 clean, 1 findings, 2 wrong usage or a path that cannot be opened, 3 a bug in karplint.
`;
}

/** What `karplint <command> --help` prints. */
export function renderCommandHelp(command: Command): string {
  const flags = [...command.flags, ...commonFlags];
  const labels = flags.map(labelOf);
  const width = Math.max(...labels.map(({ length }) => length));
  const options = flags.map((flag, index) => `  ${(labels[index] ?? '').padEnd(width)}  ${describeFlag(flag)}`);
  const exampleWidth = Math.max(0, ...command.examples.map(([example]) => example.length));
  const examples = command.examples.map(([example, meaning]) => `  ${example.padEnd(exampleWidth)}  ${meaning}`);
  const sections = [
    `${command.summary}\n\nUsage: karplint ${command.usage}`,
    ...(command.details === undefined ? [] : [command.details]),
    `Options:\n${options.join('\n')}`,
    ...(examples.length === 0 ? [] : [`Examples:\n${examples.join('\n')}`]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** A flag as the help and the documentation write it: `-h, --help` or `--format <name[=path]>`. */
export function labelOf(flag: Flag): string {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  return `${short}--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
}

function describeFlag(flag: Flag): string {
  return flag.isRepeatable ? `${flag.help} Repeatable.` : flag.help;
}
