import { authoredSchema, schemaIn } from './look-up.ts';
import { knownVersions } from '../karpenter/versions.ts';
import { holdsIn } from './project.ts';
import type { StructuralNode } from './project.ts';
import type { ObjectKind } from './served.ts';

/** The minors whose schema of a kind passes a test, as words: "from Karpenter 1.8 on", "in Karpenter 0.32 to 1.0"; undefined for none. */
export function otherMinors(kind: ObjectKind, test: (schema: StructuralNode | undefined) => boolean): string | undefined {
  const authored = authoredSchema(kind);
  if (authored === undefined) return undefined;
  const minors = knownVersions.filter((minor) => holdsIn(authored, minor) && test(schemaIn(kind, minor)));
  const [first, last] = [minors[0], minors.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (last === knownVersions.at(-1)) return `from Karpenter ${first} on`;
  return first === last ? `in Karpenter ${first}` : `in Karpenter ${first} to ${last}`;
}
