import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSource } from '../load-source.mjs';

const seenFile = join(import.meta.dirname, 'expressions.json');
/** Hashes of the CEL expressions that the authored rules were written after, separated by blanks, by kind, place and message. */
const seen = JSON.parse(readFileSync(seenFile, 'utf8'));

/** The CEL rules that are authored, one entry for each place: see ListedRule in src/karpenter/admission/listed-rules.ts. */
export async function loadRules(root) {
  return (await loadSource(root, 'src/karpenter/admission/listed-rules.ts')).celRules;
}

/**
 * The lines that tell the CEL rules of one CRD version from the authored ones of the same minor. A rule is known by its path, its message
 * and whether it looks at the stored object; an expression that is new under the same message is named as well.
 */
export function compareRules({ version, kind, schema }, rules) {
  const rulesThere = collect(schema, '');
  const published = new Set(rulesThere.map(({ name }) => name));
  const own = rules.filter((rule) => rule.version === version && rule.kind === kind);
  const authored = new Set(own.map(({ path, serverMessage, isTransition }) => spellRule(path, serverMessage, isTransition)));
  return [
    ...[...published].filter((rule) => !authored.has(rule)).map((rule) => `rule in the CRD, but not authored: ${rule}`),
    ...[...authored].filter((rule) => !published.has(rule)).map((rule) => `rule authored, but not in the CRD: ${rule}`),
    ...rulesThere.filter((rule) => !isSeen(`${kind} ${version}`, rule)).map(({ name, expression }) => `rule with a new expression: ${name}: ${expression}`),
  ];
}

/** Takes the expressions of a CRD version for known. */
export function acceptExpressions({ version, kind, schema }) {
  for (const { name, expression } of collect(schema, '')) {
    const key = `${kind} ${version} ${name}`;
    const hashes = new Set([...(seen[key]?.split(' ') ?? []), hash(expression)]);
    seen[key] = [...hashes].sort().join(' ');
  }
}

export function writeExpressions() {
  writeFileSync(seenFile, `${JSON.stringify(Object.fromEntries(Object.entries(seen).sort()), undefined, 2)}\n`);
}

function isSeen(kind, { name, expression }) {
  return seen[`${kind} ${name}`]?.includes(hash(expression)) === true;
}

function hash(expression) {
  return createHash('sha256').update(expression.replace(/\s+/g, ' ').trim()).digest('hex').slice(0, 12);
}

function spellRule(path, message, isTransition) {
  return `${path}: ${message}${isTransition ? ' (on update)' : ''}`;
}

function collect(node, path) {
  const own = (node['x-kubernetes-validations'] ?? []).map(({ message, rule }) => ({
    name: spellRule(path, message ?? rule, rule.includes('oldSelf')),
    expression: rule,
  }));
  const fields = Object.entries(node.properties ?? {}).flatMap(([name, child]) => collect(child, path === '' ? name : `${path}.${name}`));
  const items = node.items === undefined ? [] : collect(node.items, `${path}[]`);
  const values = node.additionalProperties === undefined ? [] : collect(node.additionalProperties, `${path}{*}`);
  return [...own, ...fields, ...items, ...values];
}
