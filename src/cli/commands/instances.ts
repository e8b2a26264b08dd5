import { ec2Catalog } from '../../catalog/catalog.ts';
import { UsageError } from '../../core/usage-error.ts';
import { Workspace } from '../../core/workspace.ts';
import { poolsIn, reportInstances } from '../../karpenter/instances/report-pools.ts';
import type { InstancesReport } from '../../karpenter/instances/report.ts';
import { defaultZones } from '../../karpenter/instances/world.ts';
import { newestVersion, objectToVersion, readVersion } from '../../karpenter/versions.ts';
import { gather } from '../../linter.ts';
import { loadConfig } from '../../node/config-file.ts';
import type { LoadedConfig } from '../../node/config-file.ts';
import { datasetsFor } from '../../node/datasets.ts';
import { diskHost } from '../../node/disk-host.ts';
import { maxFileBytes } from '../../node/read.ts';
import { readManifests } from '../../node/read-manifests.ts';
import type { ManifestsReading } from '../../node/read-manifests.ts';
import { renderInstancesText } from '../../reporters/instances/text.ts';
import type { Arguments, Command } from '../command.ts';
import { parseFormats, writeOutput } from '../formats.ts';
import { wantsColour } from '../io.ts';
import type { Io } from '../io.ts';

const formatNames = ['text', 'json', 'markdown', 'html'] as const;
type FormatName = (typeof formatNames)[number];

export const instancesCommand: Command = {
  name: 'instances',
  usage: 'instances [paths…] [options]',
  summary: 'Show which EC2 instance types each NodePool can launch, at which price, and what keeps the others out.',
  details: `The answer is Karpenter's own, worked out offline: the requirements and labels of the pool, its EC2NodeClass and
the NodeOverlays of the same cluster (\`karplint scopes\`), held against the catalogue of instance types (\`karplint catalog\`).`,
  flags: [
    { name: 'nodepool', value: '<name>', isRepeatable: true, help: 'Only this NodePool.' },
    { name: 'region', value: '<region>', help: 'AWS region, for prices and what is offered (default: us-east-1).' },
    { name: 'zones', value: '<zones>', help: 'Availability zones of the subnets, such as us-east-1a,us-east-1b (default: a, b and c of the region).' },
    { name: 'why', value: '<type>', isRepeatable: true, help: 'Say what keeps a type out, such as m5.large.' },
    { name: 'format', value: '<name[=path]>', isRepeatable: true, help: 'Output format: text, json, markdown or html; with =path into a file.' },
    { name: 'max-types', value: '<n>', help: 'Rows of each table in text and markdown (default: 20; 0 for all).' },
    { name: 'karpenter-version', value: '<version>', help: `Karpenter version, such as 1.14 or v1.14.1 (default: ${newestVersion}).` },
    { name: 'config', value: '<file>', help: 'Configuration (default: karplint.yaml here or in a folder above).' },
  ],
  examples: [
    ['karplint instances nodepools.yaml', 'what every pool of a file can launch'],
    ['karplint instances . --nodepool default --why m5.large', 'why a pool never launches m5.large'],
    ['karplint instances . --region eu-west-1 --format html=instances.html', 'text on the terminal, a page with a picture in a file'],
  ],
  run: runInstances,
};

async function runInstances(args: Arguments, io: Io): Promise<number> {
  const formats = parseFormats<FormatName>(args.list('format'), formatNames);
  const maxTypes = readMaxTypes(args.text('max-types'));
  const loaded = await loadConfig(args.text('config'), io.workingFolder);
  const reading = await readInput(args, loaded, io);
  const { manifests, scopes } = gather(reading.manifests, { host: diskHost(io.workingFolder), config: loaded.config, matches: loaded.matches });
  const workspace = new Workspace(manifests, scopes);
  const report = makeReport(args, loaded, workspace);
  complain(reading, io);
  const known = new Set(poolsIn(workspace).map(({ name }) => name));
  for (const name of args.list('nodepool')) if (!known.has(name)) io.writeError(`note: there is no NodePool \`${name}\` here.\n`);
  for (const output of formats) {
    const colour = output.path === undefined && wantsColour(io);
    const text = await renderers[output.format](report, { colour, ...(maxTypes === undefined ? {} : { maxTypes }) });
    writeOutput(text, output.path, io);
  }
  return canRead(reading) ? 0 : 2;
}

function makeReport(args: Arguments, loaded: LoadedConfig, workspace: Workspace): InstancesReport {
  const catalog = datasetsFor(loaded).get(ec2Catalog);
  if (catalog === undefined) throw new Error('the catalogue is missing from the package');
  const region = args.text('region') ?? 'us-east-1';
  const zones =
    args
      .text('zones')
      ?.split(',')
      .filter((zone) => zone !== '') ?? defaultZones(region);
  return reportInstances({
    workspace,
    catalog,
    karpenter: chooseVersion(args.text('karpenter-version') ?? loaded.config.karpenterVersion),
    region,
    zones,
    pools: args.list('nodepool'),
    why: args.list('why'),
  });
}

interface RenderOptions {
  readonly colour: boolean;
  readonly maxTypes?: number;
}

const renderers: Readonly<Record<FormatName, (report: InstancesReport, options: RenderOptions) => Promise<string>>> = {
  text: (report, options) => Promise.resolve(renderInstancesText(report, options)),
  json: (report) => Promise.resolve(`${JSON.stringify(report, null, 2)}\n`),
  markdown: async (report, { maxTypes }) => (await import('../../reporters/instances/markdown.ts')).renderInstancesMarkdown(report, maxTypes),
  html: async (report) => (await import('../../reporters/instances/html.ts')).renderInstancesHtml(report),
};

function readMaxTypes(text = '20'): number | undefined {
  if (!/^[0-9]+$/.test(text)) throw new UsageError(`\`--max-types\` needs a whole number, not \`${text}\`.`);
  return text === '0' ? undefined : Number(text);
}

async function readInput(args: Arguments, loaded: LoadedConfig, io: Io): Promise<ManifestsReading> {
  const hasInput = args.positionals.includes('-');
  const paths = args.positionals.filter((path) => path !== '-');
  return readManifests({
    workingFolder: io.workingFolder,
    paths: paths.length === 0 && !hasInput ? ['.'] : paths,
    ...(hasInput ? { input: { bytes: await io.readInput(maxFileBytes), file: '<stdin>' } } : {}),
    strictInput: false,
    loaded,
  });
}

function chooseVersion(wanted: string | undefined): string {
  if (wanted === undefined) return newestVersion;
  const reading = readVersion(wanted);
  if (reading.kind === 'unknown') throw new UsageError(objectToVersion(wanted) ?? '');
  return reading.version;
}

function complain({ manifests, failures }: ManifestsReading, io: Io): void {
  for (const { file, reason } of failures) io.writeError(`error: cannot open ${JSON.stringify(file)}: ${reason}\n`);
  for (const { source, problems, skipped } of manifests) {
    const name = JSON.stringify(source.file).slice(1, -1);
    if (skipped !== undefined) io.writeError(`skipped: ${name}: ${skipped}\n`);
    for (const { range, message, fatal } of problems) {
      if (fatal === true) io.writeError(`error: ${name}:${source.positionAt(range.start).line}: ${message}\n`);
    }
  }
}

function canRead({ manifests, failures }: ManifestsReading): boolean {
  return failures.length === 0 && manifests.every(({ problems }) => problems.every(({ fatal }) => fatal !== true));
}
