import { dirname, resolve } from 'node:path';
import { existsSync, mkdirSync } from 'node:fs';
import { UsageError } from '../../core/usage-error.ts';
import { reasonOf } from '../../node/find.ts';
import { surveyRepository } from '../../node/survey.ts';
import { writeAtomically } from '../../node/write.ts';
import type { Arguments, Command } from '../command.ts';
import { planInit } from '../init-plan.ts';
import type { InitChoice, InitFile } from '../init-plan.ts';
import type { Io } from '../io.ts';

export const initCommand: Command = {
  name: 'init',
  usage: 'init [options]',
  summary: 'Write a configuration that fits this repository, and what runs karplint before commits and in CI.',
  details: `Looks at the repository and asks nothing: what it finds out stands in the files, and each choice can be made by an option.
Files that are there are left alone; what to add to them is printed.`,
  flags: [
    { name: 'dry-run', help: 'Print the files; write nothing.' },
    {
      name: 'ci',
      value: '<name>',
      choices: ['github', 'gitlab', 'none'],
      help: 'Workflow to write: github, gitlab, none (default: what the repository uses).',
    },
    { name: 'no-pre-commit', help: 'Write no .pre-commit-config.yaml.' },
    { name: 'baseline', help: 'Name karplint-baseline.json in the configuration; `karplint --update-baseline` then writes it.' },
  ],
  examples: [
    ['karplint init --dry-run', 'what it would write'],
    ['karplint init --baseline && karplint --update-baseline', 'adopt a repository with findings'],
  ],
  run: runInit,
};

async function runInit(args: Arguments, io: Io): Promise<number> {
  if (args.positionals.length > 0) throw new UsageError('`karplint init` takes no paths; it works in the current folder.');
  const survey = await surveyRepository(io.workingFolder);
  const ci = (args.text('ci') ?? survey.ci) as InitChoice['ci'];
  const files = planInit(survey, { ci, preCommit: !args.has('no-pre-commit'), baseline: args.has('baseline') });
  for (const file of files) place(file, args.has('dry-run'), io);
  io.writeOut(`\nNext: karplint${args.has('baseline') ? ' --update-baseline, and commit what it writes' : ''}\n`);
  return 0;
}

function place({ path, text, why }: InitFile, isDryRun: boolean, io: Io): void {
  const target = resolve(io.workingFolder, path);
  const isThere = existsSync(target);
  if (isDryRun || isThere) {
    io.writeOut(`${isThere ? `${path} is there already; to add to it` : `${path}: ${why}`}\n${text.replace(/^(?=.)/gm, '    ')}`);
    return;
  }
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeAtomically(target, text);
  } catch (error) {
    throw new UsageError(`Cannot write \`${path}\`: ${reasonOf(error)}.`);
  }
  io.writeOut(`wrote ${path}: ${why}\n`);
}
