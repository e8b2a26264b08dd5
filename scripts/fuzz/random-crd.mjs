/** Random CustomResourceDefinitions with most of what a structural schema can say, and objects that fit them more or less. */
const names = ['alpha', 'beta', 'gamma', 'no-dash', 'a.b', '__proto', 'items'];
const patterns = ['^[a-z]+$', '^a', 'b$', '^(a|b)*$', '^\\d+$', '.', '^[^/]+$'];
const formats = [
  'date-time',
  'date',
  'duration',
  'byte',
  'ipv4',
  'ipv6',
  'cidr',
  'uri',
  'uuid',
  'email',
  'hostname',
  'mac',
  'int32',
  'hexcolor',
  'isbn',
  'ssn',
];
const texts = [
  ...['a', 'b', 'abc', '', '7', 'A', 'a/b', 'true', '2026-01-31', '2026-02-30', '2026-01-31T12:00:00Z', '2026-01-31t12:00:00.5+01:00', '1h30m', '5 days'],
  ...['YWJj', 'YWJ', '10.0.0.1', '10.0.0.256', '::1', '10.0.0.0/8', 'https://example.com/a', '/a', 'a@example.com', 'Joe <joe@example.com>'],
  ...['123e4567-e89b-12d3-a456-426614174000', '00:00:5e:00:53:01', 'example.com', '#fff', '978-0321751041', '123-45-6789'],
];
const numbers = [0, 1, -1, 2, 3, 5, 7, 10, 100, 1.5, -0.5, 2147483648, 1e10, 0.1, 1e19];

export function createCrd(random) {
  const spec = objectSchema(random, 1 + random.below(3));
  const root = { type: 'object', properties: { spec, ...(random.chance(0.3) ? { status: objectSchema(random, 1) } : {}) } };
  if (random.chance(0.3)) root.required = ['spec'];
  const subresources = random.chance(0.5) ? { status: {} } : undefined;
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: root }, ...(subresources === undefined ? {} : { subresources }) };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Thing', plural: 'things', singular: 'thing', listKind: 'ThingList' },
      scope: random.pick(['Namespaced', 'Cluster']),
      versions: [version],
    },
  };
}

function schema(random, depth) {
  const makers = [textSchema, textSchema, numberSchema, integerSchema, booleanSchema, intOrStringSchema];
  if (depth > 0) makers.push(objectSchema, objectSchema, mapSchema, listSchema, listSchema);
  const made = random.pick(makers)(random, depth);
  if (random.chance(0.1)) made.nullable = true;
  return made;
}

/** Each entry of `parts` with a chance of its own. */
function some(random, parts, share = 0.25) {
  return Object.fromEntries(Object.entries(parts).filter(() => random.chance(share)));
}

function textSchema(random) {
  const made = { type: 'string', ...some(random, { pattern: random.pick(patterns), minLength: random.below(3), maxLength: 1 + random.below(5) }) };
  if (random.chance(0.3)) return { type: 'string', format: random.pick(formats) };
  if (random.chance(0.15)) return { type: 'string', enum: ['a', 'b', 'abc'], ...(random.chance(0.4) ? { default: 'a' } : {}) };
  return made;
}

function numberSchema(random) {
  const bounds = { minimum: random.pick([0, 0.5, -1]), maximum: random.pick([3, 5.5, 100]), multipleOf: random.pick([0.5, 2, 0.1]) };
  return { type: 'number', ...exclusive(random, some(random, bounds)) };
}

function integerSchema(random) {
  const made = exclusive(random, some(random, { minimum: random.pick([0, 1, -1]), maximum: random.pick([3, 7, 100]), multipleOf: random.pick([2, 5]) }));
  if (random.chance(0.1)) return { type: 'integer', enum: [1, 2, 3] };
  return { type: 'integer', ...made, ...(random.chance(0.3) ? { format: random.pick(['int32', 'int64']) } : {}) };
}

function exclusive(random, bounds) {
  const isStrict = (name) => bounds[name] !== undefined && random.chance(0.3);
  return { ...bounds, ...(isStrict('minimum') ? { exclusiveMinimum: true } : {}), ...(isStrict('maximum') ? { exclusiveMaximum: true } : {}) };
}

const booleanSchema = () => ({ type: 'boolean' });

function intOrStringSchema(random) {
  const forms = { anyOf: [{ type: 'integer' }, { type: 'string' }] };
  return { 'x-kubernetes-int-or-string': true, ...some(random, forms, 0.6), ...some(random, { pattern: random.pick(patterns), maximum: 10 }) };
}

