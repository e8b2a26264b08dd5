import { schemaTexts } from './authored.generated.ts';
import type { MinorRange } from './authored.ts';
import { schemaIn } from './look-up.ts';
import { holdsIn } from './project.ts';
import type { StructuralNode } from './project.ts';
import type { ObjectKind } from './served.ts';

/** A JSON schema of draft 7, as editors and kubeconform read it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The kinds that a Karpenter minor serves, each in every version, the newest version of a kind first. */
export function servedKinds(minor: string): readonly (ObjectKind & MinorRange)[] {
  return schemaTexts.filter((entry) => entry.group !== '' && holdsIn(entry, minor)).sort((a, b) => compare(a.kind, b.kind) || compare(a.version, b.version));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The schema of a whole object of one kind, as one Karpenter minor has it; undefined where the minor does not serve it. */
export function editorSchema(kind: ObjectKind, minor: string): JsonSchema | undefined {
  const isServed = servedKinds(minor).some((served) => served.group === kind.group && served.version === kind.version && served.kind === kind.kind);
  const root = isServed ? schemaIn(kind, minor) : undefined;
  if (root === undefined) return undefined;
  const { properties, ...whole } = toJsonSchema(root);
  const { metadata, ...fields } = properties as Readonly<Record<string, JsonSchema>>;
  const { status } = root.properties ?? {};
  const apiVersion = `${kind.group}/${kind.version}`;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${kind.kind} ${apiVersion}, Karpenter ${minor}`,
    ...whole,
    required: ['apiVersion', 'kind', 'metadata', ...mustWrite(root)],
    properties: {
      ...fields,
      apiVersion: { ...fields['apiVersion'], type: 'string', enum: [apiVersion] },
      kind: { ...fields['kind'], type: 'string', enum: [kind.kind] },
      metadata: withNames(metadata),
      // What stands in a status is dropped on create, after its names were looked at.
      ...(status === undefined ? {} : { status: namesOnly(status) }),
    },
  };
}

const name = { pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$', maxLength: 253 };
const key = { pattern: '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$', maxLength: 317 };
const labelValue = { type: 'string', pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$', maxLength: 63 };

/** Metadata with a name, and with the syntax of names and labels. */
function withNames(metadata: JsonSchema | undefined): JsonSchema {
  const { name: ownName, labels, ...fields } = (metadata?.['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  return {
    ...metadata,
    type: 'object',
    anyOf: [{ required: ['name'] }, { required: ['generateName'] }],
    properties: { name: { ...ownName, type: 'string', ...name }, ...fields, labels: { ...labels, propertyNames: key, additionalProperties: labelValue } },
  };
}

function namesOnly({ description, properties, items }: StructuralNode): JsonSchema {
  return {
    ...(description === '' ? {} : { description }),
    ...(items === undefined ? {} : { items: namesOnly(items) }),
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(properties).map(([field, node]) => [field, namesOnly(node)])), additionalProperties: false }),
  };
}

const verbatim = ['description', 'format', 'pattern', 'allOf', 'default'] as const;
const bounds = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'maxProperties'] as const;

/** Turns a projected schema into plain JSON schema: no field beside the known ones, and an int-or-string is both types. */
export function toJsonSchema(node: StructuralNode): JsonSchema {
  const { items, additionalProperties, properties } = node;
  const required = mustWrite(node);
  const names = [...verbatim, ...bounds].filter((name) => node[name] !== undefined);
  return {
    ...Object.fromEntries(names.map((name) => [name, node[name]])),
    ...(node.enum === undefined ? {} : { enum: node.enum }),
    ...typeOf(node),
    ...(node['x-kubernetes-list-type'] === 'set' ? { uniqueItems: true } : {}),
    ...(node.patternMeans === undefined ? {} : { patternErrorMessage: `Must be ${node.patternMeans}.` }),
    ...(items === undefined ? {} : { items: toJsonSchema(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: orNull(toJsonSchema(additionalProperties)) }),
    ...(required.length === 0 ? {} : { required }),
    ...(properties === undefined ? {} : { properties: fieldsOf(properties, required), additionalProperties: false }),
  };
}

/** The fields that are required and that the API server does not fill in itself. */
function mustWrite({ required = [], properties }: StructuralNode): string[] {
  return required.filter((name) => properties?.[name]?.default === undefined);
}

function typeOf(node: StructuralNode): JsonSchema {
  if (node['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'] };
  if (node.type === undefined) return {};
  return { type: node.nullable === true ? [node.type, 'null'] : node.type };
}

/** The API server drops a null before it looks at it, so that only what is required cannot be null. */
function fieldsOf(properties: Readonly<Record<string, StructuralNode>>, required: readonly string[]): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, node]) => {
      const schema = toJsonSchema(node);
      return [name, required.includes(name) ? schema : orNull(schema)];
    }),
  );
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: choices } = schema;
  if (type === undefined) return schema;
  const types = Array.isArray(type) ? type : [type];
  return {
    ...schema,
    type: types.includes('null') ? types : [...types, 'null'],
    ...(Array.isArray(choices) ? { enum: [...choices, null] } : {}),
  };
}
