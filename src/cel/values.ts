/**
 * A value of CEL. `bigint` is an int of 64 bits, `number` a double; what JavaScript has no word for has a class.
 * https://github.com/google/cel-spec/blob/master/doc/langdef.md#values
 */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | CelUint
  | CelList
  | CelMap
  | CelTimestamp
  | CelDuration
  | CelType
  | CelOptional
  | CelOpaque
  | CelUnknown;

/** An unsigned integer of 64 bits. */
export class CelUint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** A list; one of list-type set or map compares and adds by the identity of its items, whatever their order. */
export class CelList {
  readonly items: readonly CelValue[];
  readonly identify: ((item: CelValue) => string) | undefined;

  constructor(items: readonly CelValue[], identify?: (item: CelValue) => string) {
    this.items = items;
    this.identify = identify;
  }
}

export type CelKey = string | boolean | bigint;

/** A map, or an object with its known fields under their escaped names. */
export class CelMap {
  readonly entries: ReadonlyMap<CelKey, CelValue>;
  /** True where a key is filled in later, so that absence and size are unknown. */
  readonly isOpen: boolean;

  constructor(entries: ReadonlyMap<CelKey, CelValue>, isOpen = false) {
    this.entries = entries;
    this.isOpen = isOpen;
  }
}

/** Nanoseconds since 1970. */
export class CelTimestamp {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

export class CelDuration {
  readonly nanos: bigint;
  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A type as a value, as in `type(self) == string`. */
export class CelType {
  readonly of: string;
  constructor(of: string) {
    this.of = of;
  }
}

export class CelOptional {
  readonly value: CelValue | undefined;
  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

export const noValue = new CelOptional(undefined);

/** A value of one of Kubernetes' own libraries: a quantity, a URL, an address. `key` decides equality. */
export abstract class CelOpaque {
  abstract readonly typeName: OpaqueType;
  abstract readonly key: string;
}

export type OpaqueType = 'quantity' | 'url' | 'ip' | 'cidr' | 'format' | 'semver';

/** Something that is filled in after the file is read. */
export class CelUnknown {
  /** Keeps the class apart from others of the same shape. */
  readonly isUnknown = true;
}

export const unknownValue = new CelUnknown();

/** The name of a value's type as CEL prints it. */
export function typeName(value: CelValue): string {
  if (value === null) return 'null_type';
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    default:
      return classTypeName(value);
  }
}

function classTypeName(value: Exclude<CelValue, null | boolean | bigint | number | string>): string {
  if (value instanceof CelList) return 'list';
  if (value instanceof CelMap) return 'map';
  if (value instanceof CelUint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof CelTimestamp) return 'google.protobuf.Timestamp';
  if (value instanceof CelDuration) return 'google.protobuf.Duration';
  if (value instanceof CelType) return 'type';
  if (value instanceof CelOptional) return 'optional_type';
  return value instanceof CelOpaque ? opaqueNames[value.typeName] : 'unknown';
}

const opaqueNames: Readonly<Record<OpaqueType, string>> = {
  quantity: 'kubernetes.Quantity',
  url: 'kubernetes.URL',
  ip: 'net.IP',
  cidr: 'net.CIDR',
  format: 'kubernetes.NamedFormat',
  semver: 'kubernetes.Semver',
};

/** The types that an expression can name. */
export const namedTypes: ReadonlySet<string> = new Set([
  ...['int', 'uint', 'double', 'bool', 'string', 'bytes', 'list', 'map', 'null_type', 'type', 'optional_type'],
  ...['google.protobuf.Timestamp', 'google.protobuf.Duration', ...Object.values(opaqueNames)],
]);

/** The length that a value counts with where cost grows with size: code units, items or entries. */
export function sizeOf(value: CelValue): number {
  if (typeof value === 'string') return value.length;
  if (value instanceof CelList) return value.items.length;
  if (value instanceof CelMap) return value.entries.size;
  return value instanceof Uint8Array ? value.length : 1;
}
