import { expect, it } from 'vitest';
import { DatasetStore } from '../../src/core/dataset.ts';

const numbers = { name: 'numbers', read: (text: string) => text.split(' ').map(Number) };

it('loads a dataset once, and only when it is asked for', () => {
  const asked: string[] = [];
  const store = new DatasetStore((name) => {
    asked.push(name);
    return '1 2';
  });
  expect(asked).toEqual([]);
  expect([store.get(numbers), store.get(numbers)]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect(asked).toEqual(['numbers']);
});

it('has nothing where the host has nothing', () => {
  expect(new DatasetStore(() => undefined).get(numbers)).toBeUndefined();
});
