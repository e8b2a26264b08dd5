import type { Value } from '../../core/resource.ts';
import { choose, quote } from '../../schemas/words.ts';
import { holdsIn } from '../../schemas/project.ts';
import type { MinorRange } from '../../schemas/authored.ts';
import { has, knownItems, knownText, lacks } from '../written.ts';
import { placesOf } from './rule.ts';
import type { Breach, CelRule, Scope } from './rule.ts';
import { atLeastOne, everyTermMixes, mixes } from './selector-terms.ts';

const current = [['EC2NodeClass', 'v1']] as const;
const beta = [['EC2NodeClass', 'v1beta1']] as const;
const path = 'spec.amiSelectorTerms';
const aliasPath = `${path}[].alias`;

/** The families that have an alias, with the `amiFamily` that it stands for. https://karpenter.sh/docs/concepts/nodeclasses/#alias */
const families: readonly (MinorRange & { readonly alias: string; readonly family: string; readonly name: string })[] = [
  { alias: 'al2', family: 'AL2', name: 'an AL2' },
  { alias: 'al2023', family: 'AL2023', name: 'an AL2023' },
  { alias: 'bottlerocket', family: 'Bottlerocket', name: 'a Bottlerocket' },
  { alias: 'windows2019', family: 'Windows2019', name: 'a Windows2019' },
  { alias: 'windows2022', family: 'Windows2022', name: 'a Windows2022' },
  { alias: 'windows2025', family: 'Windows2025', name: 'a Windows2025', since: '1.9' },
];

export const amiSelectorTermRules: readonly CelRule[] = [
  {
    places: placesOf(current, aliasPath),
    serverMessage: "'alias' is improperly formatted, must match the format 'family@version'",
    check: malformedAlias,
  },
  unknownFamily({ until: '1.9' }),
  unknownFamily({ since: '1.9' }),
  {
    places: placesOf(current, aliasPath, { since: '1.0' }),
    serverMessage: "windows families may only specify version 'latest'",
    check: pinnedWindows,
  },
  {
    places: placesOf(current, path),
    serverMessage: "'alias' is mutually exclusive, cannot be set with a combination of other amiSelectorTerms",
    check: aliasAmongTerms,
  },
  {
    places: placesOf(current, path),
    serverMessage: "'alias' is mutually exclusive, cannot be set with a combination of other fields in amiSelectorTerms",
    check: (list) => eachTermMixes(list, 'alias', ['id', 'tags', 'name', 'owner']),
  },
  {
    places: placesOf(current, path),
    serverMessage: "'id' is mutually exclusive, cannot be set with a combination of other fields in amiSelectorTerms",
    // A term with an alias is the business of the rule on aliases.
    check: (list) => eachTermMixes(list, 'id', ['tags', 'name', 'owner'], 'alias'),
  },
  {
    places: placesOf(beta, path),
    serverMessage: "'id' is mutually exclusive, cannot be set with a combination of other fields in amiSelectorTerms",
    check: (list) => everyTermMixes(list, 'id', ['tags', 'name', 'owner']),
  },
  atLeastOne(placesOf(beta, path), ['tags', 'id', 'name']),
  atLeastOne(placesOf(current, path, { until: '1.4' }), ['tags', 'id', 'name', 'alias']),
  atLeastOne(placesOf(current, path, { since: '1.4' }), ['tags', 'id', 'name', 'alias', 'ssmParameter']),
  {
    places: placesOf(current, 'spec'),
    serverMessage: 'must specify amiFamily if amiSelectorTerms does not contain an alias',
    check: missingFamily,
  },
  ...families.map(otherFamily),
  {
    places: placesOf(beta, 'spec'),
    serverMessage: "amiSelectorTerms is required when amiFamily == 'Custom'",
    check: customWithoutTerms,
  },
];

/** The text before the first `@`, as far as it goes. */
function familyIn(alias: string): string {
  return alias.split('@', 1)[0] ?? '';
}

function isWellFormed(alias: string, minor: string): boolean {
  return holdsIn({ since: '1.0' }, minor) ? /^[a-zA-Z0-9]+@[^\n]+$/.test(alias) : /^[a-zA-Z0-9]*@[^\n]*$/.test(alias);
}

function* malformedAlias(alias: Value, { minor }: Scope): Iterable<Breach> {
  const text = knownText(alias);
  if (text === undefined || isWellFormed(text, minor)) return;
  yield { at: alias, message: `${quote(text)} is not an alias: one is written \`family@version\`.`, help: 'Write for example `al2023@v20250915`.' };
}

