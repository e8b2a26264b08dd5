import { describe, expect, it } from 'vitest';
import { hashDiffers } from '../../../src/karpenter/drift/hashed-value.ts';

describe('hashDiffers', () => {
  it.each<[string, unknown, unknown, string]>([
    ['an entry', { a: 'x' }, { a: 'y' }, 'tags'],
    ['one entry more', { a: 'x' }, { a: 'x', b: '' }, 'labels'],
    ['an item', ['a'], ['a', 'b'], 'taints'],
    ['a value of another type', { maxPods: '10' }, { maxPods: 10 }, 'kubelet'],
    ['lines in another order', 'a\nb', 'b\na', 'userData'],
    ['a size', [{ ebs: { volumeSize: '100Gi' } }], [{ ebs: { volumeSize: '100G' } }], 'blockDeviceMappings'],
    ['a line beside a placeholder', 'a ${X}\nb', 'a ${X}\nc', 'userData'],
    ['more lines than a placeholder stands for', '${X}', 'a\nb', 'userData'],
    ['something that was not there', undefined, { a: 'x' }, 'tags'],
  ])('sees %s', (_, a, b, field) => {
    expect(hashDiffers(a, b, field)).toBe(true);
    expect(hashDiffers(b, a, field)).toBe(true);
  });

  it.each<[string, unknown, unknown, string]>([
    ['the order of keys', { a: 'x', b: 'y' }, { b: 'y', a: 'x' }, 'tags'],
    ['the order of items', [{ key: 'a' }, { key: 'b' }], [{ key: 'b' }, { key: 'a' }], 'taints'],
    ['an item that is repeated', ['a', 'a'], ['a'], 'securityGroupIDs'],
    ['what is empty', undefined, [], 'taints'],
    ['what is zero', { key: 'a', value: '' }, { key: 'a' }, 'taint'],
    ['null', { a: null }, undefined, 'kubelet'],
    ['the unit of a duration', '24h', '1440m', 'expireAfter'],
    ['the unit of a size', { volumeSize: '1Ti' }, { volumeSize: '1024Gi' }, 'ebs'],
    ['a placeholder for one value', '${LIFE}', '24h', 'expireAfter'],
    ['a placeholder among values', { a: '${TEAM}', b: 'x' }, { a: 'red', b: 'x' }, 'tags'],
  ])('does not see %s', (_, a, b, field) => {
    expect(hashDiffers(a, b, field)).toBe(false);
    expect(hashDiffers(b, a, field)).toBe(false);
  });
});
