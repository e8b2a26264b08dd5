import { dirname, resolve } from 'node:path';
import { appendFileSync, existsSync } from 'node:fs';
import type { Finding } from '../core/finding.ts';
import type { Report } from '../core/report.ts';
import { reasonOf, relativeName } from '../node/find.ts';
import type { SessionResult } from '../node/session.ts';
import { formatNames } from './format-names.ts';
import type { FormatName } from './format-names.ts';
import { renderText } from '../reporters/text.ts';
import { parseFormats, writeOutput } from './formats.ts';
import type { Output } from './formats.ts';
import { wantsColour, wantsHyperlinks } from './io.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

export interface OutputOptions {
  readonly formats: readonly Output<FormatName>[];
  readonly quiet: boolean;
  readonly limit?: number;
  readonly showSuppressed: boolean;
  /** Counts rules where text would list findings. */
  readonly statistics: boolean;
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
  text: async ({ report, sources }, { quiet, limit, showSuppressed, statistics }, io) => {
    if (statistics) return (await import('../reporters/statistics.ts')).renderStatistics(report, { colour: wantsColour(io) });
    const width = io.columns === undefined ? {} : { width: io.columns };
    const most = limit === undefined ? {} : { maxFindings: limit };
    return renderText(report, sources, { version, colour: wantsColour(io), hyperlinks: wantsHyperlinks(io), quiet, showSuppressed, ...width, ...most });
  },
  json: async ({ report, sources }, options) => {
    const { renderJson } = await import('../reporters/json.ts');
    return renderJson(narrow(report, options), sources, { version, showSuppressed: options.showSuppressed });
  },
  sarif: async ({ report, sources, lint }, options, io) => {
    const { renderSarif } = await import('../reporters/sarif.ts');
    const { metas, docsOf } = (await import('../linter.ts')).ruleBookOf(lint);
    const { readRulePage } = await import('../node/rule-pages.ts');
    const root = repositoryPrefix(io.workingFolder);
    const { showSuppressed } = options;
    const rules = [...metas.values()];
    return renderSarif(narrow(report, options), sources, { version, metas: rules, docsOf, helpOf: readRulePage, root, showSuppressed });
  },
  github: async ({ report, sources }, options, io) => {
    const { renderGithub } = await import('../reporters/github.ts');
    await writeJobSummary({ report, sources }, io);
    return renderGithub(narrow(report, options), sources, { root: repositoryPrefix(io.workingFolder) });
  },
  gitlab: async ({ report, sources }, options, io) => {
    const { renderGitlab } = await import('../reporters/gitlab.ts');
    return renderGitlab(narrow(report, options), sources, { root: repositoryPrefix(io.workingFolder) });
  },
  junit: async ({ report, sources }, options) => (await import('../reporters/junit.ts')).renderJunit(narrow(report, options), sources),
  checkstyle: async ({ report, sources }, options) => (await import('../reporters/checkstyle.ts')).renderCheckstyle(narrow(report, options), sources),
  rdjson: async ({ report, sources }, options) => (await import('../reporters/rdjson.ts')).renderRdjson(narrow(report, options), sources),
  markdown: async ({ report, sources }, options) => (await import('../reporters/markdown.ts')).renderMarkdown(narrow(report, options), sources),
  html: async ({ report, sources }, options) => (await import('../reporters/html/page.ts')).renderHtml(narrow(report, options), sources),
  unix: async ({ report, sources }, options) => (await import('../reporters/unix.ts')).renderUnix(narrow(report, options), sources),
  agent: async ({ report, sources }, options) => (await import('../reporters/agent.ts')).renderAgent(narrow(report, options), sources),
};

/** GitHub shows what is written into the file that it names. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
async function writeJobSummary({ report, sources }: Pick<SessionResult, 'report' | 'sources'>, io: Io): Promise<void> {
  const path = io.environment['GITHUB_STEP_SUMMARY'];
  if (path === undefined || path === '') return;
  const { renderMarkdown } = await import('../reporters/markdown.ts');
  try {
    appendFileSync(resolve(io.workingFolder, path), `${renderMarkdown(report, sources)}\n`);
  } catch (error) {
    io.writeError(`note: the job summary could not be written: ${reasonOf(error)}\n`);
  }
}

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
  return { ...io, stdoutIsTerminal: false, columns: undefined, environment: { ...io.environment, NO_COLOR: '1', FORCE_HYPERLINK: undefined } };
}
