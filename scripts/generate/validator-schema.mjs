/**
 * Rewrites an authored schema with the keywords of validator-keywords.mjs, for all its minors at once.
 * `projection` is src/schemas/project.ts.
 */
export function toValidatorSchema(node, minors, projection) {
  const served = minors.filter((minor) => projection.holdsIn(node, minor));
  const rewritten = withMinors(node, served, projection);
  const inner = (child) => toValidatorSchema(child, served, projection);
  if (node.items !== undefined) rewritten.items = inner(node.items);
  if (node.additionalProperties !== undefined) rewritten.values = inner(node.additionalProperties);
  if (node.properties !== undefined) {
    rewritten.fields = Object.fromEntries(
      Object.entries(node.properties).map(([name, field]) => {
        const { since, until } = field;
        return [name, { ...(since && { since }), ...(until && { until }), schema: inner(field) }];
      }),
    );
  }
  return rewritten;
}

/** Keywords that are the same in every minor stand in the schema, the others in `perMinor`. */
function withMinors(node, served, projection) {
  const byMinor = served.map((minor) => [minor, rewrite(node, minor, projection)]);
  const [, newest = {}] = byMinor.at(-1) ?? [];
  const names = new Set(byMinor.flatMap(([, keywords]) => Object.keys(keywords)));
  const isSame = (name) => byMinor.every(([, keywords]) => JSON.stringify(keywords[name]) === JSON.stringify(newest[name]));
  const constant = Object.fromEntries([...names].filter(isSame).map((name) => [name, newest[name]]));
  const varying = [...names].filter((name) => !isSame(name));
  return varying.length === 0 ? constant : { ...constant, perMinor: stretches(byMinor, varying) };
}

function stretches(byMinor, varying) {
  const found = [];
  for (const [minor, keywords] of byMinor) {
    const schema = Object.fromEntries(varying.filter((name) => keywords[name] !== undefined).map((name) => [name, keywords[name]]));
    const last = found.at(-1);
    if (last !== undefined && JSON.stringify(last.schema) === JSON.stringify(schema)) continue;
    if (last !== undefined) last.until = minor;
    found.push({ ...(last === undefined ? {} : { since: minor }), schema });
  }
  return found;
}

const verbatim = ['nullable', 'minimum', 'maximum', 'multipleOf', 'minItems', 'maxItems'];

function rewrite(node, minor, projection) {
  const constraints = projection.constraintsIn(node, minor);
  const keywords = { ...pick(constraints, verbatim), ...typeOf(constraints) };
  for (const [name, keyword] of renamed) if (constraints[name] !== undefined) keywords[keyword] = constraints[name];
  if (constraints.maxProperties !== undefined) {
    keywords.maxEntries = { limit: constraints.maxProperties, ...(node.properties && { names: Object.keys(node.properties) }) };
  }
  if (constraints['x-kubernetes-list-type'] === 'set') keywords.distinct = true;
  if (constraints.allOf !== undefined) keywords.allOf = constraints.allOf.map(({ pattern }) => ({ goPattern: pattern }));
  const required = missable(node, minor, constraints.required ?? [], projection);
  if (required.length > 0) keywords.present = required;
  return keywords;
}

const renamed = [
  ['enum', 'oneOfTexts'],
  ['pattern', 'goPattern'],
  ['minLength', 'shortest'],
  ['maxLength', 'longest'],
];

function pick(constraints, names) {
  return Object.fromEntries(names.filter((name) => constraints[name] !== undefined).map((name) => [name, constraints[name]]));
}

function typeOf(constraints) {
  const { type, format } = constraints;
  if (constraints['x-kubernetes-int-or-string'] === true) return { intOrString: true };
  if (type === 'integer') return { integer: true };
  if (format === 'date-time') return { dateTime: true };
  if (format === 'rfc3339') return { type, goTime: true };
  return type === undefined ? {} : { type };
}

/** Required fields that no default fills in. */
function missable(node, minor, required, projection) {
  return required.filter((name) => projection.constraintsIn(node.properties[name], minor).default === undefined);
}

/**
 * Gives each object schema that occurs more than once a name of its own, so that its code is generated once.
 * Returns the schemas with references, and the named ones.
 */
export function shareSchemas(schemas) {
  const counts = new Map();
  for (const schema of schemas.values()) walk(schema, (node) => counts.set(JSON.stringify(node), (counts.get(JSON.stringify(node)) ?? 0) + 1));
  const names = new Map();
  const shared = new Map();
  const refer = (node) => {
    if (!isSchema(node)) return node;
    const text = JSON.stringify(node);
    const replaced = mapChildren(node, refer);
    if (text.length < smallestShared || counts.get(text) < 2) return replaced;
    if (!names.has(text)) {
      names.set(text, `shared-${names.size + 1}`);
      shared.set(names.get(text), replaced);
    }
    return { $ref: names.get(text) };
  };
  const roots = new Map([...schemas].map(([name, schema]) => [name, mapChildren(schema, refer)]));
  return { roots, shared };
}

/** Below this many characters a function call costs more code than it saves. */
const smallestShared = 120;

const isSchema = (node) => typeof node === 'object' && node !== null;

function mapChildren(schema, change) {
  const copy = { ...schema };
  if (copy.items) copy.items = change(copy.items);
  if (copy.values) copy.values = change(copy.values);
  if (copy.fields) {
    copy.fields = Object.fromEntries(Object.entries(copy.fields).map(([name, field]) => [name, { ...field, schema: change(field.schema) }]));
  }
  return copy;
}

function walk(schema, visit) {
  visit(schema);
  mapChildren(schema, (child) => {
    walk(child, visit);
    return child;
  });
}
