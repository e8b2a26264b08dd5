import type { StructuralNode } from './project.ts';

/** A JSON schema of draft 7, as editors and kubeconform read it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const verbatim = ['description', 'type', 'format', 'enum', 'pattern', 'allOf', 'default', 'required'] as const;
const bounds = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'maxProperties'] as const;

/** Turns a projected schema into plain JSON schema: no field beside the known ones, and an int-or-string is both types. */
export function toJsonSchema(node: StructuralNode): JsonSchema {
  const { items, additionalProperties, properties } = node;
  const names = [...verbatim, ...bounds].filter((name) => node[name] !== undefined);
  return {
    ...Object.fromEntries(names.map((name) => [name, node[name]])),
    ...(node['x-kubernetes-int-or-string'] === true ? { type: ['integer', 'string'] } : {}),
    ...(node['x-kubernetes-list-type'] === 'set' ? { uniqueItems: true } : {}),
    ...(node.patternMeans === undefined ? {} : { patternErrorMessage: `Must be ${node.patternMeans}.` }),
    ...(items === undefined ? {} : { items: toJsonSchema(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: toJsonSchema(additionalProperties) }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, toJsonSchema), additionalProperties: false }),
  };
}

function mapValues(properties: Readonly<Record<string, StructuralNode>>, change: (node: StructuralNode) => JsonSchema): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(properties).map(([name, node]) => [name, change(node)]));
}
