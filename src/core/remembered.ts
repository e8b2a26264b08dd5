/** Remembers what was made of an object for as long as the object is there, since many rules ask for the same. */
export function perObject<K extends object, T>(compute: (object: K) => T): (object: K) => T {
  const known = new WeakMap<K, { readonly result: T }>();
  return (object) => {
    const before = known.get(object);
    if (before !== undefined) return before.result;
    const result = compute(object);
    known.set(object, { result });
    return result;
  };
}

/** Remembers what was made of the first so many keys. */
export function perKey<K, T>(compute: (key: K) => T, most = Infinity): (key: K) => T {
  const known = new Map<K, { readonly result: T }>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before.result;
    const result = compute(key);
    if (known.size < most) known.set(key, { result });
    return result;
  };
}

/** Makes something when it is first asked for: most runs need little of all that there is. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly result: T } | undefined;
  return () => (made ??= { result: make() }).result;
}
