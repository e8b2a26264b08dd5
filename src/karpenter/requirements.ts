import { groupBy } from '../core/group-by.ts';
import { normalizeLabel } from './label-aliases.ts';

/** https://karpenter.sh/docs/concepts/nodepools/#operators */
export const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt', 'Gte', 'Lte'] as const;
export type Operator = (typeof operators)[number];

/** One entry of a list of requirements, read. All entries of a list hold at once, also those on the same key. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
  /** How many different values of the label the instance types to choose from must have. */
  readonly minValues?: number;
}

/** A whole number of 64 bits: a bigint only where a number would not be exact. */
type Integer = number | bigint;

/**
 * The values of one label that requirements allow. Two sets that allow the same have the same form.
 * After Requirement in sigs.k8s.io/karpenter pkg/scheduling/requirement.go, and `allowsAbsent` beside it: Karpenter itself has
 * one form for `DoesNotExist` and for a contradiction. `admits` is what it makes of the form, `allows` what is written.
 */
export interface ValueSet {
  /** True where `values` are all that is left out, false where they are all that is allowed. */
  readonly isComplement: boolean;
  readonly values: ReadonlySet<string>;
  /** Inclusive bounds on the value as a whole number, on complements only; text that is no whole number is outside any bound. */
  readonly least: Integer;
  readonly most: Integer;
  /** True where a node without the label is what every requirement says. */
  readonly allowsAbsent: boolean;
  /** 0 where no requirement asks for a number of values. */
  readonly minValues: number;
}

/** A smallest group of requirements on one key that leaves nothing; the last one is the first in the list that empties the key. */
export interface Conflict<R extends LabelRequirement> {
  /** The label's name in use, aliases replaced. */
  readonly key: string;
  readonly requirements: readonly R[];
}

/** Every value, and none: the neutral element of `intersect`. */
export const anyValue: ValueSet = { isComplement: true, values: new Set(), least: -Infinity, most: Infinity, allowsAbsent: true, minValues: 0 };

export function isOperator(word: string): word is Operator {
  return (operators as readonly string[]).includes(word);
}

/** What one requirement allows; undefined where Karpenter refuses it: an order operator without exactly one whole number. */
export function valueSetOf({ operator, values, minValues = 0 }: LabelRequirement): ValueSet | undefined {
  switch (operator) {
    case 'In':
      return { ...anyValue, isComplement: false, values: new Set(values), allowsAbsent: false, minValues };
    case 'NotIn':
      return { ...anyValue, values: new Set(values), minValues };
    case 'Exists':
      return { ...anyValue, allowsAbsent: false, minValues };
    case 'DoesNotExist':
      return { ...anyValue, isComplement: false, minValues };
    default:
      return bounded(operator, values, minValues);
  }
}

/** What both sets allow. */
export function intersect(a: ValueSet, b: ValueSet): ValueSet {
  const allowsAbsent = a.allowsAbsent && b.allowsAbsent;
  const minValues = Math.max(a.minValues, b.minValues);
  const least = a.least > b.least ? a.least : b.least;
  const most = a.most < b.most ? a.most : b.most;
  const isWithin = (value: string): boolean => isBetween(value, least, most);
  if (a.isComplement && b.isComplement && least <= most) {
    const values = new Set([...a.values, ...b.values].filter(isWithin));
    return { isComplement: true, values, least, most, allowsAbsent, minValues };
  }
  const [listed, other] = a.isComplement ? [b, a] : [a, b];
  const values = listed.isComplement ? [] : [...listed.values].filter((value) => isWithin(value) && allows(other, value));
  return { ...anyValue, isComplement: false, values: new Set(values), allowsAbsent, minValues };
}

/** What a list of requirements allows of each label that it names; any other label may be there or not. Refused ones don't count. */
export function combine(requirements: readonly LabelRequirement[]): ReadonlyMap<string, ValueSet> {
  const sets = new Map<string, ValueSet>();
  for (const requirement of requirements) {
    const set = valueSetOf(requirement);
    if (set === undefined) continue;
    const key = normalizeLabel(requirement.key);
    const known = sets.get(key);
    sets.set(key, known === undefined ? set : intersect(known, set));
  }
  return sets;
}

