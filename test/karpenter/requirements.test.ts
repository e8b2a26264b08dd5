import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  admits,
  allows,
  anyValue,
  combine as combineByLabel,
  findConflicts,
  intersect,
  isEmpty,
  operators,
  valueSetOf,
} from '../../src/karpenter/requirements.ts';
import type { LabelRequirement, Operator, ValueSet } from '../../src/karpenter/requirements.ts';

const words = ['a', 'b', '0', '1', '2', '3', '4'];

/** Values that no requirement names are in it as well: another word, other spellings of each number, a number beyond every bound. */
const universe = [undefined, ...words, 'c', '-1', '-9', '99', ...['0', '1', '2', '3', '4'].flatMap((digit) => [`0${digit}`, `+${digit}`])];

const requirement: fc.Arbitrary<LabelRequirement> = fc.oneof(
  fc.record({ key: fc.constant('fruit'), operator: fc.constantFrom<Operator>('In', 'NotIn'), values: fc.uniqueArray(fc.constantFrom(...words)) }),
  fc.record({ key: fc.constant('fruit'), operator: fc.constantFrom<Operator>('Exists', 'DoesNotExist'), values: fc.constant([]) }),
  fc.record({
    key: fc.constant('fruit'),
    operator: fc.constantFrom<Operator>('Gt', 'Lt', 'Gte', 'Lte'),
    values: fc.tuple(fc.constantFrom('0', '1', '2', '3', '4')),
  }),
);

/** What an operator means for one node, said without sets. */
function holds({ operator, values }: LabelRequirement, label: string | undefined): boolean {
  const number = label !== undefined && /^[-+]?\d+$/.test(label) ? Number(label) : NaN;
  const bound = Number(values[0]);
  const meanings: Readonly<Record<Operator, boolean>> = {
    In: label !== undefined && values.includes(label),
    NotIn: label === undefined || !values.includes(label),
    Exists: label !== undefined,
    DoesNotExist: label === undefined,
    Gt: number > bound,
    Lt: number < bound,
    Gte: number >= bound,
    Lte: number <= bound,
  };
  return meanings[operator];
}

/**
 * When Karpenter takes a type that lacks the label, said without sets: its `NotIn` does, and is what is left when some value
 * is left out within the bounds; its `DoesNotExist` does, and is what is left when nothing is.
 */
function takesAbsent(requirements: readonly LabelRequirement[]): boolean {
  const bounds = requirements.filter(({ operator }) => /^[GL]te?$/.test(operator));
  const isOrdered = bounds.every((one) => bounds.every((other) => universe.some((label) => label !== undefined && holds(one, label) && holds(other, label))));
  const isClosed = requirements.some(({ operator }) => operator === 'In' || operator === 'DoesNotExist');
  if (isClosed || !isOrdered) return !universe.some((label) => label !== undefined && requirements.every((one) => holds(one, label)));
  const leftOut = requirements.flatMap(({ operator, values }) => (operator === 'NotIn' ? values : []));
  return leftOut.some((value) => bounds.every((bound) => holds(bound, value)));
}

function setOf(one: LabelRequirement): ValueSet {
  const set = valueSetOf(one);
  if (set === undefined) throw new Error('refused');
  return set;
}

function combine(requirements: readonly LabelRequirement[]): ValueSet {
  return requirements.map(setOf).reduce(intersect, anyValue);
}

/** `gpu In a,b` as a requirement. */
function read(text: string): LabelRequirement {
  const [key = '', operator = '', values] = text.split(' ');
  return { key, operator: operator as Operator, values: values?.split(',') ?? [] };
}

function conflictsOf(...texts: readonly string[]): string[] {
  return findConflicts(texts.map(read)).map(({ key, requirements }) => {
    return `${key}: ${requirements.map((one) => [one.operator, ...one.values].join(' ')).join(' / ')}`;
  });
}

