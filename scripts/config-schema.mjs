const versionPattern = String.raw`^v?[0-9]+\.[0-9]+(?:\.[0-9]+(?:[-+][0-9A-Za-z.+-]*)?)?$`;

/** The JSON schema of karplint.yaml, for editors: what src/core/config.ts takes, with every rule and its options. */
export function renderConfigSchema({ ruleMetas, knownVersions }) {
  const level = { enum: ['critical', 'improvement', 'note', 'off'] };
  // A key with nothing behind it, such as `rules:` before the first rule is written, says nothing.
  const environment = { enum: ['prod', 'staging', 'dev', 'unknown', null] };
  const globs = { type: ['array', 'null'], items: { type: ['string', 'number'], pattern: '[^!./]' } };
  const rules = {
    type: ['object', 'null'],
    description: 'A severity for a rule, or a map of its severity and options.',
    additionalProperties: false,
    properties: Object.fromEntries(ruleMetas.map((meta) => [meta.id, ruleSchema(meta, level)])),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'karplint configuration',
    type: 'object',
    additionalProperties: false,
    properties: {
      karpenterVersion: {
        type: ['string', 'number', 'null'],
        pattern: versionPattern,
        description: `The Karpenter version to lint for, such as "${knownVersions.at(-1)}".`,
      },
      environment: { ...environment, description: 'Severities follow it.' },
      preset: { enum: ['essential', 'recommended', 'all', null], description: 'Which rules are on.' },
      baseline: { type: ['string', 'null'], description: 'A file with the findings that are accepted; `--update-baseline` writes it.' },
      catalog: { type: ['string', 'null'], description: 'A catalogue of instance types; `karplint catalog --update` makes one.' },
      ignore: { ...globs, description: 'Files that are left out.' },
      crd: { ...globs, description: 'Files and folders with CustomResourceDefinitions that replace the built-in schemas of their kinds.' },
      rules,
      overrides: {
        type: ['array', 'null'],
        description: 'Settings for some files; later ones win.',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files'],
          properties: { files: { ...globs, type: 'array', minItems: 1 }, environment, rules },
        },
      },
    },
  };
}

function ruleSchema({ summary, options }, level) {
  const properties = Object.fromEntries(Object.entries(options ?? {}).map(([name, schema]) => [name, schema]));
  return { description: summary, anyOf: [level, { type: 'object', additionalProperties: false, properties: { severity: level, ...properties } }] };
}
