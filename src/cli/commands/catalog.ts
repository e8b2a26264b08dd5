import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { catalogFromExports } from '../../catalog/aws-exports.ts';
import { ec2Catalog } from '../../catalog/catalog.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import { UsageError } from '../../core/usage-error.ts';
import { loadConfig } from '../../node/config-file.ts';
import { datasetsFor } from '../../node/datasets.ts';
import { reasonOf } from '../../node/find.ts';
import type { Arguments, Command } from '../command.ts';
import { writeOutput } from '../formats.ts';
import type { Io } from '../io.ts';

export const catalogCommand: Command = {
  name: 'catalog',
  usage: 'catalog [--update <file> --output <file>]',
  summary: 'Show where the catalogue of instance types comes from, or make one from what the AWS CLI exports.',
  details: `\`catalog:\` in karplint.yaml makes every command use a catalogue of your own. karplint calls nothing: you export, it reads.`,
  flags: [
    { name: 'update', value: '<file>', help: 'Make a catalogue from the output of `aws ec2 describe-instance-types`.' },
    { name: 'prices', value: '<file>', help: 'On-demand prices: a JSON map from types, or from regions and types, to prices an hour.' },
    { name: 'spot-prices', value: '<file>', help: 'The output of `aws ec2 describe-spot-price-history`: then only what it names has spot capacity.' },
    { name: 'region', value: '<region>', help: 'The region of the exports (default: us-east-1).' },
    { name: 'output', value: '<file>', help: 'Where the catalogue goes (default: standard output).' },
    { name: 'format', value: '<name>', choices: ['text', 'json'], help: 'text (default) or json, for what is shown.' },
    { name: 'config', value: '<file>', help: 'Configuration (default: karplint.yaml here or in a folder above).' },
  ],
  examples: [
    ['karplint catalog', 'where the figures come from, and of which day they are'],
    ['aws ec2 describe-instance-types > types.json', 'what EC2 offers in your region'],
    ['karplint catalog --update types.json --output ec2.json', 'a catalogue of your own; say `catalog: ec2.json` in karplint.yaml'],
  ],
  run: runCatalog,
};

async function runCatalog(args: Arguments, io: Io): Promise<number> {
  const loaded = await loadConfig(args.text('config'), io.workingFolder);
  const catalog = datasetsFor(loaded).get(ec2Catalog);
  if (catalog === undefined) throw new Error('the catalogue is missing from the package');
  const update = args.text('update');
  if (update !== undefined) writeOutput(makeCatalog(update, catalog, args, io), args.text('output'), io);
  else if (args.has('prices') || args.has('spot-prices')) throw new UsageError('Prices go into a catalogue: name its types by `--update <file>` as well.');
  else io.writeOut(args.text('format') === 'json' ? `${JSON.stringify(describe(catalog), null, 2)}\n` : renderText(catalog));
  return 0;
}

function makeCatalog(update: string, catalog: Catalog, args: Arguments, io: Io): string {
  const [prices, spotPrices] = [args.text('prices'), args.text('spot-prices')];
  const exports = {
    types: readJson(update, io),
    ...(prices === undefined ? {} : { prices: readJson(prices, io) }),
    ...(spotPrices === undefined ? {} : { spotPrices: readJson(spotPrices, io) }),
    region: args.text('region') ?? 'us-east-1',
    // The export is as old as its file.
    date: statSync(resolve(io.workingFolder, update)).mtime.toISOString().slice(0, 10),
  };
  try {
    return `${JSON.stringify(catalogFromExports(exports, catalog.packed, (name) => catalog.type(name)?.facts))}\n`;
  } catch (error) {
    throw new UsageError(`Cannot make a catalogue of \`${update}\`: ${reasonOf(error)}.`);
  }
}

function readJson(name: string, io: Io): unknown {
  try {
    return JSON.parse(readFileSync(resolve(io.workingFolder, name), 'utf8')) as unknown;
  } catch (error) {
    throw new UsageError(`Cannot read \`${name}\`: ${reasonOf(error)}.`);
  }
}

function describe({ date, types, regions, sources, families, hasSpotPrices }: Catalog) {
  return { date, types: types.length, families: families.size, regions, spotPrices: hasSpotPrices ? 'known' : 'estimated', sources };
}

function renderText(catalog: Catalog): string {
  const { date, types, families, regions, sources } = catalog;
  const width = Math.max(...sources.map(({ what }) => what.length));
  const lines = sources.map(({ what, from, date: day }) => `  ${what.padEnd(width)}  ${day}  ${from}`);
  return `${types.length} instance types of ${families.size} families, as of ${date}; on-demand prices of ${regions.length} regions.\n\n${lines.join('\n')}\n`;
}
