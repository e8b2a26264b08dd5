import { toPlain } from '../../core/node.ts';
import type { MapNode, Node } from '../../core/node.ts';
import { readYaml } from '../../core/read-yaml.ts';
import { resolvePlain } from '../../core/scalar.ts';
import type { Value } from '../../core/resource.ts';
import type { Files } from '../files.ts';
import { matchesGlob } from '../glob.ts';
import type { Item } from '../item.ts';
import { mapScalars, nodeAtPath, withValueAt } from '../nodes.ts';
import { nameOf, parentOf } from '../paths.ts';

/** Values of a generator under their names, those of maps with dots: `path.basename`. */
type Parameters = ReadonlyMap<string, string>;

/**
 * The Applications that an ApplicationSet makes, as far as its generators are in Git: lists, directories and files, and
 * what matrix and merge make of them. https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
 */
export function generateApplications(item: Item, files: Files): { applications: Item[]; isWhole: boolean } {
  const resource = item.toResource();
  const sets = (resource.at('spec', 'generators')?.items() ?? []).map((generator) => readGenerator(generator, resource.file, files));
  const template = resource.at('spec', 'template')?.node;
  const isWhole = sets.every((set) => set !== undefined);
  if (template?.kind !== 'map') return { applications: [], isWhole };
  const applications = sets.flatMap((set) => set ?? []).map((parameters) => makeApplication(item, template, parameters));
  return { applications, isWhole };
}

function makeApplication(item: Item, template: MapNode, parameters: Parameters): Item {
  const made = item.copy();
  const filled = mapScalars(template, (scalar) => {
    if (!scalar.text.includes('{{')) return scalar;
    const text = scalar.text.replace(/\{\{-?\s*\.?([\w.[\]-]+)\s*-?\}\}/g, (whole: string, name: string) => parameters.get(name) ?? whole);
    return { ...scalar, text, value: scalar.style === 'plain' ? resolvePlain(text) : text };
  });
  const map = filled.kind === 'map' ? filled : template;
  const kind: Node = { kind: 'scalar', start: template.start, end: template.start, value: 'Application', text: 'Application', style: 'plain' };
  const apiVersion = nodeAtPath(item.root, ['apiVersion']) ?? kind;
  made.root = withValueAt(withValueAt(map, ['apiVersion'], apiVersion), ['kind'], kind);
  return made;
}

/** Undefined for a generator that asks something outside of the repository. */
function readGenerator(generator: Value, file: string, files: Files): Parameters[] | undefined {
  const list = generator.at('list', 'elements');
  if (list !== undefined) return list.items().map(({ node }) => flatten(node));
  const directories = generator.at('git', 'directories');
  if (directories !== undefined) return gitDirectories(directories, file, files);
  const paths = generator.at('git', 'files');
  if (paths !== undefined) return gitFiles(paths, file, files);
  const matrix = generator.at('matrix', 'generators')?.items();
  if (matrix !== undefined) return combine(matrix.map((inner) => readGenerator(inner, file, files)));
  return undefined;
}

/** Each of one with each of the other. */
function combine(sets: readonly (Parameters[] | undefined)[]): Parameters[] | undefined {
  return sets.reduce<Parameters[] | undefined>(
    (all, set) => (all === undefined || set === undefined ? undefined : all.flatMap((left) => set.map((right) => new Map([...left, ...right])))),
    [new Map()],
  );
}

function gitDirectories(directories: Value, file: string, files: Files): Parameters[] {
  const root = rootOf(file, directories, files);
  const folders = new Set(files.list(root, true).flatMap((name) => foldersAbove(relativeTo(root, name))));
  const patterns = directories.items().map((item) => ({ path: item.at('path')?.text ?? '', isExcluded: item.at('exclude')?.value === true }));
  const isTaken = (folder: string): boolean =>
    patterns.some(({ path, isExcluded }) => !isExcluded && matchesGlob(trim(path), folder)) &&
    !patterns.some(({ path, isExcluded }) => isExcluded && matchesGlob(trim(path), folder));
  return [...folders].filter(isTaken).sort().map(pathParameters);
}

function gitFiles(paths: Value, file: string, files: Files): Parameters[] {
  const root = rootOf(file, paths, files);
  const patterns = paths.items().map((item) => trim(item.at('path')?.text ?? ''));
  const names = files.list(root, true).filter((name) => patterns.some((pattern) => matchesGlob(pattern, relativeTo(root, name))));
  return names.flatMap((name) => {
    const { root: node } = readYaml(files.source(name)?.text ?? '');
    return node === undefined ? [] : [new Map([...flatten(node), ...pathParameters(parentOf(relativeTo(root, name)))])];
  });
}

/** The nearest folder to the root from which the first steps of the patterns lead somewhere. */
function rootOf(file: string, patterns: Value, files: Files): string {
  const steps = patterns.items().map((item) => /^[^*?[{]*/.exec(trim(item.at('path')?.text ?? ''))?.[0].replace(/\/?[^/]*$/, '') ?? '');
  const ancestors: string[] = [''];
  for (let folder = parentOf(file); folder !== ''; folder = parentOf(folder)) ancestors.splice(1, 0, folder);
  return ancestors.find((ancestor) => steps.some((step) => step !== '' && files.isFolder(ancestor === '' ? step : `${ancestor}/${step}`))) ?? '';
}

function relativeTo(root: string, name: string): string {
  return root === '' ? name : name.slice(root.length + 1);
}

function foldersAbove(file: string): string[] {
  const folders: string[] = [];
  for (let folder = parentOf(file); folder !== ''; folder = parentOf(folder)) folders.push(folder);
  return folders;
}

function trim(path: string): string {
  return path.replace(/^\.?\//, '').replace(/\/$/, '');
}

/** Both of the old templates' names and of Go templates'. */
function pathParameters(path: string): Parameters {
  const basename = nameOf(path);
  const segments = path.split('/').map((segment, index) => [`path[${index}]`, segment] as const);
  return new Map([['path', path], ['path.path', path], ['path.basename', basename], ['path.basenameNormalized', basename.replaceAll('_', '-')], ...segments]);
}

function flatten(node: Node, prefix = ''): Parameters {
  const plain = toPlain(node);
  if (node.kind !== 'map') return new Map([[prefix, typeof plain === 'string' ? plain : JSON.stringify(plain)]]);
  return new Map(node.entries.flatMap(({ key, value }) => [...flatten(value, prefix === '' ? key : `${prefix}.${key}`)]));
}
