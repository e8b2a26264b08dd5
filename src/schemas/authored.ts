/** What may be said of a value: JSON schema's words, with Kubernetes' own where it has some. */
export interface Constraints {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  /** True where a number and text are both fine; `pattern` then binds the text only. Such a node has no `type`. */
  readonly 'x-kubernetes-int-or-string'?: boolean;
  /** True where any content is kept as it is, known or not. */
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly nullable?: boolean;
  /** `date-time` is what a CRD means by it; `rfc3339` is a time in metadata, which must be text. Integers are not held to their bits. */
  readonly format?: 'int32' | 'int64' | 'date-time' | 'rfc3339';
  readonly enum?: readonly string[];
  readonly pattern?: string;
  /** The pattern in words that complete "must be …". */
  readonly patternMeans?: string;
  /** Further schemas that hold as well; the CRDs use it for a second pattern. */
  readonly allOf?: readonly { readonly pattern: string }[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** 1 where a fraction is refused however small: the API server takes 100.00000001 for an integer elsewhere. */
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  /** `set`: no item twice. `map`: no two items with the same keys. Lists are atomic otherwise. */
  readonly 'x-kubernetes-list-type'?: 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  /** What the API server writes where the field is absent or null. */
  readonly default?: unknown;
  readonly required?: readonly string[];
}

/** A stretch of Karpenter minors: from `since` on, and before `until`. */
export interface MinorRange {
  readonly since?: string;
  readonly until?: string;
}

/** Constraints that held in older minors instead of those beside it; null takes one away. */
export type Variant = MinorRange & { readonly [Name in keyof Constraints]?: Constraints[Name] | null };

/** One field, as it is in the newest minor that has it; `since` and `until` say which minors do. */
export interface AuthoredNode extends Constraints, MinorRange {
  readonly description: string;
  readonly variants?: readonly Variant[];
  readonly items?: AuthoredNode;
  /** The values of a map with free keys. */
  readonly additionalProperties?: AuthoredNode;
  readonly properties?: Readonly<Record<string, AuthoredNode>>;
}

/** One kind in one API version, for every minor that serves it. */
export interface AuthoredSchema extends AuthoredNode {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly scope: 'Cluster' | 'Namespaced';
  readonly subresources: Subresources;
}

export interface Subresources {
  /** Present where `create` drops the status that somebody wrote. */
  readonly status?: object;
  readonly scale?: MinorRange & { readonly specReplicasPath: string; readonly statusReplicasPath: string };
}
