// The layers of docs/architecture.md: arrows point inward, and there are no cycles.
const only = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: `^src/${from}` },
  to: { path: '^src/', pathNot: `^src/(?:${to.join('|')})` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('core-stands-alone', 'core/', ['core/']),
    only('catalog-knows-core', 'catalog/', ['catalog/', 'core/']),
    only('schemas-know-core', 'schemas/', ['schemas/', 'core/', 'karpenter/']),
    only('cel-knows-core', 'cel/', ['cel/', 'core/']),
    only('crd-knows-schemas', 'crd/', ['crd/', 'cel/', 'schemas/', 'karpenter/', 'core/']),
    only('kubernetes-knows-core', 'kubernetes/', ['kubernetes/', 'core/']),
    only('karpenter-knows-schemas', 'karpenter/', ['karpenter/', 'kubernetes/', 'schemas/', 'catalog/', 'core/']),
    only('rules-know-karpenter', 'rules/', ['rules/', 'karpenter/', 'kubernetes/', 'schemas/', 'catalog/', 'core/']),
    only('reporters-know-core', 'reporters/', ['reporters/', 'core/']),
    only('linter-composes', 'linter\\.ts', ['linter\\.ts', 'rules/', 'karpenter/', 'kubernetes/', 'schemas/', 'catalog/', 'core/']),
    only('node-knows-linter', 'node/', ['node/', 'crd/', 'cel/', 'linter\\.ts', 'rules/', 'karpenter/', 'kubernetes/', 'schemas/', 'catalog/', 'core/']),
    only('lsp-knows-node', 'lsp/', ['lsp/', 'node/', 'linter\\.ts', 'rules/', 'karpenter/', 'schemas/', 'catalog/', 'core/']),
    only('browser-knows-linter', 'browser\\.ts', ['linter\\.ts', 'reporters/', 'rules/', 'karpenter/', 'kubernetes/', 'schemas/', 'catalog/', 'core/']),
    {
      name: 'rules-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/rules/(?:correctness|cost|reliability|security|gitops)/' },
      to: { path: '^src/rules/' },
    },
    {
      name: 'portable-code-has-no-node',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:node|cli|lsp)/|^src/index\\.ts' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-module-knows-yaml',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/core/read-yaml\\.ts' },
      to: { path: 'node_modules/(?:js-yaml|yaml)/' },
    },
    {
      name: 'cel-is-loaded-lazily',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:cel|crd)/|^src/node/(?:crds|own-rules)\\.ts' },
      to: { path: '^src/(?:cel|crd)/', dynamic: false },
    },
    {
      name: 'one-module-knows-the-cel-grammar',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cel/program\\.ts' },
      to: { path: 'node_modules/@marcbachmann/' },
    },
    { name: 'one-module-knows-re2', severity: 'error', from: { path: '^src/', pathNot: '^src/cel/regex\\.ts' }, to: { path: 'node_modules/re2js/' } },
    { name: 'no-ajv-at-run-time', severity: 'error', from: { path: '^src/' }, to: { path: 'node_modules/ajv' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
