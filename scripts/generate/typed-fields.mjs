/** The fields of each schema that hold whole numbers or times in Go, as a file of src/schemas; `authored` are the schemas by name. */
export function renderTypedFields(authored, minors, projection) {
  const entries = [...authored].flatMap(([name, schema]) => {
    const fields = fieldsOf(schema, minors, projection);
    return fields.length === 0 ? [] : [`  '${name}': () => [\n${fields.map((field) => `    ${field},\n`).join('')}  ],`];
  });
  return `import type { MinorRange } from './authored.ts';

/** A field whose Go type the schema tells: a whole number with its bits, or a time. */
export interface TypedField extends MinorRange {
  readonly steps: readonly string[];
  readonly type: 'int32' | 'int64' | 'time';
}

/** By the name of the schema; each list is made when somebody asks for it. */
export const typedFields: Readonly<Record<string, () => readonly TypedField[]>> = {
${entries.join('\n')}
};
`;
}

function fieldsOf(schema, minors, projection) {
  const spec = schema.properties.spec;
  if (spec === undefined) return [];
  /** For each field and type the minors that have it. */
  const found = new Map();
  for (const minor of minors) {
    if (!projection.holdsIn(schema, minor)) continue;
    for (const field of walk(projection.projectSchema(spec, minor), ['spec'])) {
      const key = JSON.stringify(field);
      found.set(key, [...(found.get(key) ?? []), minor]);
    }
  }
  return [...found].map(([key, having]) => renderField(JSON.parse(key), having, schema, minors));
}

function* walk({ type, format, properties = {}, items, additionalProperties }, steps) {
  const typed = format === 'date-time' ? 'time' : type === 'integer' ? (format ?? 'int64') : undefined;
  if (typed !== undefined) yield { steps, type: typed };
  for (const [name, child] of Object.entries(properties)) yield* walk(child, [...steps, name]);
  if (items !== undefined) yield* walk(items, [...steps, '[]']);
  if (additionalProperties !== undefined) yield* walk(additionalProperties, [...steps, '{}']);
}

function renderField({ steps, type }, having, schema, minors) {
  const [first, last] = [minors.indexOf(having[0]), minors.indexOf(having.at(-1))];
  if (last - first + 1 !== having.length) throw new Error(`${steps.join('.')} comes and goes`);
  const since = first === 0 || minors[first] === schema.since ? undefined : minors[first];
  const until = last === minors.length - 1 || minors[last + 1] === schema.until ? undefined : minors[last + 1];
  const range = [since && `since: '${since}'`, until && `until: '${until}'`].filter(Boolean);
  return `{ ${[`steps: [${steps.map((step) => `'${step}'`).join(', ')}]`, `type: '${type}'`, ...range].join(', ')} }`;
}
