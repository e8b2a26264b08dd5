import { execFile } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Manifest } from '../core/manifest.ts';
import { UsageError } from '../core/usage-error.ts';
import { findCharts, isTemplateOf, readChartOutputs } from '../gitops/render/chart.ts';
import { findOverlayFolders } from '../gitops/repository.ts';
import { readSource } from '../linter.ts';
import type { LoadedConfig } from './config-file.ts';
import { diskHost } from './disk-host.ts';
import { relativeName } from './find.ts';

/** One call of a foreign tool, as a shell would take it. */
export interface Render {
  readonly command: string;
  /** The tool's own words, where it failed. */
  readonly failure?: string;
}

export interface RenderOptions {
  readonly workingFolder: string;
  readonly loaded: LoadedConfig;
}

export interface Rendering {
  readonly manifests: readonly Manifest[];
  /** What the tool built for an overlay, by its folder. */
  readonly overlays: ReadonlyMap<string, string>;
  readonly renders: readonly Render[];
}

const run = promisify(execFile);
/** A chart that takes longer is taken for one that never ends. */
const timeout = 60_000;
const maxBuffer = 64 * 1024 * 1024;

/**
 * Runs the user's own `helm` and `kustomize` (or `kubectl kustomize`) on the charts and overlays that were found. This runs what
 * strangers may have written, so it only happens when asked for. Throws UsageError where a tool is missing.
 */
export async function renderAll(manifests: readonly Manifest[], { workingFolder, loaded }: RenderOptions): Promise<Rendering> {
  const renders: Render[] = [];
  const host = diskHost(workingFolder);
  const byFile = new Map(manifests.map((manifest) => [manifest.source.file, manifest]));
  for (const folder of findCharts(manifests)) {
    const outputs: (string | undefined)[] = [];
    for (const values of valuesFor(folder, workingFolder, loaded)) {
      const options = values.flatMap((file) => ['--values', file]);
      outputs.push(await call([['helm', 'template', nameOf(folder, workingFolder), target(folder), ...options]], workingFolder, renders));
    }
    const read = outputs.filter((output) => output !== undefined);
    const templates = readChartOutputs(read, folder, (file) => host.read(file));
    for (const manifest of templates) byFile.set(manifest.source.file, manifest);
    if (read.length === outputs.length) settleTemplates(folder, byFile, new Set(templates.map(({ source }) => source.file)));
  }
  const overlays = new Map<string, string>();
  for (const folder of findOverlayFolders(manifests, host, readSource)) {
    const commands = [['kustomize', 'build', target(folder)] as const, ['kubectl', 'kustomize', target(folder)] as const];
    const output = await call(commands, workingFolder, renders);
    if (output !== undefined) overlays.set(folder, output);
  }
  return { manifests: [...byFile.values()], overlays, renders };
}

/** The lists of values files that the configuration has for a chart, from the working folder; the chart's own values without any. */
function valuesFor(chart: string, workingFolder: string, { config, folder = workingFolder }: LoadedConfig): string[][] {
  const isMeant = (name: string): boolean => resolve(folder, name) === resolve(workingFolder, chart);
  const configured = (config.render ?? []).filter((rendering) => isMeant(rendering.chart));
  const lists = configured.map(({ values }) => values.map((file) => relativeName(resolve(folder, file), workingFolder)));
  return lists.length === 0 ? [[]] : lists;
}

/** A folder as a tool takes it, which must not look like an option. */
function target(folder: string): string {
  return folder.startsWith('-') ? `./${folder}` : folder || '.';
}

/** A template that gave nothing with these values holds nothing to lint. */
function settleTemplates(folder: string, byFile: Map<string, Manifest>, rendered: ReadonlySet<string>): void {
  for (const [file, manifest] of byFile) {
    if (!isTemplateOf(folder, manifest) || rendered.has(file)) continue;
    byFile.set(file, { source: manifest.source, documents: 0, resources: [], problems: [], passedOver: true });
  }
}

function nameOf(folder: string, workingFolder: string): string {
  const name = basename(resolve(workingFolder, folder)).toLowerCase();
  return /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name) && name.length <= 53 ? name : 'release';
}

type Call = readonly [program: string, ...args: string[]];

/** The output of the first program that is there; undefined where it failed. */
async function call(commands: readonly Call[], workingFolder: string, renders: Render[]): Promise<string | undefined> {
  for (const [program, ...args] of commands) {
    const command = [program, ...args].map(quote).join(' ');
    try {
      const { stdout } = await run(program, args, { cwd: workingFolder, timeout, maxBuffer, encoding: 'utf8' });
      renders.push({ command });
      return stdout;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      renders.push({ command, failure: reasonOf(error) });
      return undefined;
    }
  }
  const names = commands.map(([program]) => `\`${program}\``).join(' or ');
  throw new UsageError(`\`--render\` needs ${names}, which is not installed here. Install it, or leave \`--render\` out.`);
}

function reasonOf(error: unknown): string {
  const { killed, stderr, message } = error as { killed?: boolean; stderr?: string; message?: string };
  if (killed === true) return `it was stopped after ${timeout / 1000} s`;
  const line = (stderr ?? '').split('\n').find((text) => /^error/i.test(text)) ?? (stderr ?? '').trim().split('\n')[0];
  return (line === undefined || line === '' ? (message ?? 'unknown') : line).slice(0, 400);
}

function quote(word: string): string {
  return /^[\w./@:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
