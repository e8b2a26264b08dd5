import { dirname, join } from 'node:path';
import { UsageError } from '../core/usage-error.ts';
import { applyBaseline } from '../node/baseline-file.ts';
import type { BaselineOptions } from '../node/baseline-file.ts';
import type { LoadedConfig } from '../node/config-file.ts';
import type { SessionResult } from '../node/session.ts';
import type { Arguments } from './command.ts';
import type { Io } from './io.ts';

export interface Surroundings {
  readonly args: Arguments;
  readonly loaded: LoadedConfig;
  readonly io: Io;
}

const defaultBaseline = 'karplint-baseline.json';

/** Takes out what the baseline knows, then what lies outside of the lines that changed. Throws UsageError. */
export async function leaveKnownOut(linted: SessionResult, { args, loaded, io }: Surroundings): Promise<SessionResult> {
  const options = chooseBaseline(args, loaded, io);
  const { result, note } = options === undefined ? { result: linted, note: undefined } : applyBaseline(linted, options);
  if (note !== undefined) io.writeError(`${note}\n`);
  if (note !== undefined && options?.path === defaultBaseline && loaded.config.baseline === undefined) {
    io.writeError(`note: say \`baseline: ${defaultBaseline}\` in karplint.yaml to use it in every run.\n`);
  }
  const ref = args.text('since');
  if (ref === undefined) return result;
  const { keepChanged } = await import('../node/since.ts');
  const changed = keepChanged(result, ref, io.workingFolder);
  const left = result.report.findings.length - changed.report.findings.length;
  if (left > 0) io.writeError(`since: ${left} ${left === 1 ? 'finding' : 'findings'} on lines that have not changed since ${JSON.stringify(ref)}\n`);
  return changed;
}

function chooseBaseline(args: Arguments, { config, file }: LoadedConfig, io: Io): BaselineOptions | undefined {
  const mode = args.has('update-baseline') ? 'update' : args.has('prune-baseline') ? 'prune' : 'check';
  if (mode === 'update' && args.has('prune-baseline')) throw new UsageError('`--update-baseline` already drops what is gone; leave `--prune-baseline` away.');
  const configured = config.baseline === undefined ? undefined : join(dirname(file ?? '.'), config.baseline);
  const path = args.text('baseline') ?? configured ?? (mode === 'update' ? defaultBaseline : undefined);
  if (path === undefined) {
    if (mode === 'prune' || args.has('strict-baseline'))
      throw new UsageError('Which baseline? Name it by `--baseline <file>`, or as `baseline` in karplint.yaml.');
    return undefined;
  }
  return { workingFolder: io.workingFolder, path, mode, strict: args.has('strict-baseline') };
}
