import type { Location } from '../core/locate.ts';
import type { SourceRange } from '../core/source.ts';
import { normalizeLabel } from '../karpenter/label-aliases.ts';
import { wellKnownLabel } from '../karpenter/labels.ts';
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

/** Says what a field means, since when it is there and what it is by default; of a label's name, what the label says. */
export function hoverAt({ resource, value, isKey }: Location, minor: string): Hover | undefined {
  const { group, version, kind } = resource;
  const range = isKey ? value.keyPlace.range : value.range;
  const label = isKey ? undefined : describeLabel(value.text, minor);
  if (label !== undefined && value.path.at(-1) === 'key') return { markdown: label, range };
  const field = nodeAt(schemaIn({ group, version, kind }, minor), value.path);
  if (field === undefined || value.path.length === 0) return undefined;
  const authored = authoredAt(authoredSchema({ group, version, kind }), value.path);
  return { markdown: describeField(field, { authored, name: spell(value.path) }), range };
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
