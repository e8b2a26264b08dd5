import type { Place, Resource, Value } from '../../core/resource.ts';
import type { MinorRange } from '../../schemas/authored.ts';

/** Where a rule sits in the CRDs. Without `since` and `until` it is there as long as the kind is served. */
export interface CelPlace extends MinorRange {
  readonly kind: string;
  /** The version without its group, such as `v1beta1`. */
  readonly version: string;
  /** From the root, with `[]` for each item of a list: `spec.template.spec.requirements[].key`. */
  readonly path: string;
}

/** One way in which an object breaks a rule. */
export interface Breach {
  readonly at: Place;
  readonly message: string;
  readonly help?: string;
  readonly related?: readonly { readonly message: string; readonly at: Place }[];
  /** The server's words where the rule could not be evaluated, which counts as broken. */
  readonly evaluationError?: string;
}

/** What a rule may know beside the value at its place. */
export interface Scope {
  readonly resource: Resource;
  readonly minor: string;
}

/**
 * A validation rule of the CRDs (`x-kubernetes-validations`), written out: `check` yields what breaks it for certain, given the
 * value at the rule's place, which is there and not null. Values of a wrong type are left to the schema.
 */
export interface CelRule {
  readonly places: readonly CelPlace[];
  /** The message as the CRD has it. */
  readonly serverMessage: string;
  check(self: Value, scope: Scope): Iterable<Breach>;
}

/** A rule that compares with the stored object, so that it never speaks when an object is created. */
export type TransitionRule = Omit<CelRule, 'check'>;

/** The same place in several kinds and versions. */
export function placesOf(kindsAndVersions: readonly (readonly [kind: string, version: string])[], path: string, range: MinorRange = {}): CelPlace[] {
  return kindsAndVersions.map(([kind, version]) => ({ kind, version, path, ...range }));
}
