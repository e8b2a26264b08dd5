const versionPattern = String.raw`^v?[0-9]+\.[0-9]+(?:\.[0-9]+(?:[-+][0-9A-Za-z.+-]*)?)?$`;

/** The JSON schema of karplint.yaml, for editors: what src/core/config.ts takes, with every rule and its options. */
export function renderConfigSchema({ ruleMetas, knownVersions, kindNames }) {
  const level = { enum: ['critical', 'improvement', 'note', 'off'] };
  // A key with nothing behind it, such as `rules:` before the first rule is written, says nothing.
  const environment = { enum: ['prod', 'staging', 'dev', 'unknown', null] };
  const globs = { type: ['array', 'null'], items: { type: ['string', 'number'], pattern: '[^!./]' } };
  const rules = {
    type: ['object', 'null'],
    description: 'A severity for a rule, or a map of its severity and options.',
    additionalProperties: { anyOf: [level, { type: 'object' }] },
    properties: Object.fromEntries(ruleMetas.map((meta) => [meta.id, ruleSchema(meta, level)])),
  };
  const known = { propertyNames: { enum: ruleMetas.map(({ id }) => id) } };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'karplint configuration',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { description: 'Where this schema is, for editors.' },
      extends: extendsSchema,
      karpenterVersion: {
        type: ['string', 'number', 'null'],
        pattern: versionPattern,
        description: `The Karpenter version to lint for, such as "${knownVersions.at(-1)}".`,
      },
      environment: { ...environment, description: 'Severities follow it.' },
      environments: environmentsSchema(globs),
      preset: { enum: ['essential', 'recommended', 'all', null], description: 'Which rules are on.' },
      baseline: { type: ['string', 'null'], description: 'A file with the findings that are accepted; `--update-baseline` writes it.' },
      catalog: { type: ['string', 'null'], description: 'A catalogue of instance types; `karplint catalog --update` makes one.' },
      ignore: { ...globs, description: 'Files that are left out.' },
      crd: { ...globs, description: 'Files and folders with CustomResourceDefinitions that replace the built-in schemas of their kinds.' },
      customRules: customRulesSchema(kindNames),
      rules,
      overrides: overridesSchema({ files: { ...globs, type: 'array', minItems: 1 }, environment, rules }),
      render: renderSchema(globs),
      scopes: scopesSchema({ name: { type: ['string', 'number'] }, files: { ...globs, type: 'array', minItems: 1 } }),
    },
    // Without rules of its own, or of another one, a configuration can only speak of karplint's.
    if: { not: { anyOf: [{ required: ['customRules'] }, { required: ['extends'] }] } },
    then: { properties: { rules: known, overrides: { items: { properties: { rules: known } } } } },
  };
}

const extendsSchema = {
  type: ['string', 'array', 'null'],
  pattern: String.raw`\S`,
  items: { type: 'string', pattern: String.raw`\S` },
  description: 'Configurations to build on: files, or npm packages that hold one.',
};

function renderSchema(values) {
  return {
    type: ['array', 'null'],
    description: 'With which values `--render` renders charts; it renders nothing by itself.',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['chart'],
      properties: {
        chart: { type: ['string', 'number'], pattern: '.', description: 'The folder of a chart, from the folder of this file.' },
        values: { ...values, description: 'Files with values, from the folder of this file; later ones win.' },
      },
    },
  };
}

function environmentsSchema(globs) {
  const word = { type: ['string', 'number', 'boolean'] };
  const words = { anyOf: [word, { type: ['array', 'null'], items: word }] };
  const pattern = {
    type: ['object', 'null'],
    additionalProperties: false,
    properties: {
      files: { ...globs, description: 'Files whose objects are of this environment.' },
      labels: { type: ['object', 'null'], additionalProperties: words, description: 'Labels and tags, with the values that mean it; `*` is any text.' },
      clusters: { ...words, description: 'Names of clusters; `*` is any text.' },
    },
  };
  return {
    type: ['object', 'null'],
    description: 'What an environment is known by.',
    additionalProperties: false,
    properties: { prod: pattern, staging: pattern, dev: pattern },
  };
}

function scopesSchema(properties) {
  return {
    type: ['array', 'null'],
    description: 'Files whose objects reach one cluster, where they do not say so themselves.',
    items: { type: 'object', additionalProperties: false, required: ['name', 'files'], properties },
  };
}

function overridesSchema(properties) {
  return {
    type: ['array', 'null'],
    description: 'Settings for some files; later ones win.',
    items: { type: 'object', additionalProperties: false, required: ['files'], properties },
  };
}

/** What src/core/custom-rules.ts takes. */
function customRulesSchema(kindNames) {
  const text = { type: ['string', 'number', 'boolean'] };
  return {
    type: ['object', 'null'],
    description: 'Rules of your own, by their ids.',
    propertyNames: { pattern: '^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$' },
    additionalProperties: {
      type: 'object',
      additionalProperties: false,
      required: ['kinds', 'expression'],
      anyOf: [{ required: ['message'] }, { required: ['messageExpression'] }],
      properties: {
        kinds: {
          type: 'array',
          minItems: 1,
          items: { anyOf: [{ enum: kindNames }, { type: 'string', pattern: '/' }] },
          description: 'What the rule looks at: a kind, with its group where karplint does not know it: `example.com/Widget`.',
        },
        apiVersions: { type: 'array', items: text, description: 'The versions of those kinds that it looks at; all without it.' },
        expression: { ...text, description: 'CEL over `object`: true for an object that is fine.' },
        message: { ...text, description: 'What is wrong and why it matters, in one sentence.' },
        messageExpression: { ...text, description: 'CEL that makes the message.' },
        help: { ...text, description: 'What to do.' },
        docs: { type: 'string', pattern: '^https?://\\S+$', description: 'A page about the rule.' },
        severity: { enum: ['critical', 'improvement', 'note'], description: 'How much it matters (default: improvement).' },
        group: { enum: ['correctness', 'cost', 'reliability', 'security', 'gitops'], description: 'What it is about (default: correctness).' },
        fieldPath: { ...text, description: "What findings point at, such as `.metadata.labels['team']`." },
      },
    },
  };
}

function ruleSchema({ summary, options }, level) {
  const properties = Object.fromEntries(Object.entries(options ?? {}).map(([name, schema]) => [name, schema]));
  return { description: summary, anyOf: [level, { type: 'object', additionalProperties: false, properties: { severity: level, ...properties } }] };
}
