import { closest } from '../../core/did-you-mean.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { isLabelValue } from '../../schemas/kubernetes-names.ts';
import { holdsIn } from '../../schemas/project.ts';
import { choose, quote } from '../../schemas/words.ts';
import { normalizeLabel } from '../label-aliases.ts';
import { knownValues, nodePoolLabel } from '../labels.ts';
import { knownItems, knownNumber, knownText } from '../written.ts';
import { loss } from './objection.ts';
import type { Objection } from './objection.ts';
import { reasonAgainst } from './template-labels.ts';

/**
 * The requirements of a pool or an overlay. How many values an operator takes is the same in the CRDs, so it is not checked again.
 * Source: ValidateRequirement in pkg/apis/v1/nodeclaim_validation.go of sigs.k8s.io/karpenter.
 */
export function* checkRequirements(resource: Resource, minor: string): Iterable<Objection> {
  const path = resource.kind === 'NodePool' ? ['spec', 'template', 'spec', 'requirements'] : ['spec', 'requirements'];
  const effect = loss(resource, minor);
  for (const item of resource.at(...path)?.items() ?? []) {
    yield* checkKey(item.child('key'), { resource, minor });
    for (const value of item.child('values')?.items() ?? []) yield* checkValue(value, effect);
    if (holdsIn({ since: '1.5' }, minor)) yield* checkKnownValues(item, minor, effect);
  }
}

function* checkKey(key: Value | undefined, { resource, minor }: { readonly resource: Resource; readonly minor: string }): Iterable<Objection> {
  const text = knownText(key);
  if (key === undefined || text === undefined) return;
  // An overlay may choose the nodes of one pool.
  if (text === nodePoolLabel && resource.kind === 'NodeOverlay') return;
  const reason = reasonAgainst(normalizeLabel(text), minor);
  if (reason !== undefined) yield { at: key, message: `${quote(text)} ${reason.message}, ${loss(resource, minor)}.`, help: reason.help };
}

function* checkValue(value: Value, effect: string): Iterable<Objection> {
  const text = knownText(value);
  if (text === undefined || isLabelValue(text)) return;
  const message = `${quote(text)} can be no label's value, which is at most 63 letters, digits, inner \`-\`, \`_\` and \`.\`, ${effect}.`;
  yield { at: value, message };
}

/** Of a label with a closed set of values, enough must be known; the others are only logged. */
function* checkKnownValues(item: Value, minor: string, effect: string): Iterable<Objection> {
  const key = normalizeLabel(knownText(item.child('key')) ?? '');
  const [known, list] = [knownValues(key, minor), item.child('values')];
  const values = knownItems(list);
  if (known === undefined || list === undefined || values === undefined || knownText(item.child('operator')) !== 'In') return;
  const valid = values.filter(({ text }) => known.includes(text ?? ''));
  const least = knownNumber(item.child('minValues'));
  const [first] = values;
  if (valid.length === 0 && first !== undefined) {
    const guess = closest(first.text ?? '', known);
    yield {
      at: values.length === 1 ? first : list,
      message: `\`${key}\` knows only ${choose(known, 'and')}, and none of them is listed, ${effect}.`,
      help: guess === undefined ? `Use ${choose(known)}.` : `Did you mean \`${guess}\`?`,
    };
  } else if (least !== undefined && valid.length < least) {
    const message = `\`minValues\` asks for ${least} values, but of those listed \`${key}\` knows only ${valid.length}, ${effect}.`;
    yield { at: item.child('minValues') ?? list, message, help: `It knows ${choose(known, 'and')}.`, related: [{ message: 'the values', at: list }] };
  }
}
