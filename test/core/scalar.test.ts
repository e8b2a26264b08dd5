import { describe, expect, it } from 'vitest';
import { resolvePlain, resolveTagged } from '../../src/core/scalar.ts';

// Every expectation is what go.yaml.in/yaml/v2 gives for the same plain scalar.
describe('resolvePlain', () => {
  it.each([
    ['yes', true],
    ['On', true],
    ['y', true],
    ['NO', false],
    ['off', false],
    ['n', false],
    ['yEs', 'yEs'],
    ['oN', 'oN'],
    ['~', null],
    ['', null],
    ['Null', null],
    ['nULL', 'nULL'],
  ])('reads the word %j as %j', (text, value) => {
    expect(resolvePlain(text)).toBe(value);
  });

  it.each([
    ['10', 10],
    ['-7', -7],
    ['+7', 7],
    ['010', 8],
    ['08', 8],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b101', 5],
    ['-0b11', -3],
    ['1_000', 1000],
    ['1e3', 1000],
    ['1.5', 1.5],
    ['1.', 1],
    ['.5', 0.5],
    ['12e03', 12000],
    ['18446744073709551616', 18446744073709551616],
    ['-9223372036854775808', -(2 ** 63)],
    ['-9223372036854775809', -9223372036854777856],
  ])('reads the number %j as %j', (text, value) => {
    expect(resolvePlain(text)).toBe(value);
  });

  it.each([
    '10%',
    '24h',
    '1.2.3',
    '0xZZ',
    '0o8',
    '0b2',
    '-',
    '+',
    '.',
    '1:30',
    '2024-01-01',
    '2001-12-14t21:59:43.10-05:00',
    '1e',
    'e3',
    '--1',
    'ami-0123',
    '1e400',
  ])('leaves %j as text', (text) => {
    expect(resolvePlain(text)).toBe(text);
  });

  it('reads not-a-number and the infinities as floats, which JSON then cannot hold', () => {
    expect(resolvePlain('.nan')).toBeNaN();
    expect(resolvePlain('-.INF')).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('resolveTagged', () => {
  it.each([
    ['!!str', '5', '5'],
    ['!', '5', '5'],
    ['!custom', '5', '5'],
    ['!!int', '5', 5],
    ['!<tag:yaml.org,2002:int>', '0x10', 16],
    ['!!float', '5', 5],
    ['!!float', '1e3', 1000],
    ['!!bool', 'yes', true],
    ['!!null', '', null],
    ['!!timestamp', '2024-01-01', '2024-01-01'],
    ['!!binary', 'w6k=', 'é'],
  ])('%s makes of %j %j', (tag, text, value) => {
    expect(resolveTagged(text, tag)).toBe(value);
  });

  it.each([
    ['!!int', 'five'],
    ['!!int', '5.0'],
    ['!!int', ''],
    ['!!float', 'true'],
    ['!!bool', '1'],
    ['!!null', 'x'],
    ['!!timestamp', 'today'],
    ['!!binary', 'not base64'],
  ])('%s refuses %j', (tag, text) => {
    expect(resolveTagged(text, tag)).toBeUndefined();
  });
});
