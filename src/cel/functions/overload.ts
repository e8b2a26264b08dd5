import { CelDuration, CelList, CelMap, CelOptional, CelTimestamp, CelType, CelUint } from '../values.ts';
import type { CelOpaque, CelValue } from '../values.ts';

/** What an argument of each type is in TypeScript. */
interface TypeMap {
  dyn: CelValue;
  null: null;
  bool: boolean;
  int: bigint;
  uint: CelUint;
  double: number;
  string: string;
  bytes: Uint8Array;
  list: CelList;
  map: CelMap;
  timestamp: CelTimestamp;
  duration: CelDuration;
  type: CelType;
  optional: CelOptional;
}

type TypeName = keyof TypeMap;
type OpaqueClass = abstract new (...args: never[]) => CelOpaque;
type Parameter = TypeName | OpaqueClass;
type ArgumentOf<P> = P extends TypeName ? TypeMap[P] : P extends abstract new (...args: never[]) => infer Instance ? Instance : never;
type Arguments<P extends readonly Parameter[]> = { [Index in keyof P]: ArgumentOf<P[Index]> };

/** One form of a function; the receiver of a method is its first argument. */
export interface Overload {
  readonly parameters: readonly Parameter[];
  readonly run: (...args: CelValue[]) => CelValue;
}

export type FunctionTable = Readonly<Record<string, readonly Overload[]>>;

/** Gives an overload the types of its parameters. */
export function overload<const P extends readonly Parameter[]>(parameters: P, run: (...args: Arguments<P>) => CelValue): Overload {
  return { parameters, run: run as unknown as Overload['run'] };
}

/** The overload that takes these arguments. */
export function select(overloads: readonly Overload[], args: readonly CelValue[]): Overload | undefined {
  return overloads.find(({ parameters }) => parameters.length === args.length && parameters.every((parameter, index) => fits(args[index] ?? null, parameter)));
}

function fits(value: CelValue, parameter: Parameter): boolean {
  return typeof parameter === 'string' ? tests[parameter](value) : value instanceof parameter;
}

const tests: Readonly<Record<TypeName, (value: CelValue) => boolean>> = {
  dyn: () => true,
  null: (value) => value === null,
  bool: (value) => typeof value === 'boolean',
  int: (value) => typeof value === 'bigint',
  uint: (value) => value instanceof CelUint,
  double: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  bytes: (value) => value instanceof Uint8Array,
  list: (value) => value instanceof CelList,
  map: (value) => value instanceof CelMap,
  timestamp: (value) => value instanceof CelTimestamp,
  duration: (value) => value instanceof CelDuration,
  type: (value) => value instanceof CelType,
  optional: (value) => value instanceof CelOptional,
};
