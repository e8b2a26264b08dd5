import { loadSource } from '../load-source.mjs';

/** The CEL rules that are authored, one entry for each place: see ListedRule in src/karpenter/admission/rules.ts. */
export async function loadRules(root) {
  return (await loadSource(root, 'src/karpenter/admission/rules.ts')).celRules;
}

/**
 * The lines that tell the CEL rules of one CRD version from the authored ones of the same minor. A rule is known by its path, its message
 * and whether it looks at the stored object; what it means is held to the API server's verdicts by `npm run conformance`.
 */
export function compareRules({ version, kind, schema }, rules) {
  const published = new Set(collect(schema, ''));
  const own = rules.filter((rule) => rule.version === version && rule.kind === kind);
  const authored = new Set(own.map(({ path, serverMessage, isTransition }) => spellRule(path, serverMessage, isTransition)));
  return [
    ...[...published].filter((rule) => !authored.has(rule)).map((rule) => `rule in the CRD, but not authored: ${rule}`),
    ...[...authored].filter((rule) => !published.has(rule)).map((rule) => `rule authored, but not in the CRD: ${rule}`),
  ];
}

function spellRule(path, message, isTransition) {
  return `${path}: ${message}${isTransition ? ' (on update)' : ''}`;
}

function collect(node, path) {
  const own = (node['x-kubernetes-validations'] ?? []).map(({ message, rule }) => spellRule(path, message ?? rule, rule.includes('oldSelf')));
  const fields = Object.entries(node.properties ?? {}).flatMap(([name, child]) => collect(child, path === '' ? name : `${path}.${name}`));
  const items = node.items === undefined ? [] : collect(node.items, `${path}[]`);
  const values = node.additionalProperties === undefined ? [] : collect(node.additionalProperties, `${path}{*}`);
  return [...own, ...fields, ...items, ...values];
}
