import type { Resource, Value } from '../../core/resource.ts';
import { isQualifiedName } from '../../schemas/kubernetes-names.ts';
import { quote } from '../../schemas/words.ts';
import { knownText, lacks } from '../written.ts';
import { loss } from './objection.ts';
import type { Objection } from './objection.ts';

/** The taints of a pool's nodes. Source: validateTaints in pkg/apis/v1/nodeclaim_validation.go of sigs.k8s.io/karpenter. */
export function* checkTaints(pool: Resource, minor: string): Iterable<Objection> {
  const taints = ['taints', 'startupTaints'].flatMap((field) => pool.at('spec', 'template', 'spec', field)?.items() ?? []);
  const seen = new Map<string, Value>();
  for (const taint of taints) {
    yield* checkWords(taint, loss(pool, minor));
    const identity = identify(taint);
    const first = identity === undefined ? undefined : seen.get(identity);
    if (first !== undefined) yield repeated(taint, first, loss(pool, minor));
    else if (identity !== undefined) seen.set(identity, taint);
  }
}

function* checkWords(taint: Value, effect: string): Iterable<Objection> {
  for (const field of ['key', 'value']) {
    const value = taint.child(field);
    const text = knownText(value);
    if (value === undefined || text === undefined || isQualifiedName(text) || (field === 'value' && text === '')) continue;
    const wanted = 'at most 63 letters, digits, inner `-`, `_` and `.`, after an optional lower-case `domain/`';
    yield { at: value, message: `The ${field} of this taint is ${quote(text)}, but Karpenter takes ${wanted}, ${effect}.` };
  }
}

/** Key and effect, which make a taint what it is; its value does not count. Undefined where one of them is filled in later. */
function identify(taint: Value): string | undefined {
  const key = knownText(taint.child('key'));
  const effect = lacks(taint, 'effect') ? '' : knownText(taint.child('effect'));
  return key === undefined || effect === undefined ? undefined : JSON.stringify([key, effect]);
}

function repeated(taint: Value, first: Value, effect: string): Objection {
  const [key, verb] = [taint.child('key')?.text, taint.child('effect')?.text ?? ''];
  return {
    at: taint,
    message: `The taint ${quote(`${key ?? ''}:${verb}`)} is set twice, in \`taints\` and \`startupTaints\` together, ${effect}.`,
    help: 'Keep one of the two; a taint with the same key and effect is the same taint, whatever its value.',
    related: [{ message: 'the same taint', at: first }],
  };
}
