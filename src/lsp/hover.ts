import type { Catalog } from '../catalog/catalog.ts';
import type { Location } from '../core/locate.ts';
import type { Path, Resource } from '../core/resource.ts';
import type { SourceRange } from '../core/source.ts';
import { defaultSettings } from '../karpenter/instances/node-settings.ts';
import { TypeTable } from '../karpenter/instances/type-table.ts';
import { anywhere } from '../karpenter/instances/world.ts';
import { normalizeLabel } from '../karpenter/label-aliases.ts';
import { wellKnownLabel } from '../karpenter/labels.ts';
import { admits, valueSetOf } from '../karpenter/requirements.ts';
import { readRequirements } from '../karpenter/written-requirements.ts';
import type { AuthoredNode } from '../schemas/authored.ts';
import { authoredSchema, schemaIn } from '../schemas/look-up.ts';
import { nodeAt } from '../schemas/node-at.ts';
import type { StructuralNode } from '../schemas/project.ts';
import { choose, spell } from '../schemas/words.ts';

/** Markdown about what stands at a place, and the stretch that it is about. */
export interface Hover {
  readonly markdown: string;
  readonly range: SourceRange;
}

/** What a hover may be told from: the Karpenter that is linted for, and the catalogue where the host has one. */
export interface HoverFacts {
  readonly minor: string;
  readonly catalog: () => Catalog | undefined;
}

/**
 * Says what a field means, since when it is there and what it is by default; of a label's name, what the label says; of a
 * requirement, how many instance types meet it.
 */
export function hoverAt(location: Location, { minor, catalog }: HoverFacts): Hover | undefined {
  const { resource, value, isKey } = location;
  const range = isKey ? value.keyPlace.range : value.range;
  const about = aboutValue(location, minor);
  const count = describeMatches(resource, value.path, catalog);
  const markdown = [about, count].filter((part) => part !== undefined).join('\n\n');
  return markdown === '' ? undefined : { markdown, range };
}

function aboutValue({ resource, value, isKey }: Location, minor: string): string | undefined {
  const { group, version, kind } = resource;
  const label = isKey || value.path.at(-1) !== 'key' ? undefined : describeLabel(value.text, minor);
  if (label !== undefined) return label;
  const field = nodeAt(schemaIn({ group, version, kind }, minor), value.path);
  if (field === undefined || value.path.length === 0) return undefined;
  return describeField(field, { authored: authoredAt(authoredSchema({ group, version, kind }), value.path), name: spell(value.path) });
}

/** Only for a requirement on a label that instance types decide. */
function describeMatches(resource: Resource, path: Path, catalogOf: HoverFacts['catalog']): string | undefined {
  const step = path.indexOf('requirements');
  const position = path[step + 1];
  if (step < 0 || typeof position !== 'number') return undefined;
  const item = resource.at(...path.slice(0, step + 2));
  const requirement = readRequirements(resource).requirements.find(({ at }) => at.node === item?.node);
  const set = requirement === undefined ? undefined : valueSetOf(requirement);
  if (requirement === undefined || set === undefined) return undefined;
  const catalog = catalogOf();
  const table = catalog && new TypeTable(catalog, { settings: defaultSettings, world: anywhere });
  const column = table?.label(normalizeLabel(requirement.key));
  if (column === undefined) return undefined;
  const matches = Array.from(column.index).filter((place) => admits(set, column.values[place] ?? [])).length;
  return `${matches} of ${column.index.length} instance types meet this requirement by itself.`;
}

function describeLabel(key: string | undefined, minor: string): string | undefined {
  const label = key === undefined ? undefined : wellKnownLabel(key, minor);
  if (key === undefined || label === undefined) return undefined;
  const known = label.value.form === 'closed' ? label.value.values.map(({ value }) => value) : label.value.form === 'text' ? (label.value.known ?? []) : [];
  const facts = [
    ...(normalizeLabel(key) === key ? [] : [`Old name of \`${label.key}\`.`]),
    ...(label.value.form === 'integer' ? [`A whole number${label.value.unit === undefined ? '' : ` in ${label.value.unit}`}.`] : []),
    ...(known.length === 0
      ? []
      : [
          `Values: ${choose(
            known.map((value) => value || '""'),
            'and',
          )}.`,
        ]),
    ...(label.since === undefined ? [] : [`Since Karpenter ${label.since}.`]),
  ];
  return [`**\`${key}\`**`, label.description, facts.join(' ')].filter((part) => part !== '').join('\n\n');
}

interface FieldPlace {
  readonly authored: AuthoredNode | undefined;
  readonly name: string;
}

function describeField(field: StructuralNode, { authored, name }: FieldPlace): string {
  const facts = [
    ...(field.enum === undefined ? [] : [`One of ${choose(field.enum)}.`]),
    ...(field.patternMeans === undefined ? [] : [`Must be ${field.patternMeans}.`]),
    ...(field.default === undefined ? [] : [`Default: \`${JSON.stringify(field.default)}\`.`]),
    ...(authored?.since === undefined ? [] : [`Since Karpenter ${authored.since}.`]),
    ...(authored?.until === undefined ? [] : [`Gone from Karpenter ${authored.until} on.`]),
  ];
  return [`**\`${name}\`**`, field.description, facts.join(' ')].filter((part) => part !== '').join('\n\n');
}

function authoredAt(root: AuthoredNode | undefined, path: readonly (string | number)[]): AuthoredNode | undefined {
  return path.reduce<AuthoredNode | undefined>((node, step) => {
    if (typeof step === 'number') return node?.items;
    return node?.properties !== undefined && Object.hasOwn(node.properties, step) ? node.properties[step] : node?.additionalProperties;
  }, root);
}
