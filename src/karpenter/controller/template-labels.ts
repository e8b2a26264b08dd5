import type { Resource, Value } from '../../core/resource.ts';
import { isLabelValue, isQualifiedName } from '../../schemas/kubernetes-names.ts';
import { quote } from '../../schemas/words.ts';
import { hostnameLabel, nodePoolLabel, restrictedDomainOf } from '../labels.ts';
import { knownEntries, knownText } from '../written.ts';
import { loss } from './objection.ts';
import type { Objection } from './objection.ts';

/** The labels of a pool's nodes. Source: validateLabels in pkg/apis/v1/nodepool_validation.go of sigs.k8s.io/karpenter. */
export function* checkTemplateLabels(pool: Resource, minor: string): Iterable<Objection> {
  for (const [key, value] of knownEntries(pool.at('spec', 'template', 'metadata', 'labels'))) {
    const reason = reasonAgainst(key, minor);
    if (reason !== undefined) yield { at: value.keyPlace, message: `${quote(key)} ${reason.message}, ${loss(pool, minor)}.`, help: reason.help };
    yield* checkValue(value, key, `${loss(pool, minor)}.`);
  }
}

/** Why a key can be no label of a node, and what to do; the message completes "`key` …". */
export function reasonAgainst(key: string, minor: string): { readonly message: string; readonly help: string } | undefined {
  if (!isQualifiedName(key)) {
    const message = 'is not a label: a key has at most 63 letters, digits, inner `-`, `_` and `.`, after an optional lower-case `domain/`';
    return { message, help: 'Write it as `example.com/name`.' };
  }
  if (key === nodePoolLabel || key === hostnameLabel) return { message: 'cannot be chosen: every node gets its own', help: 'Remove it.' };
  const domain = restrictedDomainOf(key, minor);
  if (domain === undefined) return undefined;
  return { message: `is not one of the labels that Karpenter knows in its domain \`${domain}\``, help: 'Use a well-known label or a domain of your own.' };
}

function* checkValue(value: Value, key: string, effect: string): Iterable<Objection> {
  const text = knownText(value);
  if (text === undefined || isLabelValue(text)) return;
  yield {
    at: value,
    message: `The label ${quote(key)} is ${quote(text)}, but a label's value is at most 63 letters, digits, inner \`-\`, \`_\` and \`.\`, ${effect}`,
  };
}
