import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/cel/budget.ts';
import { BudgetError, CelError, CelSyntaxError, UnknownValueError } from '../../src/cel/errors.ts';
import { evaluate } from '../../src/cel/evaluate.ts';
import { compile } from '../../src/cel/program.ts';
import { CelList, CelMap, unknownValue } from '../../src/cel/values.ts';
import type { CelKey, CelValue } from '../../src/cel/values.ts';

function toCel(value: unknown): CelValue {
  if (value === '${X}') return unknownValue;
  if (Array.isArray(value)) return new CelList(value.map(toCel));
  if (typeof value === 'object' && value !== null) {
    return new CelMap(new Map(Object.entries(value).map(([key, child]): [CelKey, CelValue] => [key, toCel(child)])));
  }
  return value as CelValue;
}

function valueOf(expression: string, self: unknown = {}): CelValue {
  return evaluate(compile(expression, ['self']), new Map([['self', toCel(self)]]));
}

const pool = { size: 5n, name: 'x', tags: ['a', 'b'], labels: { k: 'v' }, none: null, ratio: 1.5, bracket: '(', deep: { er: { value: 1n } } };

/** Each is true in the CEL of an API server of Kubernetes 1.35. */
const truths = [
  'self.size == 5 && self.size == 5.0 && self.size < 5.5 && self.size != 4',
  "self.name + 'y' == 'xy' && 'x' in self.tags == false",
  "'k' in self.labels && self.labels.k == 'v' && self.labels['k'] == 'v'",
  'has(self.deep.er.value) && !has(self.other) && !has(self.deep.other)',
  "self.missing == 1 || self.name == 'x'",
  "self.name == 'x' || self.missing == 1",
  "self.tags.exists(t, t.missing == 1 || t == 'b')",
  "self.tags.all(t, t != '') && self.tags.exists_one(t, t == 'a') && self.tags.filter(t, t == 'a') == ['a']",
  "self.labels.all(k, k != '' && self.labels[k] != '') && self.labels.map(k, k) == ['k']",
  'self.?missing.orValue(3) == 3 && self.?size.orValue(3) == 5 && !self.?missing.?deeper.hasValue()',
  'self.labels[?"k"].value() == "v" && optional.of(1).optMap(x, x + 1).value() == 2',
  'self.none == null && type(self.size) == int && type(self.ratio) == double && type(null) == null_type',
  "['b', 'a'].sort() == ['a', 'b'] && [3, 1, 2].sum() == 6 && [3, 1].min() == 1 && [[1], [2, 3]].flatten() == [1, 2, 3]",
  '[1, 2, 2].distinct().size() == 2 && lists.range(3) == [0, 1, 2] && [1, 2, 3].slice(1, 2) == [2] && [1, 2].isSorted()',
  "[1, 2].all(i, v, v > i) && {'a': 1}.transformList(k, v, k + string(v)) == ['a1'] && ['x'].transformMap(i, v, v + v) == {0: 'xx'}",
  'sets.contains([1, 2], [2]) && sets.intersects([1], [1, 3]) && sets.equivalent([1, 1], [1])',
  "'a,b,c'.split(',', 2) == ['a', 'b,c'] && ['a', 'b'].join('-') == 'a-b' && 'hello'.substring(1, 3) == 'el' && 'aXbX'.replace('X', '', 1) == 'abX'",
  "'tacocat'.indexOf('c', 3) == 4 && 'tacocat'.lastIndexOf('c') == 4 && 'a'.charAt(1) == '' && ' x '.trim() == 'x' && 'Ä'.size() == 1",
  "'%s has %d of %.1f'.format(['x', 3, 2.55]) == 'x has 3 of 2.5'",
  "'example.com/key'.find('^([^/]+)') == 'example.com' && 'a1b22'.findAll('[0-9]+') == ['1', '22'] && 'aaa'.matches('^(a+)+$')",
  "quantity('1500m').isLessThan(quantity('2')) && quantity('1Gi').compareTo(quantity('1024Mi')) == 0 && quantity('1k').asInteger() == 1000",
  "!quantity('1500m').isInteger() && quantity('1').add(quantity('500m')).compareTo(quantity('1500m')) == 0 && !isQuantity('1 Gi') && sign(quantity('-1')) == -1",
  "ip('::1').isLoopback() && ip('10.0.0.1').family() == 4 && !isIP('10.0.0.256') && !isIP('::ffff:1.2.3.4') && ip.isCanonical('::1')",
  "cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
  "url('https://example.com:80/a?k=1&k=2').getPort() == '80' && url('https://example.com/a').getHost() == 'example.com' && !isURL('example.com')",
  "semver('1.2.3-rc.1').isLessThan(semver('1.2.3')) && isSemver('v1.2', true) && !isSemver('v1.2') && semver('1.10.0').minor() == 10",
  "format.dns1123Label().validate('A').hasValue() && !format.named('uuid').value().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()",
  "duration('1h30m') == duration('90m') && duration('90m').getHours() == 1 && timestamp('2024-02-29T00:00:00Z') + duration('24h') == timestamp('2024-03-01T00:00:00Z')",
  "timestamp('2024-01-01T03:00:00Z').getDayOfYear('America/New_York') == 364 && timestamp('2024-01-01T00:00:00Z').getHours('+02:00') == 2",
  "int('-5') == -5 && double('1e3') == 1000.0 && string(1.0) == '1' && string(1e6) == '1e+06' && bool('T') && uint('3') == 3u",
  "bytes('ä').size() == 2 && string(b'\\xc3\\xa4') == 'ä' && b'ab' < b'b'",
  '-7 / 2 == -3 && -7 % 2 == -1 && 1u < 2 && -9223372036854775808 < 0',
  "{'a': [1, {'b': 2}]} == {'a': [1, {'b': 2.0}]} && [1] != ['1']",
];

