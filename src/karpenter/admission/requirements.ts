import type { Value } from '../../core/resource.ts';
import { knownItems, knownNumber, knownText, lacks } from '../written.ts';
import { fractions } from './fractions.ts';
import { placesOf } from './rule.ts';
import type { Breach, CelPlace, CelRule, Scope } from './rule.ts';

const inPools = 'spec.template.spec.requirements';
const inClaims = 'spec.requirements';

/** Where requirements stand, NodeOverlay apart. */
export const requirementPlaces: readonly CelPlace[] = [
  ...placesOf(
    [
      ['NodePool', 'v1'],
      ['NodePool', 'v1beta1'],
    ],
    inPools,
  ),
  ...placesOf(
    [
      ['NodeClaim', 'v1'],
      ['NodeClaim', 'v1beta1'],
    ],
    inClaims,
  ),
];
export const overlayPlaces: readonly CelPlace[] = placesOf([['NodeOverlay', 'v1alpha1']], inClaims);

/** https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecrequirements */
export const requirementRules: readonly CelRule[] = [
  {
    places: [...requirementPlaces, ...overlayPlaces],
    serverMessage: "requirements with operator 'In' must have a value defined",
    check: (list, scope) => withoutValues(list, 'In', scope),
  },
  {
    places: overlayPlaces,
    serverMessage: "requirements with operator 'NotIn' must have a value defined",
    check: (list, scope) => withoutValues(list, 'NotIn', scope),
  },
  {
    places: within([...requirementPlaces, ...overlayPlaces], { until: '1.9' }),
    serverMessage: "requirements operator 'Gt' or 'Lt' must have a single positive integer value",
    check: (list, scope) => withoutOneInteger(list, ['Gt', 'Lt'], scope),
  },
  {
    places: within(
      requirementPlaces.filter(({ version }) => version === 'v1'),
      { since: '1.9' },
    ),
    serverMessage: "requirements operator 'Gt', 'Lt', 'Gte', or 'Lte' must have a single positive integer value",
    check: (list, scope) => withoutOneInteger(list, ['Gt', 'Lt', 'Gte', 'Lte'], scope),
  },
  {
    places: within(overlayPlaces, { since: '1.9' }),
    serverMessage: "requirements operator 'Gt', 'Lt', 'Gte' or 'Lte' must have a single positive integer value",
    check: (list, scope) => withoutOneInteger(list, ['Gt', 'Lt', 'Gte', 'Lte'], scope),
  },
  {
    places: requirementPlaces.map((place) => (place.version === 'v1beta1' ? { ...place, since: '0.35' } : place)),
    serverMessage: "requirements with 'minValues' must have at least that many values specified in the 'values' field",
    check: tooFewValues,
  },
];

function within(places: readonly CelPlace[], range: { readonly since?: string; readonly until?: string }): CelPlace[] {
  return places.map((place) => ({ ...place, ...range }));
}

function* withoutValues(list: Value, operator: string, { resource }: Scope): Iterable<Breach> {
  for (const item of list.items()) {
    if (knownText(item.at('operator')) !== operator) continue;
    const values = item.at('values');
    const help = operator === 'In' ? 'List the values that are allowed, or use `Exists` to allow any.' : 'List the values that are ruled out.';
    const message = `Operator \`${operator}\` needs at least one value, but this requirement${onKey(item)} lists none.`;
    if (lacks(item, 'values')) {
      yield { at: resource.anchor(...item.path, 'values'), message, help, evaluationError: 'no such key: values evaluating rule' };
    } else if (values !== undefined && knownItems(values)?.length === 0) {
      yield { at: values, message, help };
    }
  }
}

function* withoutOneInteger(list: Value, operators: readonly string[], { resource }: Scope): Iterable<Breach> {
  for (const item of list.items()) {
    const operator = knownText(item.at('operator'));
    if (operator === undefined || !operators.includes(operator)) continue;
    const values = item.at('values');
    const wanted = `Operator \`${operator}\` compares with one whole number, but`;
    const help = 'Write one number in quotes, such as `values: ["4"]`.';
    if (lacks(item, 'values')) {
      const at = resource.anchor(...item.path, 'values');
      yield { at, message: `${wanted} this requirement${onKey(item)} has no \`values\`.`, help, evaluationError: 'no such key: values evaluating rule' };
      continue;
    }
    const items = knownItems(values);
    if (values === undefined || items === undefined) continue;
    const [only] = items;
    if (only === undefined || items.length > 1) {
      yield { at: values, message: `${wanted} \`values\` lists ${items.length === 0 ? 'none' : items.length}.`, help };
    } else {
      yield* notAnInteger(only, wanted, help);
    }
  }
}

/** CEL reads the text as Go does: a sign is fine, anything but digits behind it is not, and neither are more than 64 bits. */
function* notAnInteger(value: Value, wanted: string, help: string): Iterable<Breach> {
  const text = knownText(value);
  if (text === undefined) return;
  const number = /^[+-]?[0-9]+$/.test(text) ? BigInt(text.replace('+', '')) : undefined;
  if (number === undefined || number >= 2n ** 63n || number < -(2n ** 63n)) {
    const evaluationError = "type conversion error from 'string' to 'int' evaluating rule";
    yield { at: value, message: `${wanted} \`${text}\` is none.`, help, evaluationError };
  } else if (number < 0n) {
    yield { at: value, message: `${wanted} \`${text}\` is below 0.`, help };
  }
}

function* tooFewValues(list: Value): Iterable<Breach> {
  for (const item of list.items()) {
    const minValues = item.at('minValues');
    const [values, least] = [item.at('values'), knownNumber(minValues)];
    const count = knownItems(values)?.length;
    if (minValues === undefined || values === undefined || least === undefined || count === undefined) continue;
    // An empty list has a complaint of its own.
    if (knownText(item.at('operator')) !== 'In') continue;
    yield* fractions(minValues);
    if (count === 0 || count >= least || !Number.isInteger(least)) continue;
    yield {
      at: minValues,
      message: `\`minValues\` asks for ${least} different values, but \`values\` lists only ${count}.`,
      help: 'List more values, or lower `minValues`.',
      related: [{ message: 'the values', at: values }],
    };
  }
}

function onKey(item: Value): string {
  const key = knownText(item.at('key'));
  return key === undefined ? '' : ` on \`${key}\``;
}
