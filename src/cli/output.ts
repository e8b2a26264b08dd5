import { dirname, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import type { Finding } from '../core/finding.ts';
import type { Report } from '../core/report.ts';
import { relativeName } from '../node/find.ts';
import type { SessionResult } from '../node/session.ts';
import { renderText } from '../reporters/text.ts';
import { parseFormats, writeOutput } from './formats.ts';
import type { Output } from './formats.ts';
import { wantsColour } from './io.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

const formatNames = ['text', 'json', 'sarif'] as const;
type FormatName = (typeof formatNames)[number];

export interface OutputOptions {
  readonly formats: readonly Output<FormatName>[];
  readonly quiet: boolean;
  readonly limit?: number;
  readonly showSuppressed: boolean;
}

/** Reads `--format` values; text on standard output where nothing goes there yet. Throws UsageError. */
export function parseLintFormats(values: readonly string[]): OutputOptions['formats'] {
  return parseFormats(values, formatNames);
}

/** Renders each format and writes it where it belongs. */
export async function writeReports(result: SessionResult, options: OutputOptions, io: Io): Promise<void> {
  for (const { format, path } of options.formats) {
    const text = await renderers[format](result, options, path === undefined ? io : toFile(io));
    writeOutput(text, path, io);
  }
}

type Render = (result: SessionResult, options: OutputOptions, io: Io) => Promise<string>;

const renderers: Readonly<Record<FormatName, Render>> = {
  text: ({ report, sources }, { quiet, limit, showSuppressed }, io) => {
    const width = io.columns === undefined ? {} : { width: io.columns };
    const most = limit === undefined ? {} : { maxFindings: limit };
    return Promise.resolve(renderText(report, sources, { version, colour: wantsColour(io), quiet, showSuppressed, ...width, ...most }));
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
