import { severities } from '../../core/finding.ts';
import type { Severity } from '../../core/finding.ts';
import type { Report } from '../../core/report.ts';
import { UsageError } from '../../core/usage-error.ts';
import type { SessionResult } from '../../node/session.ts';
import type { Arguments, Command } from '../command.ts';
import type { Io } from '../io.ts';
import { leaveKnownOut } from '../known-findings.ts';
import { lintFlags } from '../lint-flags.ts';
import { lintPaths } from '../lint-paths.ts';
import { plainText } from '../../reporters/plain-text.ts';
import { parseLintFormats, writeReports } from '../output.ts';

export const lintCommand: Command = {
  name: 'lint',
  usage: '[lint] [paths…] [options]',
  summary: 'Check manifests: files, folders, globs, or standard input as `-`; the current folder if none is given.',
  details: `Folders are searched for .yaml, .yml and .json. What .gitignore and .karplintignore name is left out;
files that hold no Kubernetes manifest are passed over, templates that are not YAML yet are skipped and named.`,
  flags: lintFlags,
  examples: [
    ['karplint', 'lint everything below this folder'],
    ['karplint clusters/prod --environment prod', 'with the severities of production'],
    ["karplint 'infra/**/karpenter/*.yaml' --format sarif=karplint.sarif", 'text on the terminal, SARIF in a file'],
    ['kustomize build overlays/prod | karplint -', 'what a renderer prints'],
  ],
  run: runLint,
};

async function runLint(args: Arguments, io: Io): Promise<number> {
  if (!args.has('watch')) return lintOnce(args, io);
  if (args.positionals.includes('-') || args.has('stdin')) throw new UsageError('Standard input cannot be watched; name files or folders.');
  const { watchPaths } = await import('../watch.ts');
  const paths = args.positionals.length === 0 ? ['.'] : args.positionals;
  await watchPaths(paths, () => lintAgain(args, io), io);
  return 0;
}

/** A mistake, such as one in the configuration, is shown, and the next change may mend it. */
async function lintAgain(args: Arguments, io: Io): Promise<void> {
  if (io.stdoutIsTerminal) io.writeOut('\u001b[2J\u001b[H');
  try {
    await lintOnce(args, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.writeError(`error: ${error.message.split('\n').map(plainText).join('\n')}\n`);
  }
}

async function lintOnce(args: Arguments, io: Io): Promise<number> {
  const formats = parseLintFormats(args.list('format'));
  const limit = readLimit(args.text('max-findings'));
  const { linted, loaded, inputFile } = await lintPaths(args, io);
  const fixes = fixFlags.some((flag) => args.has(flag)) ? await (await import('../fixing.ts')).runFixes(linted, args, { io, inputFile }) : undefined;
  if (fixes?.mode === 'diff') return Math.max(exitCode(fixes.result, 'never'), fixes.hasChanged ? 1 : 0);
  const result = await leaveKnownOut(fixes?.result ?? linted, { args, loaded, io });
  // Standard output belongs to the fixed text where that came from standard input.
  const reportIo = fixes?.mode === 'write' && inputFile !== undefined ? { ...io, writeOut: io.writeError, stdoutIsTerminal: false } : io;
  const options = {
    formats,
    quiet: args.has('quiet'),
    showSuppressed: args.has('show-suppressed'),
    statistics: args.has('statistics'),
    ...(limit === undefined ? {} : { limit }),
  };
  await writeReports(result, options, reportIo);
  return Math.max(exitCode(result, (args.text('fail-on') ?? 'critical') as Severity | 'never'), fixes?.hasFailed === true ? 2 : 0);
}

const fixFlags = ['fix', 'fix-dry-run', 'diff', 'fix-rule', 'unsafe-fixes'];

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]+$/.test(text)) throw new UsageError(`\`--max-findings\` needs a whole number, not \`${text}\`.`);
  return Number(text);
}

function exitCode({ report, failures }: SessionResult, failOn: Severity | 'never'): number {
  if (report.findings.some(({ rule }) => rule === 'internal-error')) return 3;
  if (failures.length > 0) return 2;
  return failOn !== 'never' && reaches(report, failOn) ? 1 : 0;
}

function reaches(report: Report, failOn: Severity): boolean {
  const limit = severities.indexOf(failOn);
  return report.findings.some(({ severity }) => severities.indexOf(severity) <= limit);
}
