/** The JSON schema of karplint.yaml, for editors: what src/core/config.ts takes, with every rule and its options. */
export function renderConfigSchema({ ruleMetas, knownVersions }) {
  const level = { enum: ['critical', 'improvement', 'note', 'off', false] };
  const environment = { enum: ['prod', 'staging', 'dev', 'unknown'] };
  const globs = { type: 'array', items: { type: 'string' } };
  const rules = {
    type: 'object',
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
      karpenterVersion: { type: ['string', 'number'], description: `The Karpenter version to lint for, such as "${knownVersions.at(-1)}".` },
      environment: { ...environment, description: 'Severities follow it.' },
      preset: { enum: ['essential', 'recommended', 'all'], description: 'Which rules are on.' },
      ignore: { ...globs, description: 'Files that are left out.' },
      rules,
      overrides: {
        type: 'array',
        description: 'Settings for some files; later ones win.',
        items: { type: 'object', additionalProperties: false, required: ['files'], properties: { files: { ...globs, minItems: 1 }, environment, rules } },
      },
    },
  };
}

function ruleSchema({ summary, options }, level) {
  const properties = Object.fromEntries(Object.entries(options ?? {}).map(([name, schema]) => [name, schema]));
  return { description: summary, anyOf: [level, { type: 'object', additionalProperties: false, properties: { severity: level, ...properties } }] };
}
