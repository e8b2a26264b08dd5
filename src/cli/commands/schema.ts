import { join, resolve } from 'node:path';
import { closest } from '../../core/did-you-mean.ts';
import { UsageError } from '../../core/usage-error.ts';
import { newestVersion, objectToVersion, readVersion } from '../../karpenter/versions.ts';
import { reasonOf } from '../../node/find.ts';
import { writeAtomically } from '../../node/write.ts';
import { editorSchema, servedKinds } from '../../schemas/editor-schema.ts';
import type { ObjectKind } from '../../schemas/served.ts';
import type { Arguments, Command } from '../command.ts';
import type { Io } from '../io.ts';

export const schemaCommand: Command = {
  name: 'schema',
  usage: 'schema <kind> | --all --output <folder> [options]',
  summary: 'Print the JSON schema of a kind, for editors; or write all of them, for kubeconform.',
  details: `The schemas hold fields, types, bounds and what each field means, but no rules between fields: \`karplint lint\`
checks those as well. Files are called {kind}_{version}.json, in lower case.`,
  flags: [
    { name: 'karpenter-version', value: '<version>', help: `Karpenter version to describe, such as 1.14 or v1.14.1 (default: ${newestVersion}).` },
    { name: 'api-version', value: '<version>', help: 'API version of the kind, such as v1beta1 (default: the newest that is served).' },
    { name: 'all', help: 'Every kind in every version that is served.' },
    { name: 'output', value: '<folder>', help: 'Write files there instead of printing.' },
  ],
  examples: [
    ['karplint schema NodePool > nodepool.json', 'then `# yaml-language-server: $schema=nodepool.json` in a manifest'],
    ['karplint schema --all --output schemas', 'one file for each kind and version'],
    ["kubeconform -schema-location default -schema-location 'schemas/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json' .", 'use them'],
  ],
  run: (args, io) => Promise.resolve(runSchema(args, io)),
};

function runSchema(args: Arguments, io: Io): number {
  const minor = chooseMinor(args.text('karpenter-version'), io);
  const folder = args.text('output');
  const kinds = chooseKinds(args, minor);
  if (folder === undefined) for (const kind of kinds) io.writeOut(render(kind, minor));
  else writeFiles(kinds, { minor, folder, io });
  return 0;
}

function chooseMinor(wanted: string | undefined, io: Io): string {
  if (wanted === undefined) return newestVersion;
  const reading = readVersion(wanted);
  if (reading.kind === 'unknown') throw new UsageError(objectToVersion(wanted) ?? '');
  if (reading.kind === 'newer')
    io.writeError(`note: Karpenter ${reading.wanted} is newer than this karplint; describing ${newestVersion}, the newest that it knows.\n`);
  return reading.version;
}

function chooseKinds(args: Arguments, minor: string): readonly ObjectKind[] {
  const [name, ...more] = args.positionals;
  if (args.has('all')) {
    if (name !== undefined) throw new UsageError('`--all` takes no kind.');
    if (args.text('output') === undefined) throw new UsageError('`--all` needs a folder: `--output <folder>`.');
    return servedKinds(minor);
  }
  if (name === undefined || more.length > 0) throw new UsageError(`Say which kind: \`karplint schema <kind>\`. Karpenter ${minor} has ${kindList(minor)}.`);
  return [findKind(name, args.text('api-version'), minor)];
}

function kindList(minor: string): string {
  return [...new Set(servedKinds(minor).map(({ kind }) => kind))].join(', ');
}

function findKind(name: string, version: string | undefined, minor: string): ObjectKind {
  const versions = servedKinds(minor).filter(({ kind }) => kind.toLowerCase() === name.toLowerCase());
  const [newest] = versions;
  if (newest === undefined) throw new UsageError(`Karpenter ${minor} has no kind \`${name}\`. ${suggestKind(name, minor)}`);
  if (version === undefined) return newest;
  const wanted = versions.find((each) => each.version === version || `${each.group}/${each.version}` === version);
  if (wanted !== undefined) return wanted;
  throw new UsageError(
    `Karpenter ${minor} does not serve ${newest.kind} in \`${version}\`, but in ${versions.map((each) => `\`${each.version}\``).join(', ')}.`,
  );
}

function suggestKind(name: string, minor: string): string {
  const guess = closest(
    name,
    servedKinds(minor).map(({ kind }) => kind),
  );
  return guess === undefined ? `It has ${kindList(minor)}.` : `Did you mean \`${guess}\`?`;
}

function render(kind: ObjectKind, minor: string): string {
  return `${JSON.stringify(editorSchema(kind, minor), null, 2)}\n`;
}

interface Target {
  readonly minor: string;
  readonly folder: string;
  readonly io: Io;
}

function writeFiles(kinds: readonly ObjectKind[], { minor, folder, io }: Target): void {
  for (const kind of kinds) {
    const name = `${kind.kind.toLowerCase()}_${kind.version}.json`;
    try {
      writeAtomically(resolve(io.workingFolder, folder, name), render(kind, minor));
    } catch (error) {
      throw new UsageError(`Cannot write \`${join(folder, name)}\`: ${reasonOf(error)}.`);
    }
    io.writeError(`wrote ${join(folder, name)}\n`);
  }
}
