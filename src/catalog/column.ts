/** One value for each type of a catalogue, each different value kept once. */
export interface Column<T> {
  readonly values: readonly T[];
  /** The place of each type's value in `values`. */
  readonly index: ArrayLike<number>;
}

/** Makes a column of as many values as there are rows; values are the same where `keyOf` says so, by default where they are one. */
export function makeColumn<T, Row>(rows: readonly Row[], valueOf: (row: Row) => T, keyOf: (value: T) => unknown = (value) => value): Column<T> {
  const values: T[] = [];
  const places = new Map<unknown, number>();
  const index = new Uint16Array(rows.length);
  for (let position = 0; position < rows.length; position++) {
    const value = valueOf(rows[position] as Row);
    const key = keyOf(value);
    const known = places.get(key);
    if (known === undefined) places.set(key, values.push(value) - 1);
    index[position] = known ?? values.length - 1;
  }
  return { values, index };
}

/** A column of as many rows as there are, all with one value. */
export function constantColumn<T>(value: T, length: number): Column<T> {
  return { values: [value], index: new Uint16Array(length) };
}
