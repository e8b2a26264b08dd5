// The flat configuration array; eslint.config.js re-exports it.
const typescript = require('typescript-eslint');

module.exports = typescript.config(
  {
    ignores: [
      'dist/**',
      'editors/*/dist/**',
      'editors/*/server/**',
      'playground/dist/**',
      '**/node_modules/**',
      '**/*.generated.*',
      'fixtures/**',
      'examples/**',
      'node_modules/**',
    ],
  },
  ...typescript.configs.strict,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 45, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'max-depth': ['error', 4],
      complexity: ['error', 16],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration[source.value!="./browser.ts"]', message: 'Name what a module exports.' }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-this-alias': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
    },
  },
  {
    // A message is one sentence for a person: it begins with a capital or a code word and ends with a stop.
    files: ['src/rules/*/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "Property[key.name='message'] > Literal[value=/[^.]$/]",
          message: 'A message ends with a full stop.',
        },
        {
          selector: "Property[key.name='summary'] > Literal[value=/[^.]$/]",
          message: 'A summary is a sentence and ends with a full stop.',
        },
      ],
    },
  },
  { files: ['test/**', 'bench/**'], rules: { 'max-lines-per-function': 'off', 'no-console': 'off' } },
  { files: ['scripts/**', 'bench/**'], rules: { 'no-console': 'off', '@typescript-eslint/no-unused-vars': 'off' } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' }, languageOptions: { globals: { require: 'readonly', module: 'writable' } } },
);