function unknownFamily(range: MinorRange): CelRule {
  const known = families.filter(({ since }) => since === undefined || since === range.since).map(({ alias }) => alias);
  return {
    places: placesOf(current, aliasPath, range),
    serverMessage: `family is not supported, must be one of the following: ${known.map((alias) => `'${alias}'`).join(', ')}`,
    *check(alias, { minor }) {
      const text = knownText(alias);
      if (text === undefined || !isWellFormed(text, minor) || known.includes(familyIn(text))) return;
      const later = families.find((family) => family.alias === familyIn(text))?.since;
      const lower = known.find((family) => family === familyIn(text).toLowerCase());
      const help = lower === undefined ? `Use ${choose(known)}.` : `Write \`${lower}\`: only lower case counts.`;
      const reason = later === undefined ? 'no AMI family with an alias' : `an AMI family from Karpenter ${later} on`;
      yield { at: alias, message: `${quote(familyIn(text))} in ${quote(text)} is ${reason}.`, help };
    },
  };
}

function* pinnedWindows(alias: Value, { minor }: Scope): Iterable<Breach> {
  const text = knownText(alias);
  if (text === undefined || !isWellFormed(text, minor) || !familyIn(text).startsWith('windows')) return;
  const family = families.find((entry) => entry.alias === familyIn(text));
  if (family === undefined || !holdsIn(family, minor) || text.split('@')[1] === 'latest') return;
  yield { at: alias, message: `${quote(text)} pins a version, but Windows AMIs have only \`latest\`.`, help: `Write \`${familyIn(text)}@latest\`.` };
}

function* aliasAmongTerms(list: Value): Iterable<Breach> {
  const terms = knownItems(list) ?? [];
  const index = terms.findIndex((term) => has(term, 'alias'));
  const alias = terms[index]?.child('alias');
  if (alias === undefined || terms.length < 2) return;
  const others = terms.filter((_, position) => position !== index);
  yield {
    at: alias.keyPlace,
    message: `An \`alias\` must be the only term, but \`amiSelectorTerms\` has ${terms.length}.`,
    help: 'Keep the alias alone, or select all AMIs in other ways.',
    related: others.map((term) => ({ message: 'another term', at: term })),
  };
}

function* eachTermMixes(list: Value, field: string, others: readonly string[], unless?: string): Iterable<Breach> {
  for (const term of list.items()) {
    if (unless !== undefined && has(term, unless)) continue;
    if (has(term, field) && others.some((other) => has(term, other))) yield mixes(term, field, others);
  }
}

function* missingFamily(spec: Value, { resource }: Scope): Iterable<Breach> {
  const terms = knownItems(spec.at('amiSelectorTerms'));
  if (terms === undefined || !lacks(spec, 'amiFamily') || !terms.every((term) => lacks(term, 'alias'))) return;
  const message = '`amiFamily` is missing: only an AMI that is chosen by `alias` tells Karpenter how to start its nodes.';
  const help = 'Add `amiFamily`, such as `AL2023`, or select the AMI by `alias`.';
  yield { at: resource.anchor('spec', 'amiFamily'), message, help };
}

function otherFamily({ alias, family, name, ...range }: (typeof families)[number]): CelRule {
  return {
    places: placesOf(current, 'spec', range),
    serverMessage: `if set, amiFamily must be '${family}' or 'Custom' when using ${name} alias`,
    *check(spec) {
      const chosen = spec.at('amiFamily');
      const text = knownText(chosen);
      const isKnown = families.some((entry) => entry.family === text);
      if (chosen === undefined || !isKnown || text === family) return;
      const values =
        spec
          .at('amiSelectorTerms')
          ?.items()
          .map((term) => term.child('alias')) ?? [];
      const used = values.find((value) => familyIn(knownText(value) ?? '') === alias);
      if (used === undefined) return;
      yield {
        at: chosen,
        message: `\`amiFamily\` is \`${text ?? ''}\`, but the alias ${quote(used.text)} chooses an AMI of \`${family}\`.`,
        help: 'Remove `amiFamily`, or make the two agree.',
        related: [{ message: 'the alias', at: used }],
      };
    },
  };
}

function* customWithoutTerms(spec: Value, { resource }: Scope): Iterable<Breach> {
  if (knownText(spec.at('amiFamily')) !== 'Custom') return;
  const terms = spec.at('amiSelectorTerms');
  const message = '`amiFamily` is `Custom`, so Karpenter has no AMI of its own to choose, and `amiSelectorTerms` must select one.';
  if (lacks(spec, 'amiSelectorTerms')) {
    const evaluationError = 'no such key: amiSelectorTerms evaluating rule';
    yield { at: resource.anchor('spec', 'amiSelectorTerms'), message, help: 'Add `amiSelectorTerms`.', evaluationError };
  }
  // An empty list is refused by the rule on ids as well, whatever the family.
  if (terms !== undefined && knownItems(terms)?.length === 0) yield { at: terms, message, help: 'Add a term.' };
}
