import { CelError } from '../errors.ts';
import { CelDuration, CelList, CelMap, CelOptional, CelUint, noValue } from '../values.ts';
import type { CelValue } from '../values.ts';
import { overload } from './overload.ts';
import type { FunctionTable } from './overload.ts';

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === '' || value === 0 || value === 0n) return true;
  if (value instanceof CelList) return value.items.length === 0;
  if (value instanceof CelMap) return value.entries.size === 0 && !value.isOpen;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof CelDuration) return value.nanos === 0n;
  return value instanceof Uint8Array && value.length === 0;
}

/** CEL's optional values; `or` and `orValue` are evaluated lazily elsewhere. */
export const optionalFunctions: FunctionTable = {
  'optional.of': [overload(['dyn'], (value) => new CelOptional(value))],
  'optional.ofNonZeroValue': [overload(['dyn'], (value) => (isZero(value) ? noValue : new CelOptional(value)))],
  'optional.none': [overload([], () => noValue)],
  '.hasValue': [overload(['optional'], ({ value }) => value !== undefined)],
  '.value': [
    overload(['optional'], ({ value }) => {
      if (value === undefined) throw new CelError('optional.none() dereference');
      return value;
    }),
  ],
  '.or': [overload(['optional', 'optional'], (optional, other) => (optional.value === undefined ? other : optional))],
  '.orValue': [overload(['optional', 'dyn'], ({ value }, other) => value ?? other)],
};