describe('evaluate', () => {
  it.each(truths)('finds true: %s', (expression) => {
    expect(valueOf(expression, pool)).toBe(true);
  });

  it.each([
    ['self.missing', 'no such key: missing'],
    ['has(self.missing.deeper)', 'no such key: missing'],
    ['self.tags[2]', 'index out of bounds: 2'],
    ['9223372036854775807 + 1', 'integer overflow'],
    ['1 / 0', 'division by zero'],
    ["int('0x1')", "type conversion error from 'string' to 'int'"],
    ['[].max()', 'max called on empty list'],
    ["self.name < 1 || self.name == 'y'", 'no such overload'],
    ['optional.none().value()', 'optional.none() dereference'],
    ['self.name.matches(self.bracket)', 'error parsing regexp'],
  ])('%s has no value: %s', (expression, message) => {
    expect(() => valueOf(expression, pool)).toThrow(CelError);
    expect(() => valueOf(expression, pool)).toThrow(message);
  });

  it('says of a placeholder only what holds for every value', () => {
    const self = { known: 'a', open: '${X}', list: ['a', '${X}'] };
    expect(valueOf("self.known == 'a' || self.open == 'b'", self)).toBe(true);
    expect(valueOf("self.list.exists(x, x == 'a')", self)).toBe(true);
    expect(valueOf("'a' in self.list && size(self.list) == 2 && has(self.open)", self)).toBe(true);
    expect(() => valueOf("self.open == 'b'", self)).toThrow(UnknownValueError);
    expect(() => valueOf("self.known == 'b' || self.open == 'b'", self)).toThrow(UnknownValueError);
  });

  it('knows that a map with a key that is filled in later may hold anything', () => {
    const open = new CelMap(new Map([['a', 1n]]), true);
    const scope = new Map([['self', open]]);
    expect(evaluate(compile("has(self.a) && 'a' in self", ['self']), scope)).toBe(true);
    for (const expression of ['has(self.b)', 'self.size() == 1', "self.all(k, k == 'a')"]) {
      expect(() => evaluate(compile(expression, ['self']), scope)).toThrow(UnknownValueError);
    }
  });

  it('ends what costs too much, and takes what it costs from the common budget', () => {
    const nested = compile('lists.range(1000).all(x, lists.range(1000).all(y, y >= 0))', []);
    expect(() => evaluate(nested, new Map())).toThrow(BudgetError);
    const doubling = `['a']${'.map(x, x + x)'.repeat(40)}.size() == 1`;
    expect(() => evaluate(compile(doubling, []), new Map())).toThrow(BudgetError);
    const budget = new Budget(100);
    evaluate(compile('[1, 2].all(x, x > 0)', []), new Map(), budget);
    expect(budget.left).toBeLessThan(90);
    expect(budget.left).toBeGreaterThan(50);
  });
});

describe('compile', () => {
  it.each([
    ['self.size =', 10, /./],
    ['selfe.size', 0, /no variable `selfe`. Did you mean `self`/],
    ["'a'.matchs('a')", 0, /no function `matchs`. Did you mean `matches`/],
    ['siez(self)', 0, /no function `siez`. Did you mean `size`/],
    ['self.all(1, true)', 9, /./],
    ['has(self)', 0, /takes a field/],
  ])('%s is refused at %i', (expression, offset, message) => {
    try {
      compile(expression, ['self']);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CelSyntaxError);
      expect((error as CelSyntaxError).message).toMatch(message);
      expect((error as CelSyntaxError).offset).toBe(offset);
    }
  });

  it('tells which variables an expression reads, those of its macros aside', () => {
    expect([...compile('self.all(x, x == oldSelf)', ['self', 'oldSelf']).variables]).toEqual(['self', 'oldSelf']);
    expect([...compile('[1].all(self, self == 1)', ['self']).variables]).toEqual([]);
  });
});
