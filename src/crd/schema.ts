/** One rule of `x-kubernetes-validations`. https://kubernetes.io/docs/reference/using-api/cel/ */
export interface CrdRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
  readonly reason?: string;
  readonly optionalOldSelf?: boolean;
}

/** What a schema says of a value, wherever it stands. */
export interface CrdValidation {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly allOf?: readonly CrdSchema[];
  readonly anyOf?: readonly CrdSchema[];
  readonly oneOf?: readonly CrdSchema[];
  readonly not?: CrdSchema;
}

/** A structural schema as a CustomResourceDefinition has it; `additionalProperties` is a schema or absent once it is read. */
export interface CrdSchema extends CrdValidation {
  readonly description?: string;
  readonly default?: unknown;
  readonly items?: CrdSchema;
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly additionalProperties?: CrdSchema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly CrdRule[];
}

/** A kind in one version that a CustomResourceDefinition serves. */
export interface CrdVersion {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly schema: CrdSchema;
  /** True where `create` drops the status that somebody wrote. */
  readonly hasStatus: boolean;
  /** The path of the replicas of the scale subresource, such as `.spec.replicas`. */
  readonly replicasPath?: string;
  /** True for definitions that keep every unknown field. */
  readonly keepsUnknown: boolean;
}

/** A plain map of JSON. */
export type JsonMap = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema of a field or an entry of a map. */
export function childSchema(schema: CrdSchema | undefined, key: string): CrdSchema | undefined {
  return ownProperty(schema, key) ?? schema?.additionalProperties;
}

/** The schema of a field by its name, entries of a map aside. */
export function ownProperty(schema: CrdSchema | undefined, key: string): CrdSchema | undefined {
  return schema?.properties !== undefined && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
}
