import { schemaTexts } from './authored.generated.ts';
import type { SchemaText } from './authored.generated.ts';
import type { MinorRange } from './authored.ts';

/** A kind in one API version, such as NodePool in karpenter.sh/v1. */
export interface ObjectKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const entries: ReadonlyMap<string, SchemaText> = new Map(schemaTexts.map((entry) => [`${entry.group}/${entry.version}/${entry.kind}`, entry]));

/** The authored schema of a kind, still as text; undefined for a kind that no minor serves. */
export function schemaTextOf({ group, version, kind }: ObjectKind): SchemaText | undefined {
  return entries.get(`${group}/${version}/${kind}`);
}

/** The minors that serve a kind, and whether it lives in namespaces. */
export interface Service extends MinorRange {
  readonly scope: 'Cluster' | 'Namespaced';
}

/** Who serves a kind: without `since` all old minors, without `until` all new ones. Undefined where none does. */
export function servedIn(group: string, version: string, kind: string): Service | undefined {
  return schemaTextOf({ group, version, kind });
}

/** The API versions in which a kind is known, with the minors that serve each; the newest first. */
export function versionsOf(group: string, kind: string): readonly (MinorRange & { readonly version: string })[] {
  return [...entries.values()].filter((entry) => entry.group === group && entry.kind === kind).sort((a, b) => (a.version < b.version ? -1 : 1));
}
