import { dirname, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import type { Finding } from '../core/finding.ts';
import type { Report } from '../core/report.ts';
import { UsageError } from '../core/usage-error.ts';
import { closest } from '../core/did-you-mean.ts';
import { relativeName, reasonOf } from '../node/find.ts';
import type { SessionResult } from '../node/session.ts';
import { writeAtomically } from '../node/write.ts';
import { wantsColour } from './io.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

const formatNames = ['text', 'json', 'sarif'] as const;
type FormatName = (typeof formatNames)[number];

/** One output: a format, and the file that it goes to; standard output without one. */
export interface Output {
  readonly format: FormatName;
  readonly path?: string;
}

export interface OutputOptions {
  readonly formats: readonly Output[];
  readonly quiet: boolean;
  readonly limit?: number;
  readonly showSuppressed: boolean;
}

/** Reads `--format` values; text on standard output where nothing goes there yet. Throws UsageError. */
export function parseFormats(values: readonly string[]): readonly Output[] {
  const outputs = values.map(parseFormat);
  if (outputs.filter(({ path }) => path === undefined).length > 1) {
    throw new UsageError('Only one format can go to standard output; give the others a file: `--format sarif=karplint.sarif`.');
  }
  const repeated = outputs.find(({ path }, index) => outputs.slice(0, index).some((other) => other.path === path));
  if (repeated?.path !== undefined) throw new UsageError(`Two formats go to \`${repeated.path}\`; give each a file of its own.`);
  if (outputs.every(({ path }) => path !== undefined)) return [{ format: 'text' }, ...outputs];
  return outputs;
}

function parseFormat(value: string): Output {
  const split = value.indexOf('=');
  const name = split < 0 ? value : value.slice(0, split);
  const path = split < 0 ? undefined : value.slice(split + 1);
  const format = formatNames.find((candidate) => candidate === name);
  if (format === undefined) {
    const guess = closest(name, formatNames);
    throw new UsageError(`There is no format \`${name}\`; there are ${formatNames.join(', ')}.${guess === undefined ? '' : ` Did you mean \`${guess}\`?`}`);
  }
  if (path === '') throw new UsageError(`\`--format ${name}=\` needs a file behind the equals sign.`);
  return path === undefined ? { format } : { format, path };
}

/** Renders each format and writes it where it belongs. */
export async function writeReports(result: SessionResult, options: OutputOptions, io: Io): Promise<void> {
  for (const { format, path } of options.formats) {
    const text = await renderers[format](result, options, path === undefined ? io : toFile(io));
    writeOutput(text, path, io);
  }
}

/** Writes to a file, or to standard output without one. Throws UsageError where the file cannot be written. */
export function writeOutput(text: string, path: string | undefined, io: Io): void {
  if (path === undefined) io.writeOut(text);
  else writeFile(resolve(io.workingFolder, path), text, path);
}

type Render = (result: SessionResult, options: OutputOptions, io: Io) => Promise<string>;

const renderers: Readonly<Record<FormatName, Render>> = {
  text: async ({ report, sources }, { quiet, limit, showSuppressed }, io) => {
    const { renderText } = await import('../reporters/text.ts');
    return renderText(report, sources, {
      version,
      colour: wantsColour(io),
      quiet,
      showSuppressed,
      ...(io.columns === undefined ? {} : { width: io.columns }),
      ...(limit === undefined ? {} : { maxFindings: limit }),
    });
  },
  json: async ({ report, sources }, options) => {
    const { renderJson } = await import('../reporters/json.ts');
    return renderJson(narrow(report, options), sources, { version, showSuppressed: options.showSuppressed });
  },
  sarif: async ({ report, sources }, options, io) => {
    const { renderSarif } = await import('../reporters/sarif.ts');
    const { ruleMetas, docsOf } = await import('../linter.ts');
    const { readRulePage } = await import('../node/rule-pages.ts');
    const prefix = repositoryPrefix(io.workingFolder);
    const { showSuppressed } = options;
    return renderSarif(narrow(report, options), sources, { version, metas: ruleMetas, docsOf, helpOf: readRulePage, root: prefix, showSuppressed });
  },
};

/** What `--quiet` and `--max-findings` leave to show; the summary still counts everything. */
function narrow(report: Report, { quiet, limit }: OutputOptions): Report {
  const shown = report.findings.filter((finding: Finding) => !quiet || finding.severity === 'critical');
  return { ...report, findings: limit === undefined ? shown : shown.slice(0, limit) };
}

/** The way from the root of the Git repository to a folder, with a closing slash; empty at the root or outside one. */
function repositoryPrefix(folder: string): string {
  for (let root = folder; ; root = dirname(root)) {
    if (existsSync(resolve(root, '.git'))) return root === folder ? '' : `${relativeName(folder, root)}/`;
    if (dirname(root) === root) return '';
  }
}

function toFile(io: Io): Io {
  return { ...io, stdoutIsTerminal: false, columns: undefined };
}

function writeFile(target: string, text: string, name: string): void {
  try {
    writeAtomically(target, text);
  } catch (error) {
    throw new UsageError(`Cannot write \`${name}\`: ${reasonOf(error)}.`);
  }
}
