import codegen from 'ajv/dist/compile/codegen/index.js';
import { Type } from 'ajv/dist/compile/util.js';
import { usePattern } from 'ajv/dist/vocabularies/code.js';

const { _, getProperty, nil, or } = codegen;

/** The minor as a number that orders like a version: 1.14 is 114, 0.37 is 37. */
export function ordinal(minor) {
  const [major, rest] = minor.split('.').map(Number);
  return major * 100 + rest;
}

/** The ordinal that the caller passes as `this.minor`. */
const minorInUse = _`this.minor`;

function rangeTest({ since, until }) {
  const tests = [];
  if (since !== undefined) tests.push(_`${minorInUse} >= ${ordinal(since)}`);
  if (until !== undefined) tests.push(_`${minorInUse} < ${ordinal(until)}`);
  return tests.length === 0 ? undefined : tests.reduce((all, test) => _`${all} && ${test}`);
}

function check(cxt, schema, place = {}) {
  cxt.subschema({ schema, schemaPath: nil, topSchemaRef: _`undefined`, errSchemaPath: '', ...place }, cxt.gen.name('valid'));
}

const isFree = (schema) => Object.keys(schema).length === 0;
const ownKey = (data, name) => _`${data}${getProperty(name)}`;

/** Known fields in the minors that have them; any other key is an error. The API server drops nulls first, so they satisfy every schema. */
const fields = {
  keyword: 'fields',
  type: 'object',
  schemaType: 'object',
  error: { message: '', params: ({ params }) => _`{key: ${params.key}}` },
  code(cxt) {
    const { gen, data, schema } = cxt;
    for (const [name, field] of Object.entries(schema)) {
      if (isFree(field.schema)) continue;
      const isThere = _`${ownKey(data, name)} != null`;
      const test = rangeTest(field);
      gen.if(test === undefined ? isThere : _`${isThere} && ${test}`, () => check(cxt, field.schema, { dataProp: name }));
    }
    gen.forIn('key', data, (key) => {
      const isKnown = Object.entries(schema).map(([name, field]) => {
        const test = rangeTest(field);
        return test === undefined ? _`${key} === ${name}` : _`(${key} === ${name} && ${test})`;
      });
      gen.if(_`!(${or(...isKnown)})`, () => {
        cxt.setParams({ key });
        cxt.error();
      });
    });
  },
};

/** Fields that must be there; a null counts as absent. */
const present = {
  keyword: 'present',
  type: 'object',
  schemaType: 'array',
  error: { message: '', params: ({ params }) => _`{missing: ${params.missing}}` },
  code(cxt) {
    for (const name of cxt.schema) {
      cxt.gen.if(_`${ownKey(cxt.data, name)} == null`, () => {
        cxt.setParams({ missing: name });
        cxt.error();
      });
    }
  },
};

/** The values of a map with free keys; nulls are dropped before anything looks at them. */
const values = {
  keyword: 'values',
  type: 'object',
  schemaType: 'object',
  code(cxt) {
    cxt.gen.forIn('key', cxt.data, (key) => {
      cxt.gen.if(_`${cxt.data}[${key}] != null`, () => check(cxt, cxt.schema, { dataProp: key, dataPropType: Type.Str }));
    });
  },
};

/** Unknown fields are dropped before anything is counted, and so are nulls. */
const maxEntries = {
  keyword: 'maxEntries',
  type: 'object',
  schemaType: 'object',
  error: { message: '', params: ({ schema }) => _`{limit: ${schema.limit}}` },
  code(cxt) {
    const { gen, data, schema } = cxt;
    const isKnown = (key) => (schema.names === undefined ? _`true` : or(...schema.names.map((name) => _`${key} === ${name}`)));
    const count = gen.let('count', _`0`);
    gen.forIn('key', data, (key) => gen.if(_`${data}[${key}] != null && (${isKnown(key)})`, () => gen.code(_`${count}++`)));
    cxt.fail(_`${count} > ${schema.limit}`);
  },
};

/** What holds in some minors only: a list of stretches, each with a schema for the same value. */
const perMinor = {
  keyword: 'perMinor',
  schemaType: 'array',
  code(cxt) {
    for (const { since, until, schema } of cxt.schema) {
      if (!isFree(schema)) cxt.gen.if(rangeTest({ since, until }), () => check(cxt, schema));
    }
  },
};

/**
 * What the API server takes for an integer: an int64, or a fraction within a billionth of a whole number. 2^63 itself cannot be
 * told from the largest int64 here and is refused. Source: IsFloat64AJSONInteger of github.com/go-openapi/swag.
 */
