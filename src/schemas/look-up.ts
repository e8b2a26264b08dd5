import type { AuthoredSchema } from './authored.ts';
import { projectSchema } from './project.ts';
import type { StructuralNode } from './project.ts';
import { schemaTextOf } from './served.ts';
import type { ObjectKind } from './served.ts';

const authored = new Map<string, AuthoredSchema>();
const projected = new Map<string, StructuralNode>();

/** The schema of metadata, which is the same for every kind. */
export const objectMetadata: ObjectKind = { group: '', version: 'meta/v1', kind: 'ObjectMeta' };

/** The authored schema of a kind; undefined for a kind that no minor serves. */
export function authoredSchema(kind: ObjectKind): AuthoredSchema | undefined {
  const entry = schemaTextOf(kind);
  if (entry === undefined) return undefined;
  const known = authored.get(entry.name) ?? (JSON.parse(entry.text) as AuthoredSchema);
  authored.set(entry.name, known);
  return known;
}

/** The schema of a kind as one minor has it, metadata included. */
export function schemaIn(kind: ObjectKind, minor: string): StructuralNode | undefined {
  const key = `${kind.group}/${kind.version}/${kind.kind}@${minor}`;
  const known = projected.get(key);
  if (known !== undefined) return known;
  const whole = authoredSchema(kind);
  const metadata = authoredSchema(objectMetadata);
  if (whole === undefined || metadata === undefined) return undefined;
  const root = projectSchema(whole, minor);
  const schema = { ...root, properties: { ...typeFields, metadata: projectSchema(metadata, minor), ...root.properties } };
  projected.set(key, schema);
  return schema;
}

const typeFields: Readonly<Record<string, StructuralNode>> = {
  apiVersion: { description: 'The API group and version of the object, such as `karpenter.sh/v1`.', type: 'string' },
  kind: { description: 'What the object is, such as `NodePool`.', type: 'string' },
};