function listSchema(random, depth) {
  const bounds = some(random, { minItems: random.below(3), maxItems: 1 + random.below(3) });
  if (random.chance(0.3)) return { type: 'array', ...bounds, 'x-kubernetes-list-type': 'set', items: random.pick([textSchema, integerSchema])(random) };
  if (random.chance(0.3)) return mapListSchema(random, bounds);
  return { type: 'array', ...bounds, items: schema(random, depth - 1) };
}

function mapListSchema(random, bounds) {
  const keys = random.chance(0.5) ? ['alpha'] : ['alpha', 'beta'];
  const items = { type: 'object', required: keys, properties: { alpha: { type: 'string' }, beta: { type: 'integer' }, gamma: { type: 'boolean' } } };
  return { type: 'array', ...bounds, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys, items };
}

function mapSchema(random, depth) {
  const bounds = some(random, { minProperties: random.below(2), maxProperties: 1 + random.below(3) }, 0.2);
  return { type: 'object', ...bounds, additionalProperties: schema(random, depth - 1) };
}

function objectSchema(random, depth) {
  const fields = names.filter(() => random.chance(0.5));
  const properties = Object.fromEntries(fields.map((name) => [name, schema(random, depth - 1)]));
  const made = { type: 'object', ...(fields.length === 0 ? {} : { properties }) };
  if (fields.length > 0 && random.chance(0.4)) made.required = fields.filter(() => random.chance(0.4));
  if (random.chance(0.15)) made['x-kubernetes-preserve-unknown-fields'] = true;
  if (random.chance(0.08)) Object.assign(made, { 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true });
  if (fields.length > 1 && random.chance(0.3)) Object.assign(made, choices(random, fields, properties));
  return made;
}

/** Schemas on values only, as structural schemas allow them beside the fields. */
function choices(random, fields, properties) {
  const field = () => random.pick(fields);
  const bound = () => {
    const name = field();
    const { type } = properties[name];
    if (type === 'string') return { properties: { [name]: { enum: ['a', 'abc'] } } };
    return type === 'integer' || type === 'number' ? { properties: { [name]: { minimum: 2 } } } : { required: [name] };
  };
  const forms = () => [{ required: [field()] }, random.chance(0.5) ? { required: [field()] } : bound()];
  return random.pick([{ anyOf: forms() }, { oneOf: forms() }, { allOf: forms() }, { not: { required: [field()] } }, { not: bound() }]);
}

export function createObject(random, crd) {
  const [{ schema: whole }] = crd.spec.versions;
  const { spec, status } = whole.openAPIV3Schema.properties;
  return {
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata: { name: 'a' },
    ...(random.chance(0.95) ? { spec: value(random, spec) } : {}),
    ...(status !== undefined && random.chance(0.5) ? { status: value(random, status) } : {}),
    ...(random.chance(0.02) ? { extra: 1 } : {}),
  };
}

const odd = (random) => random.pick([null, '', 'x', 0, 1.5, true, [], {}, [null], { alpha: null }, ['a'], { extra: { deep: [{ er: 1 }] } }]);

function value(random, node) {
  if (random.chance(0.01)) return odd(random);
  if (node.enum !== undefined && random.chance(0.8)) return random.pick(node.enum);
  if (node['x-kubernetes-int-or-string'] === true) return random.chance(0.5) ? random.pick(numbers) : random.pick(texts);
  if (node.type === 'string') return random.pick(texts);
  if (node.type === 'boolean') return random.chance(0.5);
  if (node.type === 'array') return Array.from({ length: random.below(4) }, () => value(random, node.items));
  if (node.type === 'object') return fieldsOf(random, node);
  return random.pick(numbers.filter((each) => node.type === 'number' || Number.isInteger(each) || random.chance(0.1)));
}

function fieldsOf(random, node) {
  const made = {};
  for (const [name, child] of Object.entries(node.properties ?? {})) if (random.chance(0.75)) made[name] = value(random, child);
  if (node.additionalProperties !== undefined) for (const key of ['k', 'a/b', '']) if (random.chance(0.5)) made[key] = value(random, node.additionalProperties);
  if (node['x-kubernetes-embedded-resource'] === true) {
    if (random.chance(0.9)) made.apiVersion = random.pick(['v1', 'apps/v1', '', 'a/b/c', 1]);
    if (random.chance(0.9)) made.kind = random.pick(['Pod', 'pod', '', 'a_b']);
    if (random.chance(0.5)) made.metadata = random.pick([{}, { name: 'a' }, { labels: { a: 'b' } }, { labels: { a: 1 } }, { nmae: 'x' }]);
  }
  if (random.chance(0.05)) made.extra = odd(random);
  return made;
}
