import { closest } from '../core/did-you-mean.ts';
import type { FixChoice, FixableFinding } from '../core/fix-plan.ts';
import type { Sources } from '../core/report.ts';
import { UsageError } from '../core/usage-error.ts';
import { ruleBookOf } from '../linter.ts';
import type { LintOptions } from '../linter.ts';
import { fixSession, writeFixed } from '../node/fix-session.ts';
import type { FixOutcome } from '../node/fix-session.ts';
import type { SessionResult } from '../node/session.ts';
import { plainText } from '../reporters/plain-text.ts';
import type { Arguments } from './command.ts';
import type { Io } from './io.ts';

interface FixOptions {
  /** write: into the files. dry-run: say what would be done. diff: print it, and nothing else. */
  readonly mode: 'write' | 'dry-run' | 'diff';
  readonly choice: FixChoice;
}

interface FixRun {
  readonly mode: FixOptions['mode'];
  /** What is left. */
  readonly result: SessionResult;
  /** Whether anything was, or would be, changed. */
  readonly hasChanged: boolean;
  /** Files that should have been written and could not be. */
  readonly hasFailed: boolean;
}

/** What the flags ask to fix; undefined where they ask for nothing. Throws UsageError for flags that contradict each other. */
function chooseFixes(args: Arguments, lint: LintOptions): FixOptions | undefined {
  const rules = args.list('fix-rule');
  const modes = ['diff', 'fix-dry-run', 'fix'].filter((flag) => args.has(flag));
  if (modes.length === 0 && rules.length === 0) {
    if (args.has('unsafe-fixes')) throw new UsageError('`--unsafe-fixes` says which fixes to take; add `--fix`, `--fix-dry-run` or `--diff`.');
    return undefined;
  }
  if (args.has('since')) throw new UsageError('Fixes move lines, so they cannot be combined with `--since`; name the files instead.');
  for (const rule of rules) checkRule(rule, lint);
  const mode = args.has('diff') ? 'diff' : args.has('fix-dry-run') ? 'dry-run' : 'write';
  return { mode, choice: { unsafe: args.has('unsafe-fixes'), ...(rules.length === 0 ? {} : { rules: new Set(rules) }) } };
}

/** A program's rule may bring fixes without saying so beforehand; an expression has none. */
function checkRule(id: string, lint: LintOptions): void {
  const { metas } = ruleBookOf(lint);
  const isProgram = lint.extraRules?.some((rule) => rule.id === id) === true && lint.config?.customRules?.some((rule) => rule.id === id) !== true;
  const meta = metas.get(id);
  if (meta !== undefined) {
    if (meta.fix === undefined && !isProgram) throw new UsageError(`\`${id}\` has no fix.`);
    return;
  }
  const guess = closest(id, [...metas.keys()]);
  throw new UsageError(`No rule is called \`${id}\`. ${guess === undefined ? '`karplint rules` lists them.' : `Did you mean \`${guess}\`?`}`);
}

/** Fixes, writes or prints, and tells on standard error what it did. The text of standard input goes to standard output. */
export async function runFixes(before: SessionResult, args: Arguments, { io, inputFile }: FixSurroundings): Promise<FixRun | undefined> {
  const options = chooseFixes(args, before.lint);
  if (options === undefined) return undefined;
  const { mode, choice } = options;
  const strictInput = args.has('strict-input');
  const outcome = fixSession(before, choice, strictInput);
  for (const finding of outcome.fixed.filter(({ fix }) => fix.rolls)) io.writeError(`${describeRoll(finding)}\n`);
  for (const { finding, reason } of outcome.refused) {
    io.writeError(`not fixed: ${placeOf(finding, before.sources)} ${finding.rule}: the result would be refused: ${plainText(reason)}\n`);
  }
  if (mode === 'diff') await printDiff(outcome, io);
  const failures =
    mode === 'write'
      ? writeFixed(
          outcome.files.filter(({ file }) => file !== inputFile),
          io.workingFolder,
        )
      : [];
  for (const { file, reason } of failures) io.writeError(`error: cannot write ${JSON.stringify(file)}: ${reason}; it is unchanged\n`);
  if (mode === 'write' && inputFile !== undefined) io.writeOut(outcome.result.sources.get(inputFile)?.text ?? '');
  io.writeError(summarize(outcome, mode));
  return { mode, result: outcome.result, hasChanged: outcome.files.length > 0, hasFailed: failures.length > 0 };
}

interface FixSurroundings {
  readonly io: Io;
  /** The name of standard input, where that was read. */
  readonly inputFile: string | undefined;
}

async function printDiff({ files }: FixOutcome, io: Io): Promise<void> {
  const { unifiedDiff } = await import('../reporters/unified-diff.ts');
  for (const { file, before, after } of files) io.writeOut(unifiedDiff(file, before, after));
}

function describeRoll({ file, rule, resource, fix }: FixableFinding): string {
  const object = resource === undefined ? 'this object' : plainText(`${resource.kind} ${resource.name}`);
  const whose = resource?.kind === 'EC2NodeClass' ? `that use ${object}` : `of ${object}`;
  return `rolls nodes: ${plainText(file)}: ${rule}: ${plainText(fix.title)}. Applying this makes Karpenter replace the nodes ${whose}.`;
}

function placeOf({ file, range }: FixableFinding, sources: Sources): string {
  const line = sources.get(file)?.positionAt(range.start).line;
  return plainText(line === undefined ? file : `${file}:${line}`);
}

function summarize({ fixed, files, unsafeLeft }: FixOutcome, mode: FixOptions['mode']): string {
  const verb = mode === 'write' ? 'fixed' : 'would fix';
  const more = unsafeLeft === 0 ? '' : `; ${unsafeLeft} more with --unsafe-fixes`;
  return `${verb}: ${count(fixed.length, 'finding')} in ${count(files.length, 'file')}${more}\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
