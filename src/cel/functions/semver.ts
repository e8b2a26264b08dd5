import { CelError } from '../errors.ts';
import { CelOpaque } from '../values.ts';
import { overload } from './overload.ts';
import type { FunctionTable } from './overload.ts';

type Identifier = bigint | string;

/** A semantic version; what follows `+` counts for nothing. */
class Semver extends CelOpaque {
  readonly typeName = 'semver';
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly prerelease: readonly Identifier[];

  constructor(numbers: readonly [bigint, bigint, bigint], prerelease: readonly Identifier[]) {
    super();
    this.numbers = numbers;
    this.prerelease = prerelease;
  }

  get key(): string {
    return `${this.numbers.join('.')}-${this.prerelease.join('.')}`;
  }
}

const number = '(0|[1-9][0-9]{0,19})';
const shape = new RegExp(`^${number}\\.${number}\\.${number}(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`);

/** Source: Parse in github.com/blang/semver/v4. */
function readSemver(text: string): Semver | undefined {
  const [, major, minor, patch, prerelease] = shape.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  const identifiers = prerelease === undefined ? [] : prerelease.split('.');
  if (identifiers.some((identifier) => /^0[0-9]+$/.test(identifier))) return undefined;
  const numbers = [BigInt(major), BigInt(minor), BigInt(patch)] as const;
  if (numbers.some((each) => each >= 2n ** 64n)) return undefined;
  return new Semver(
    numbers,
    identifiers.map((identifier) => (/^[0-9]{1,20}$/.test(identifier) ? BigInt(identifier) : identifier)),
  );
}

/** Makes `v1.2` a version: without the `v`, with missing numbers as 0 and without leading zeros. */
function normalized(text: string): string {
  const [major = '', minor, ...patch] = text.replace(/^v/, '').split('.');
  const parts = [major, ...(minor === undefined ? [] : [minor]), ...(patch.length === 0 ? [] : [patch.join('.')])].map(withoutLeadingZeros);
  if (parts.length < 3 && /[-+]/.test(parts.at(-1) ?? '')) return '';
  while (parts.length < 3) parts.push('0');
  return parts.join('.');
}

function withoutLeadingZeros(part: string): string {
  if (part.length < 2) return part;
  const trimmed = part.replace(/^0+/, '');
  return /^[0-9]/.test(trimmed) ? trimmed : `0${trimmed}`;
}

function parsed(text: string): Semver {
  const version = readSemver(text);
  if (version === undefined) throw new CelError(`"${text}" is not a semantic version`);
  return version;
}

function order(a: Semver, b: Semver): number {
  for (const index of [0, 1, 2] as const) if (a.numbers[index] !== b.numbers[index]) return a.numbers[index] < b.numbers[index] ? -1 : 1;
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return Math.sign(b.prerelease.length - a.prerelease.length);
  for (const [index, identifier] of a.prerelease.entries()) {
    const other = b.prerelease[index];
    if (other === undefined) return 1;
    if (identifier !== other) return isBefore(identifier, other) ? -1 : 1;
  }
  return a.prerelease.length < b.prerelease.length ? -1 : 0;
}

/** Numbers come before words. */
function isBefore(a: Identifier, b: Identifier): boolean {
  return typeof a === typeof b ? a < b : typeof a === 'bigint';
}

/** Kubernetes' library of semantic versions. */
export const semverFunctions: FunctionTable = {
  semver: [overload(['string'], parsed), overload(['string', 'bool'], (text, isTolerant) => parsed(isTolerant ? normalized(text) : text))],
  isSemver: [
    overload(['string'], (text) => readSemver(text) !== undefined),
    overload(['string', 'bool'], (text, isTolerant) => readSemver(isTolerant ? normalized(text) : text) !== undefined),
  ],
  '.isGreaterThan': [overload([Semver, Semver], (a, b) => order(a, b) > 0)],
  '.isLessThan': [overload([Semver, Semver], (a, b) => order(a, b) < 0)],
  '.compareTo': [overload([Semver, Semver], (a, b) => BigInt(order(a, b)))],
  '.major': [overload([Semver], ({ numbers }) => numbers[0])],
  '.minor': [overload([Semver], ({ numbers }) => numbers[1])],
  '.patch': [overload([Semver], ({ numbers }) => numbers[2])],
};