describe('value sets', () => {
  it('allow what brute force allows', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 5 }), (requirements) => {
        const set = combine(requirements);
        expect(universe.filter((label) => allows(set, label) !== requirements.every((one) => holds(one, label)))).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  });

  it('admit what Karpenter takes', () => {
    fc.assert(
      fc.property(fc.array(requirement, { minLength: 1, maxLength: 5 }), (requirements) => {
        const set = combine(requirements);
        expect(admits(set, [])).toBe(takesAbsent(requirements));
        const present = universe.filter((label) => label !== undefined);
        expect(present.filter((label) => admits(set, [label]) !== requirements.every((one) => holds(one, label)))).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  });

  it('admit a type that can carry one of several values', () => {
    const set = setOf(read('zone In a,b'));
    expect(admits(set, ['c', 'b'])).toBe(true);
    expect(admits(set, ['c', 'd'])).toBe(false);
  });

  it.each([
    ['a contradiction', ['gpu In a', 'gpu In b'], true],
    ['crossing bounds', ['gpu Gt 3', 'gpu Lt 3'], true],
    ['presence', ['gpu Exists'], false],
    ['a bound', ['gpu Gt 0'], false],
    ['an empty NotIn', ['gpu NotIn'], false],
    ['NotIn beside presence', ['gpu NotIn a', 'gpu Exists'], true],
    ['NotIn outside the bounds', ['gpu NotIn 2', 'gpu Gt 5'], false],
    ['more than the largest number', ['gpu Gt 9223372036854775807'], true],
    ['the largest number', ['gpu Gte 9223372036854775807'], false],
  ])('take a type without the label with %s or not', (_, requirements, expected) => {
    expect(admits(combine(requirements.map(read)), [])).toBe(expected);
  });

  it('keep the largest minValues, and the exactness of large bounds', () => {
    const sets = combineByLabel([
      { key: 'beta.kubernetes.io/arch', operator: 'Exists', values: [], minValues: 2 },
      { key: 'kubernetes.io/arch', operator: 'NotIn', values: ['x'], minValues: 3 },
      { key: 'large', operator: 'Gt', values: ['9007199254740992'] },
      { key: 'large', operator: 'Lt', values: ['9007199254740994'] },
    ]);
    expect([...sets.keys()]).toEqual(['kubernetes.io/arch', 'large']);
    expect(sets.get('kubernetes.io/arch')?.minValues).toBe(3);
    const large = sets.get('large') ?? anyValue;
    expect(['9007199254740992', '9007199254740993', '9007199254740994'].filter((value) => allows(large, value))).toEqual(['9007199254740993']);
  });

  it('are empty exactly when nothing is allowed', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 5 }), (requirements) => {
        const witnesses = universe.filter((label) => requirements.every((one) => holds(one, label)));
        expect(isEmpty(combine(requirements))).toBe(witnesses.length === 0);
      }),
      { numRuns: 10_000 },
    );
  });

  it('intersect in any order and grouping, and a second time without effect', () => {
    const set = fc.array(requirement, { maxLength: 3 }).map(combine);
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        expect(intersect(a, b)).toEqual(intersect(b, a));
        expect(intersect(intersect(a, b), c)).toEqual(intersect(a, intersect(b, c)));
        expect(intersect(a, a)).toEqual(a);
        expect(intersect(a, anyValue)).toEqual(a);
      }),
      { numRuns: 10_000 },
    );
  });

  it('have one form for each meaning', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), fc.array(requirement, { maxLength: 4 }), (some, others) => {
        const [a, b] = [combine(some), combine(others)];
        const sameMeaning = universe.every((label) => allows(a, label) === allows(b, label));
        if (sameMeaning) expect(a).toEqual(b);
      }),
      { numRuns: 10_000 },
    );
  });

  it.each([
    ['Gt', []],
    ['Gt', ['1', '2']],
    ['Lt', ['many']],
    ['Gte', ['']],
    ['Lte', ['1.5']],
    ['Gt', ['99999999999999999999']],
    ['Lte', ['9223372036854775808']],
  ] as const)('are not made of %s %j, which Karpenter refuses', (operator, values) => {
    expect(valueSetOf({ key: 'fruit', operator, values })).toBeUndefined();
  });

  it('hold no integer of more than 64 bits within bounds', () => {
    const set = setOf(read('fruit Gt 1'));
    expect(allows(set, '9223372036854775000')).toBe(true);
    expect(allows(set, '9999999999999999999')).toBe(false);
  });
});