function isInteger(data) {
  const limit = 2 ** 63;
  const whole = _`${data} % 1 === 0 && ${data} < ${limit} && ${data} >= ${-limit}`;
  const rounded = _`Math.round(${data})`;
  const nearly = _`Math.abs(${data}) <= Number.MAX_SAFE_INTEGER && Math.abs(${data} - ${rounded}) < 1e-9 * Math.abs(${rounded})`;
  return _`(typeof ${data} == "number" && (${whole} || ${nearly}))`;
}

/** `type: integer`. */
const integer = {
  keyword: 'integer',
  schemaType: 'boolean',
  error: { message: '', params: _`{type: "integer"}` },
  code(cxt) {
    cxt.fail(_`!${isInteger(cxt.data)}`);
  },
};

/** `type` of an int-or-string. */
const intOrString = {
  keyword: 'intOrString',
  schemaType: 'boolean',
  error: { message: '', params: _`{type: "integer,string"}` },
  code(cxt) {
    cxt.fail(_`typeof ${cxt.data} != "string" && !${isInteger(cxt.data)}`);
  },
};

const leapDay = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29';
const otherDay = '\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
const timeOfDay = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:.\\d+)?(?:[zZ]|[+-]\\d\\d:\\d\\d)';

/** `format: date-time` of a CRD. Source: k8s.io/kube-openapi pkg/validation/strfmt. */
const dateTime = {
  keyword: 'dateTime',
  schemaType: 'boolean',
  error: { message: '', params: _`{type: "date-time"}` },
  code(cxt) {
    const { data } = cxt;
    const pattern = usePattern(cxt, `^(?:${leapDay}|${otherDay})[tT]${timeOfDay}$`);
    cxt.fail(_`!(typeof ${data} == "string" && ${pattern}.test(${data}))`);
  },
};

const clockTime = '(?:[01]?\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:[.,]\\d+)?(?:Z|[+-](?:[01]\\d|2[0-4]):(?:[0-5]\\d|60))';

/** A time in metadata, as Go's own time.Parse reads RFC 3339. */
const goTime = {
  keyword: 'goTime',
  type: 'string',
  schemaType: 'boolean',
  error: { message: '', params: _`{type: "date-time"}` },
  code(cxt) {
    cxt.fail(_`!${usePattern(cxt, `^(?:${leapDay}|${otherDay})T${clockTime}$`)}.test(${cxt.data})`);
  },
};

/** An enum of texts whose error does not repeat the list. */
const oneOfTexts = {
  keyword: 'oneOfTexts',
  type: 'string',
  schemaType: 'array',
  error: { message: '', params: _`{}` },
  code(cxt) {
    cxt.fail(_`!(${or(...cxt.schema.map((text) => _`${cxt.data} === ${text}`))})`);
  },
};

/** A pattern of Go's regexp, whose error does not repeat it. */
const goPattern = {
  keyword: 'goPattern',
  type: 'string',
  schemaType: 'string',
  error: { message: '', params: _`{}` },
  code(cxt) {
    cxt.fail(_`!${usePattern(cxt, toJavaScript(cxt.schema))}.test(${cxt.data})`);
  },
};

/** In Go `.` stops at a line feed only and `\s` is ASCII. */
function toJavaScript(pattern) {
  return pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\./gs, (token) => (token === '.' ? '[^\\n]' : token === '\\s' ? '[\\t\\n\\f\\r ]' : token));
}

/** Lengths count code points, as Go's runes do; a text is only taken apart where that can matter. */
const longest = {
  keyword: 'longest',
  type: 'string',
  schemaType: 'number',
  error: { message: '', params: ({ schema }) => _`{limit: ${schema}}` },
  code(cxt) {
    const { data, schema } = cxt;
    cxt.fail(_`${data}.length > ${schema} && [...${data}].length > ${schema}`);
  },
};

const shortest = {
  keyword: 'shortest',
  type: 'string',
  schemaType: 'number',
  error: { message: '', params: ({ schema }) => _`{limit: ${schema}}` },
  code(cxt) {
    cxt.fail(_`[...${cxt.data}].length < ${cxt.schema}`);
  },
};

/** A list-type set of texts: the second of several equal items is the error. */
const distinct = {
  keyword: 'distinct',
  type: 'array',
  schemaType: 'boolean',
  error: { message: '', params: ({ params }) => _`{index: ${params.index}}` },
  code(cxt) {
    const { gen, data } = cxt;
    gen.forRange('index', 0, _`${data}.length`, (index) => {
      const first = gen.const('first', _`${data}.indexOf(${data}[${index}])`);
      gen.if(_`${first} < ${index} && ${data}.indexOf(${data}[${index}], ${first} + 1) === ${index}`, () => {
        cxt.setParams({ index });
        cxt.error();
      });
    });
  },
};

export const keywords = [
  fields,
  present,
  values,
  maxEntries,
  perMinor,
  integer,
  intOrString,
  dateTime,
  goTime,
  oneOfTexts,
  goPattern,
  longest,
  shortest,
  distinct,
];
