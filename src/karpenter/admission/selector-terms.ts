import type { Value } from '../../core/resource.ts';
import { choose } from '../../schemas/words.ts';
import { has, knownEntries, knownItems, knownText, lacks } from '../written.ts';
import { placesOf } from './rule.ts';
import type { Breach, CelPlace, CelRule } from './rule.ts';

const classes = [
  ['EC2NodeClass', 'v1'],
  ['EC2NodeClass', 'v1beta1'],
] as const;
const subnets = 'spec.subnetSelectorTerms';
const securityGroups = 'spec.securityGroupSelectorTerms';
const reservations = 'spec.capacityReservationSelectorTerms';

/** https://karpenter.sh/docs/concepts/nodeclasses/#specsubnetselectorterms and the lists after it, AMIs apart. */
export const selectorTermRules: readonly CelRule[] = [
  neverEmpty(subnets),
  neverEmpty(securityGroups),
  atLeastOne(placesOf(classes, subnets), ['tags', 'id']),
  atLeastOne(placesOf(classes, securityGroups), ['tags', 'id', 'name']),
  atLeastOne(placesOf([['EC2NodeClass', 'v1']], reservations, { since: '1.3', until: '1.8' }), ['tags', 'id']),
  atLeastOne(placesOf([['EC2NodeClass', 'v1']], reservations, { since: '1.8' }), ['tags', 'id', 'instanceMatchCriteria']),
  ...alone('id', ['tags'], subnets, 'subnet'),
  ...alone('id', ['tags', 'name'], securityGroups, 'security group'),
  ...alone('name', ['tags', 'id'], securityGroups, 'security group'),
  {
    places: placesOf([['EC2NodeClass', 'v1']], reservations, { since: '1.3', until: '1.8' }),
    serverMessage: "'id' is mutually exclusive, cannot be set along with tags in a capacity reservation selector term",
    check: (list) => everyTermMixes(list, 'id', ['tags', 'ownerID']),
  },
  {
    places: placesOf([['EC2NodeClass', 'v1']], reservations, { since: '1.8' }),
    serverMessage: "'id' is mutually exclusive, cannot be set along with other fields in a capacity reservation selector term",
    check: (list) => everyTermMixes(list, 'id', ['tags', 'ownerID', 'instanceMatchCriteria']),
  },
  {
    places: [
      ...[subnets, securityGroups, 'spec.amiSelectorTerms'].flatMap((path) => placesOf(classes, `${path}[].tags`)),
      ...placesOf([['EC2NodeClass', 'v1']], `${reservations}[].tags`, { since: '1.3' }),
    ],
    serverMessage: "empty tag keys or values aren't supported",
    check: emptyTags,
  },
];

function neverEmpty(path: string): CelRule {
  const name = path.slice('spec.'.length);
  return {
    places: placesOf(classes, path),
    serverMessage: `${name} cannot be empty`,
    *check(self) {
      if (knownItems(self)?.length !== 0) return;
      yield { at: self, message: `\`${name}\` is empty, but needs at least one term.`, help: 'Select by `tags` or by `id`.' };
    },
  };
}

/** Every term must have one of some fields. */
export function atLeastOne(places: readonly CelPlace[], fields: readonly string[]): CelRule {
  return {
    places,
    serverMessage: `expected at least one, got none, [${fields.map((field) => `'${field}'`).join(', ')}]`,
    *check(list) {
      for (const term of list.items()) {
        if (term.node.kind !== 'map' || !fields.every((field) => lacks(term, field))) continue;
        yield { at: term, message: `This term selects nothing: it has none of ${choose(fields)}.`, help: 'Give it one of them, or remove the term.' };
      }
    },
  };
}

/** The same rule in two wordings: before Karpenter 1.3, and in v1beta1, its message names the list. */
function alone(field: string, others: readonly string[], path: string, noun: string): CelRule[] {
  const name = path.slice('spec.'.length);
  const begin = `'${field}' is mutually exclusive, cannot be set with a combination of other fields in`;
  const check = (list: Value): Iterable<Breach> => everyTermMixes(list, field, others);
  const old = [...placesOf([['EC2NodeClass', 'v1beta1']], path), ...placesOf([['EC2NodeClass', 'v1']], path, { until: '1.3' })];
  return [
    { places: old, serverMessage: `${begin} ${name}`, check },
    { places: placesOf([['EC2NodeClass', 'v1']], path, { since: '1.3' }), serverMessage: `${begin} a ${noun} selector term`, check },
  ];
}

/**
 * The server refuses such a mix only where every term of the list is one, and so an empty list as well.
 * Where every term has an id, the rule on ids speaks for all.
 */
export function* everyTermMixes(list: Value, field: string, others: readonly string[]): Iterable<Breach> {
  const terms = knownItems(list);
  if (terms === undefined) return;
  const [first, ...rest] = terms;
  if (first === undefined) {
    if (list.path.at(-1) === 'capacityReservationSelectorTerms' || list.path.at(-1) === 'amiSelectorTerms') yield emptyList(list);
    return;
  }
  if (!terms.every((term) => has(term, field) && others.some((other) => has(term, other)))) return;
  if (field === 'name' && terms.every((term) => has(term, 'id'))) return;
  yield { ...mixes(first, field, others), related: [...mates(first, others), ...rest.map((term) => ({ message: 'this term does the same', at: term }))] };
}

/** The server's rule counts an empty list among those in which every term is wrong. */
function emptyList(list: Value): Breach {
  const name = String(list.path.at(-1));
  return { at: list, message: `\`${name}\` is an empty list, which the API server refuses.`, help: `Remove \`${name}\`, or add a term.` };
}

/** Says that one field of a term leaves no room for the others in it. */
export function mixes(term: Value, field: string, others: readonly string[]): Breach {
  const written = others.filter((other) => has(term, other));
  const what = field === 'name' ? 'looks for one name' : `names one thing by its \`${field}\``;
  return {
    at: term.child(field)?.keyPlace ?? term,
    message: `A term with \`${field}\` ${what}, so it cannot have ${choose(written, 'and')} as well.`,
    help: 'Keep one of them, or make two terms.',
    related: mates(term, others),
  };
}

function mates(term: Value, others: readonly string[]): { readonly message: string; readonly at: Value['keyPlace'] }[] {
  return others.flatMap((other) => {
    const mate = has(term, other) ? term.child(other) : undefined;
    return mate === undefined ? [] : [{ message: `\`${other}\` of the same term`, at: mate.keyPlace }];
  });
}

function* emptyTags(tags: Value): Iterable<Breach> {
  for (const [key, value] of knownEntries(tags)) {
    if (key === '') yield { at: value.keyPlace, message: 'A tag to select by needs a key.' };
    else if (knownText(value) === '') {
      yield { at: value, message: `The tag \`${key}\` has no value to select by.`, help: 'Write `"*"` to match any value.' };
    }
  }
}
