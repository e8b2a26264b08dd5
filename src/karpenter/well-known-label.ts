import type { MinorRange } from '../schemas/authored.ts';

/** What the value of a label looks like on a node. */
export type ValueForm =
  | { readonly form: 'integer'; readonly unit?: string }
  /** Text of which `known` names all or most values; others are no error. */
  | { readonly form: 'text'; readonly known?: readonly string[] }
  /** Karpenter refuses a requirement that names none of these. */
  | { readonly form: 'closed'; readonly values: readonly KnownValue[] };

/** A value of a closed set, with the minors that know it. */
export interface KnownValue extends MinorRange {
  readonly value: string;
}

/** A label that Karpenter puts on its nodes and understands in requirements; `since` and `until` say in which minors. */
export interface WellKnownLabel extends MinorRange {
  readonly key: string;
  readonly description: string;
  readonly value: ValueForm;
}
