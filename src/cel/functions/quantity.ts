import { CelError } from '../errors.ts';
import { CelOpaque } from '../values.ts';
import { overload } from './overload.ts';
import type { FunctionTable } from './overload.ts';

/** A Kubernetes quantity: `digits` times ten to the power of `scale`. */
class Quantity extends CelOpaque {
  readonly typeName = 'quantity';
  readonly digits: bigint;
  readonly scale: number;
  /** False for what Kubernetes keeps as a decimal of any length, which it never takes for an integer. */
  readonly isShort: boolean;

  constructor(digits: bigint, scale: number, isShort: boolean) {
    super();
    this.digits = digits;
    this.scale = scale;
    this.isShort = isShort;
  }

  /** In billionths, the finest that a quantity can hold. */
  get nanos(): bigint {
    const shift = this.scale + 9;
    return shift >= 0 ? this.digits * 10n ** BigInt(shift) : this.digits / 10n ** BigInt(-shift);
  }

  get key(): string {
    return String(this.nanos);
  }

  /** The value as an integer of 64 bits, where it is written as one. */
  get integer(): bigint | undefined {
    if (!this.isShort || this.scale < 0) return undefined;
    const value = this.digits * 10n ** BigInt(this.scale);
    return value === BigInt.asIntN(64, value) ? value : undefined;
  }
}

const decimalSuffixes: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binarySuffixes: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const shape = /^([-+]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const mostDigits = 18;

/** Source: ParseQuantity in k8s.io/apimachinery pkg/api/resource. */
function readQuantity(text: string): Quantity | undefined {
  // Longer numbers are no amount of anything, and only serve to keep the arithmetic busy.
  const match = text.length > 1000 ? null : shape.exec(text);
  if (match === null) return undefined;
  const [sign = '', integer = '', fraction = '', suffix = ''] = match.slice(1);
  const power = Object.hasOwn(binarySuffixes, suffix) ? binarySuffixes[suffix] : undefined;
  const exponent = power === undefined ? decimalExponent(suffix) : 0;
  if (exponent === undefined || text === '') return undefined;
  const written = BigInt(integer + fraction || '0') * 2n ** BigInt(power ?? 0);
  const scale = exponent - fraction.length;
  const isShort = fitsShort({ integer, fraction, power, scale });
  return roundedUp(new Quantity(sign === '-' ? -written : written, scale, isShort));
}

interface WrittenNumber {
  readonly integer: string;
  readonly fraction: string;
  readonly power: number | undefined;
  readonly scale: number;
}

/** True for what Kubernetes keeps as an integer and a scale. */
function fitsShort({ integer, fraction, power, scale }: WrittenNumber): boolean {
  const count = integer.replace(/^0+/, '').length + fraction.length;
  if (power === undefined) return count <= mostDigits && scale >= -9;
  return fraction === '' && count + Math.trunc((power * 3) / 10) + 1 <= 15;
}

function decimalExponent(suffix: string): number | undefined {
  if (Object.hasOwn(decimalSuffixes, suffix)) return decimalSuffixes[suffix];
  const [, exponent] = /^[eE]([-+]?[0-9]+)$/.exec(suffix) ?? [];
  // A power beyond this is no amount of anything, and only serves to exhaust memory.
  return exponent === undefined || Math.abs(Number(exponent)) > 1000 ? undefined : Number(exponent);
}

/** Anything finer than a billionth is rounded away from zero. */
function roundedUp(quantity: Quantity): Quantity {
  if (quantity.scale >= -9) return quantity;
  const factor = 10n ** BigInt(-9 - quantity.scale);
  const rest = quantity.digits % factor;
  const step = rest === 0n ? 0n : quantity.digits < 0n ? -1n : 1n;
  return new Quantity(quantity.digits / factor + step, -9, quantity.isShort);
}

function parsed(text: string): Quantity {
  const quantity = readQuantity(text);
  if (quantity === undefined) throw new CelError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  return quantity;
}

function order(a: Quantity, b: Quantity): number {
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

function total(a: Quantity, b: Quantity): Quantity {
  const scale = Math.min(a.scale, b.scale);
  const at = ({ digits, scale: own }: Quantity) => digits * 10n ** BigInt(own - scale);
  const sum = at(a) + at(b);
  return new Quantity(sum, scale, a.isShort && b.isShort && sum === BigInt.asIntN(64, sum));
}

function negative({ digits, scale, isShort }: Quantity): Quantity {
  return new Quantity(-digits, scale, isShort);
}

function ofInt(value: bigint): Quantity {
  return new Quantity(value, 0, true);
}

function integerOf(quantity: Quantity): bigint {
  if (quantity.integer === undefined) throw new CelError('cannot convert value to integer');
  return quantity.integer;
}

/** Kubernetes' quantity library. */
export const quantityFunctions: FunctionTable = {
  quantity: [overload(['string'], parsed)],
  isQuantity: [overload(['string'], (text) => readQuantity(text) !== undefined)],
  sign: [overload([Quantity], ({ digits }) => (digits < 0n ? -1n : digits > 0n ? 1n : 0n))],
  '.sign': [overload([Quantity], ({ digits }) => (digits < 0n ? -1n : digits > 0n ? 1n : 0n))],
  '.isGreaterThan': [overload([Quantity, Quantity], (a, b) => order(a, b) > 0)],
  '.isLessThan': [overload([Quantity, Quantity], (a, b) => order(a, b) < 0)],
  '.compareTo': [overload([Quantity, Quantity], (a, b) => BigInt(order(a, b)))],
  '.asApproximateFloat': [overload([Quantity], ({ digits, scale }) => Number(`${digits}e${scale}`))],
  '.asInteger': [overload([Quantity], integerOf)],
  '.isInteger': [overload([Quantity], ({ integer }) => integer !== undefined)],
  '.add': [overload([Quantity, Quantity], total), overload([Quantity, 'int'], (a, b) => total(a, ofInt(b)))],
  '.sub': [overload([Quantity, Quantity], (a, b) => total(a, negative(b))), overload([Quantity, 'int'], (a, b) => total(a, ofInt(-b)))],
};
