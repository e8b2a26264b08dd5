import type { Resource } from '../../core/resource.ts';
import type { Scope } from '../../core/scope.ts';
import { Workspace } from '../../core/workspace.ts';
import { groupOfKind } from '../../karpenter/kinds.ts';
import { gather } from '../../linter.ts';
import { loadConfig } from '../../node/config-file.ts';
import { diskHost } from '../../node/disk-host.ts';
import { readManifests } from '../../node/read-manifests.ts';
import { plainText } from '../../reporters/plain-text.ts';
import type { Arguments, Command } from '../command.ts';
import type { Io } from '../io.ts';

export const scopesCommand: Command = {
  name: 'scopes',
  usage: 'scopes [paths…] [--format text|json]',
  summary: 'Show which objects meet in which cluster, and how karplint knows: overlays, Flux, Argo CD, folders.',
  details: 'Rules compare objects of one scope only. What a scope holds beside the objects shown could not be read.',
  flags: [
    { name: 'format', value: '<name>', choices: ['text', 'json'], help: 'text (default) or json.' },
    { name: 'config', value: '<file>', help: 'Configuration (default: karplint.yaml here or in a folder above).' },
  ],
  examples: [['karplint scopes', 'of everything below this folder']],
  run: runScopes,
};

async function runScopes(args: Arguments, io: Io): Promise<number> {
  const loaded = await loadConfig(args.text('config'), io.workingFolder);
  const paths = args.positionals.length === 0 ? ['.'] : args.positionals;
  const { manifests, failures } = await readManifests({ workingFolder: io.workingFolder, paths, strictInput: false, loaded });
  const repository = gather(manifests, { host: diskHost(io.workingFolder), config: loaded.config, matches: loaded.matches });
  const { scopes } = new Workspace(repository.manifests, repository.scopes);
  const shown = scopes.filter(holdsSomething);
  io.writeOut(args.text('format') === 'json' ? `${JSON.stringify(shown.map(describe), null, 2)}\n` : renderScopes(shown));
  for (const { file, reason } of failures) io.writeError(`error: cannot open \`${plainText(file)}\`: ${plainText(reason)}\n`);
  return failures.length > 0 ? 2 : 0;
}

/** Folders without anything of ours are left out; what a file declares is always shown. */
function holdsSomething({ kind, resources }: Scope): boolean {
  return kind !== 'folder' || resources.some(isOurs);
}

function isOurs({ kind, group }: Resource): boolean {
  return groupOfKind[kind] === group;
}

function describe({ kind, name, file, resources, reasons, unread }: Scope) {
  const objects = resources.map((resource) => ({
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    name: resource.name,
    file: resource.file,
    isChanged: resource.facts.written !== undefined,
  }));
  return { kind, name, ...(file === undefined ? {} : { file }), objects, reasons, unread: unread.map((part) => ({ file: part.file, reason: part.reason })) };
}

function renderScopes(scopes: readonly Scope[]): string {
  if (scopes.length === 0) return 'No objects of Karpenter here.\n';
  return `${scopes.map(renderScope).join('\n\n')}\n`;
}

const origins = {
  kustomize: 'a kustomization that no other one takes in',
  flux: 'what Flux brings to one cluster',
  argocd: 'what Argo CD brings to one cluster',
  chart: 'what a chart renders',
  config: 'named in the configuration',
  folder: 'a folder and all below it, as nothing says more',
} as const;

function renderScope({ kind, name, file, resources, reasons, unread }: Scope): string {
  const ours = resources.filter(isOurs);
  const others = resources.length - ours.length;
  const lines = [
    ...ours.map(
      (resource) => `${resource.kind} ${resource.name || '(no name)'}  ${resource.file}${resource.facts.written === undefined ? '' : ' (changed on the way)'}`,
    ),
    ...(others === 0 ? [] : [`${others} other object${others === 1 ? '' : 's'}`]),
    ...reasons.map((reason) => `because ${reason}`),
    ...unread.map((part) => `not read: ${part.file}: ${part.reason}`),
  ];
  const tree = lines.map((line, index) => `${index === lines.length - 1 ? '└─' : '├─'} ${plainText(line)}`);
  return [`${plainText(name)}  (${origins[kind]}${file === undefined ? '' : `: ${plainText(file)}`})`, ...tree].join('\n');
}
