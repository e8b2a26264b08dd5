import { parseAllDocuments, stringify } from 'yaml';
import { oddTexts, oddValues } from './odd-values.mjs';
import { createSurface } from './surface.mjs';

/** Gives one mutant after the other: a manifest of the collection, changed in its values or, in the given share, in how it is written. */
export function createMutator(texts, random, surfaceShare) {
  const manifests = texts.filter((text) => !/\$\{|\$\(|\{\{/.test(text));
  const objects = manifests.flatMap(readObjects);
  const seen = collectValues(objects);
  const changes = createChanges(seen, random);
  const surface = createSurface(random);
  return () => {
    if (random.chance(surfaceShare)) return surface(random.pick(manifests));
    const object = structuredClone(random.pick(objects));
    for (let left = 1 + random.below(3); left > 0; left--) random.pick(changes)(object);
    const text = random.chance(0.15) ? JSON.stringify(object, undefined, 2) : stringify(object, { version: '1.1', lineWidth: 0 });
    return random.chance(0.15) ? surface(text) : text;
  };
}

function readObjects(text) {
  try {
    const objects = parseAllDocuments(text, { version: '1.1', logLevel: 'silent' }).map((document) => document.toJS());
    return objects.filter((object) => typeof object === 'object' && object !== null && !Array.isArray(object));
  } catch {
    return [];
  }
}

/** Every value that the collection has at a field, by the field's name: the best source of values that nearly fit. */
function collectValues(objects) {
  const seen = new Map();
  const visit = (value, name) => {
    const known = seen.get(name) ?? new Map();
    known.set(JSON.stringify(value), value);
    seen.set(name, known);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) visit(child, Array.isArray(value) ? `${name}[]` : key);
  };
  for (const object of objects) visit(object, '');
  return new Map([...seen].map(([name, values]) => [name, [...values.values()]]));
}

function createChanges(seen, random) {
  const names = [...seen.keys()].filter((name) => name !== '' && !name.endsWith('[]'));
  const slot = (object) => random.pick(listSlots(object));
  const put = ({ holder, key }, value) => (holder[key] = structuredClone(value));
  return [
    // A value that another manifest has in this field, three times as often as the rest.
    ...Array.from({ length: 3 }, () => (object) => {
      const at = slot(object);
      put(at, random.pick(seen.get(at.name) ?? oddValues));
    }),
    (object) => put(slot(object), random.pick(oddValues)),
    (object) => remove(slot(object)),
    (object) => {
      const at = slot(object);
      if (typeof at.holder[at.key] === 'string') at.holder[at.key] = changeText(at.holder[at.key], random);
    },
    (object) => {
      const at = slot(object);
      if (typeof at.holder[at.key] === 'number') at.holder[at.key] += random.pick([1, -1, 0.5, 100, -100, 2 ** 31, 1e-9]);
    },
    (object) => {
      const holder = random.pick(listHolders(object).filter((value) => !Array.isArray(value)));
      const name = random.chance(0.8) ? random.pick(names) : random.pick(oddTexts);
      holder[name] = structuredClone(random.pick(seen.get(name) ?? oddValues));
    },
    (object) => {
      const list = random.pick(listHolders(object).filter(Array.isArray));
      if (list === undefined || list.length === 0) return;
      const copies = random.chance(0.1) ? 100 : 1;
      for (let index = 0; index < copies; index++) list.push(structuredClone(random.pick(list)));
    },
    (object) => {
      const { holder, key } = slot(object);
      if (Array.isArray(holder)) return;
      const value = holder[key];
      Reflect.deleteProperty(holder, key);
      holder[changeText(key, random)] = value;
    },
    (object) => {
      const from = slot(object);
      const value = structuredClone(from.holder[from.key]);
      put(slot(object), value);
    },
  ];
}

function listHolders(value) {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(listHolders)];
}

/** Every place that holds a value, with the name of its field. */
function listSlots(object, name = '') {
  return Object.entries(object).flatMap(([key, value]) => {
    const own = Array.isArray(object) ? `${name}[]` : key;
    const inner = typeof value === 'object' && value !== null ? listSlots(value, own) : [];
    return [{ holder: object, key, name: own }, ...inner];
  });
}

function remove({ holder, key }) {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}

function changeText(text, random) {
  const at = random.below(text.length + 1);
  const piece = random.pick(oddTexts);
  const changes = [
    () => text.slice(0, at) + random.pick([...'aZ0-_./@ :\t\n"é%+']) + text.slice(at),
    () => text.slice(0, at) + text.slice(at + 1),
    () => (random.chance(0.5) ? text.toUpperCase() : text.toLowerCase()),
    () => text + piece,
    () => piece,
    () => text.slice(0, at) + text,
  ];
  return random.pick(changes)().slice(0, 400);
}
