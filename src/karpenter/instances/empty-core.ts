import type { ValueSet } from '../requirements.ts';
import { Launchable } from './launchable.ts';
import type { TypeTable } from './type-table.ts';

/** A smallest group of labels whose requirements together leave no type; empty where the class alone leaves none. */
export function emptyCore(table: TypeTable, sets: ReadonlyMap<string, ValueSet>): readonly string[] {
  const isEmpty = (keys: readonly string[]): boolean => new Launchable(table, new Map([...sets].filter(([key]) => keys.includes(key)))).types.length === 0;
  const alone = [...sets.keys()].find((key) => isEmpty([key]));
  if (alone !== undefined) return [alone];
  return [...sets.keys()].reduce<readonly string[]>(
    (kept, key) => {
      const fewer = kept.filter((other) => other !== key);
      return isEmpty(fewer) ? fewer : kept;
    },
    [...sets.keys()],
  );
}