/**
 * Whether Karpenter takes an instance type, or one of its offerings, that can carry these values of the label; none for one
 * that lacks it. Lacking the label is fine with an empty set, which is `DoesNotExist` to Karpenter even where it came of a
 * contradiction, and with a set that leaves something out, which is `NotIn` even beside `Exists` or a bound.
 * Source: Intersects in sigs.k8s.io/karpenter pkg/scheduling/requirements.go.
 */
export function admits(set: ValueSet, values: readonly string[]): boolean {
  if (values.length === 0) return set.isComplement === set.values.size > 0;
  return values.some((value) => allows(set, value));
}

/** True where no node can meet the set, whatever label it carries or lacks. */
export function isEmpty({ isComplement, values, allowsAbsent }: ValueSet): boolean {
  return !isComplement && values.size === 0 && !allowsAbsent;
}

/** True where a node that carries the value meets the set; `undefined` is a node without the label. */
export function allows(set: ValueSet, value: string | undefined): boolean {
  if (value === undefined) return set.allowsAbsent;
  return set.values.has(value) !== set.isComplement && isBetween(value, set.least, set.most);
}

/** The requirements that exclude each other, one group for each key; a pair where a pair is enough. Refused requirements don't count. */
export function findConflicts<R extends LabelRequirement>(requirements: readonly R[]): Conflict<R>[] {
  const byKey = groupBy(requirements, (requirement) => normalizeLabel(requirement.key));
  return [...byKey].flatMap(([key, group]) => {
    const conflict = smallestConflict(group);
    return conflict === undefined ? [] : [{ key, requirements: conflict }];
  });
}

function smallestConflict<R extends LabelRequirement>(group: readonly R[]): readonly R[] | undefined {
  if (group.length < 2) return undefined;
  const readable = group.filter((requirement) => !isEmpty(valueSetOf(requirement) ?? anyValue));
  for (const [index, later] of readable.entries()) {
    const earlier = readable.slice(0, index);
    const partner = earlier.find((requirement) => excludeEachOther([requirement, later]));
    if (partner !== undefined) return [partner, later];
    if (excludeEachOther([...earlier, later])) return [...withoutNeedless(earlier, later), later];
  }
  return undefined;
}

/** Drops each requirement without which the rest still leaves nothing. */
function withoutNeedless<R extends LabelRequirement>(earlier: readonly R[], later: R): readonly R[] {
  return earlier.reduce((kept, requirement) => {
    const others = kept.filter((other) => other !== requirement);
    return excludeEachOther([...others, later]) ? others : kept;
  }, earlier);
}

function excludeEachOther(requirements: readonly LabelRequirement[]): boolean {
  return isEmpty(requirements.reduce((set, requirement) => intersect(set, valueSetOf(requirement) ?? anyValue), anyValue));
}

function bounded(operator: 'Gt' | 'Lt' | 'Gte' | 'Lte', values: readonly string[], minValues: number): ValueSet | undefined {
  const [text = ''] = values;
  const bound = readInteger(text);
  if (values.length !== 1 || bound === undefined) return undefined;
  const exists = { ...anyValue, allowsAbsent: false, minValues };
  // Karpenter makes `DoesNotExist` of it and forgets what else it asks for.
  if (operator === 'Gt' && bound === largest) return { ...anyValue, isComplement: false, allowsAbsent: false };
  if (operator === 'Gt') return { ...exists, least: add(bound, 1) };
  if (operator === 'Gte') return { ...exists, least: bound };
  return { ...exists, most: operator === 'Lt' ? add(bound, -1) : bound };
}

function isBetween(value: string, least: Integer, most: Integer): boolean {
  if (least === -Infinity && most === Infinity) return true;
  const number = readInteger(value);
  return number !== undefined && number >= least && number <= most;
}

const largest = 2n ** 63n - 1n;

/** As strconv.Atoi reads it: a sign, decimal digits, no more than 64 bits. */
function readInteger(text: string): Integer | undefined {
  if (!/^[-+]?[0-9]+$/.test(text)) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  const exact = BigInt(text.replace('+', ''));
  return exact >= -largest - 1n && exact <= largest ? exact : undefined;
}

function add(number: Integer, step: 1 | -1): Integer {
  const exact = BigInt(number) + BigInt(step);
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}
