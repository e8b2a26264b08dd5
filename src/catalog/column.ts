/** One value for each type of a catalogue, each different value kept once. */
export interface Column<T> {
  readonly values: readonly T[];
  /** The place of each type's value in `values`. */
  readonly index: Uint16Array;
}

/** Makes a column of as many values as there are types; values with the same key are the same. */
export function makeColumn<T, Row>(rows: readonly Row[], valueOf: (row: Row) => T, keyOf: (value: T) => string): Column<T> {
  const values: T[] = [];
  const places = new Map<string, number>();
  const index = Uint16Array.from(rows, (row) => {
    const value = valueOf(row);
    const key = keyOf(value);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, values.length);
    return values.push(value) - 1;
  });
  return { values, index };
}