describe('findConflicts', () => {
  it.each([
    ['disjoint lists', ['zone In a', 'zone In b'], ['zone: In a / In b']],
    ['a list without what is left out', ['zone In a,b', 'zone NotIn a,b,c'], ['zone: In a b / NotIn a b c']],
    ['bounds that cross', ['cpu Gt 8', 'cpu Lt 9'], ['cpu: Gt 8 / Lt 9']],
    ['inclusive bounds that cross', ['cpu Gte 8', 'cpu Lte 7'], ['cpu: Gte 8 / Lte 7']],
    ['a list outside a bound', ['cpu In 4,8', 'cpu Gt 8'], ['cpu: In 4 8 / Gt 8']],
    ['words under a bound', ['size In large', 'size Gt 2'], ['size: In large / Gt 2']],
    ['there and not there', ['gpu Exists', 'gpu DoesNotExist'], ['gpu: Exists / DoesNotExist']],
    ['an old and a new name', ['kubernetes.io/arch In arm64', 'beta.kubernetes.io/arch In amd64'], ['kubernetes.io/arch: In arm64 / In amd64']],
    ['three that only together leave nothing', ['zone In a,b', 'zone NotIn a', 'zone NotIn b'], ['zone: In a b / NotIn a / NotIn b']],
    ['a pair behind others that do no harm', ['zone Exists', 'zone In a', 'zone NotIn x', 'zone In b'], ['zone: In a / In b']],
    ['two keys', ['a In 1', 'b In 1', 'a In 2', 'b In 2'], ['a: In 1 / In 2', 'b: In 1 / In 2']],
  ])('names %s', (_, requirements, expected) => {
    expect(conflictsOf(...requirements)).toEqual(expected);
  });

  it.each([
    ['a list and minValues', ['type Exists', 'type In a,b']],
    ['lists that overlap', ['zone In a,b', 'zone In b,c']],
    ['bounds around one number', ['cpu Gt 3', 'cpu Lt 5']],
    ['inclusive bounds that meet', ['cpu Gte 4', 'cpu Lte 4']],
    ['two ways to be absent', ['gpu NotIn a', 'gpu DoesNotExist']],
    ['different keys', ['a In 1', 'b In 2']],
    ['an order operator that Karpenter refuses', ['cpu Gt 8,9', 'cpu Lt 2']],
    ['an empty list, which Karpenter refuses', ['zone In', 'zone In a']],
  ])('leaves %s alone', (_, requirements) => {
    expect(conflictsOf(...requirements)).toEqual([]);
  });

  it('finds a conflict exactly where brute force finds no node', () => {
    const satisfiable = requirement.filter((one) => universe.some((label) => holds(one, label)));
    fc.assert(
      fc.property(fc.array(satisfiable, { maxLength: 5 }), (requirements) => {
        const [conflict] = findConflicts(requirements);
        const isImpossible = !universe.some((label) => requirements.every((one) => holds(one, label)));
        expect(conflict !== undefined).toBe(isImpossible);
        if (conflict === undefined) return;
        const without = conflict.requirements.map((one) => conflict.requirements.filter((other) => other !== one));
        expect(isEmpty(combine(conflict.requirements))).toBe(true);
        for (const fewer of without) expect(isEmpty(combine(fewer))).toBe(false);
      }),
      { numRuns: 10_000 },
    );
  });

  it('knows every operator', () => {
    expect(operators.filter((operator) => valueSetOf({ key: 'a', operator, values: ['1'] }) === undefined)).toEqual([]);
  });
});
