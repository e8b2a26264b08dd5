import type { FunctionTable, Overload } from './overload.ts';
import { addressFunctions } from './addresses.ts';
import { conversionFunctions } from './conversions.ts';
import { listFunctions, setFunctions } from './lists.ts';
import { formatFunctions } from './named-formats.ts';
import { optionalFunctions } from './optionals.ts';
import { quantityFunctions } from './quantity.ts';
import { semverFunctions } from './semver.ts';
import { stringFunctions } from './strings.ts';
import { timeFunctions } from './time.ts';
import { urlFunctions } from './urls.ts';

const tables: readonly FunctionTable[] = [
  ...[conversionFunctions, stringFunctions, listFunctions, setFunctions, optionalFunctions, timeFunctions],
  ...[quantityFunctions, semverFunctions, addressFunctions, urlFunctions, formatFunctions],
];

const overloads = new Map<string, readonly Overload[]>();
for (const table of tables) for (const [name, forms] of Object.entries(table)) overloads.set(name, [...(overloads.get(name) ?? []), ...forms]);

/** Every function: methods with a dot before their name, those of a namespace with the namespace. */
export const functionNames: ReadonlySet<string> = new Set(overloads.keys());

/** The forms of a function; `.name` is a method, whose first argument is the receiver. */
export function overloadsOf(name: string): readonly Overload[] {
  return overloads.get(name) ?? [];
}

/** True for a function such as `optional.of`. */
export function isNamespaced(name: string): boolean {
  return !name.startsWith('.') && name.includes('.') && overloads.has(name);
}
