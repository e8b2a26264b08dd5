import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadSource } from '../load-source.mjs';

const listed = 'src/karpenter/admission/index.ts';

/**
 * The authored CEL rules, for the comparison only: `{group, version, kind, path, message, since?, until?}` each, where a path reads
 * like `spec.template.spec.requirements[]`. Undefined where the project has no such list.
 */
export async function loadRules(root) {
  if (!existsSync(join(root, listed))) return undefined;
  return (await loadSource(root, listed)).celRules;
}

/** The lines that tell the CEL rules of one CRD version from the authored ones of the same minor, by path and message. */
export function compareRules({ group, version, kind, schema }, rules) {
  if (rules === undefined) return [];
  const published = new Set(collect(schema, ''));
  const own = rules.filter((rule) => rule.group === group && rule.version === version && rule.kind === kind);
  const authored = new Set(own.map(({ path, message }) => `${path}: ${message}`));
  return [
    ...[...published].filter((rule) => !authored.has(rule)).map((rule) => `rule in the CRD, but not authored: ${rule}`),
    ...[...authored].filter((rule) => !published.has(rule)).map((rule) => `rule authored, but not in the CRD: ${rule}`),
  ];
}

/** Rules that look at `oldSelf` run on updates only, which karplint does not judge. */
function collect(node, path) {
  const own = (node['x-kubernetes-validations'] ?? [])
    .filter(({ rule }) => !rule.includes('oldSelf'))
    .map(({ message, rule }) => `${path}: ${message ?? rule}`);
  const fields = Object.entries(node.properties ?? {}).flatMap(([name, child]) => collect(child, path === '' ? name : `${path}.${name}`));
  const items = node.items === undefined ? [] : collect(node.items, `${path}[]`);
  const values = node.additionalProperties === undefined ? [] : collect(node.additionalProperties, `${path}{*}`);
  return [...own, ...fields, ...items, ...values];
}
