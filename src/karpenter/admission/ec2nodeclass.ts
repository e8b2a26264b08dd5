import type { Value } from '../../core/resource.ts';
import { choose } from '../../schemas/words.ts';
import { has, knownText, lacks } from '../written.ts';
import { placesOf } from './rule.ts';
import type { Breach, CelRule, Scope } from './rule.ts';

const current = [['EC2NodeClass', 'v1']] as const;
const anyVersion = [...current, ['EC2NodeClass', 'v1beta1']] as const;
const timeouts = ['tcpEstablishedTimeout', 'udpStreamTimeout', 'udpTimeout'];

/** https://karpenter.sh/docs/concepts/nodeclasses/ */
export const ec2NodeClassRules: readonly CelRule[] = [
  notEmpty('role', 'the IAM role of the nodes'),
  notEmpty('instanceProfile', 'the IAM instance profile of the nodes'),
  {
    places: placesOf(anyVersion, 'spec'),
    serverMessage: "must specify exactly one of ['role', 'instanceProfile']",
    check: roleOrProfile,
  },
  {
    places: placesOf(current, 'spec.connectionTracking', { since: '1.13' }),
    serverMessage: 'at least one of tcpEstablishedTimeout, udpStreamTimeout, or udpTimeout must be set',
    *check(tracking) {
      if (!timeouts.every((field) => lacks(tracking, field))) return;
      yield { at: tracking, message: '`connectionTracking` sets no timeout.', help: `Set one of ${choose(timeouts)}, or remove the block.` };
    },
  },
  {
    places: placesOf(current, 'spec.placementGroupSelector', { since: '1.11' }),
    serverMessage: "expected at least one, got none, ['name', 'id']",
    *check(selector) {
      if (!lacks(selector, 'name') || !lacks(selector, 'id')) return;
      yield { at: selector, message: '`placementGroupSelector` selects nothing.', help: 'Give it `name` or `id`, or remove the block.' };
    },
  },
  {
    places: placesOf(current, 'spec.placementGroupSelector', { since: '1.11' }),
    serverMessage: "'name' and 'id' are mutually exclusive",
    *check(selector) {
      const [name, id] = [selector.child('name'), selector.child('id')];
      if (name === undefined || id === undefined || !has(selector, 'name') || !has(selector, 'id')) return;
      const related = [{ message: 'the name', at: name.keyPlace }];
      yield { at: id.keyPlace, message: 'A placement group is selected by `name` or by `id`, not by both.', help: 'Remove one of them.', related };
    },
  },
];

function notEmpty(field: string, meaning: string): CelRule {
  return {
    places: placesOf(anyVersion, `spec.${field}`),
    serverMessage: `${field} cannot be empty`,
    *check(value) {
      if (knownText(value) === '') yield { at: value, message: `\`${field}\` is empty, but names ${meaning}.`, help: 'Write its name.' };
    },
  };
}

function* roleOrProfile(spec: Value, { resource }: Scope): Iterable<Breach> {
  const [role, profile] = [spec.child('role'), spec.child('instanceProfile')];
  if (lacks(spec, 'role') && lacks(spec, 'instanceProfile')) {
    const message = 'An `EC2NodeClass` needs `role` or `instanceProfile`: its nodes could not join the cluster without.';
    yield { at: resource.anchor('spec', 'role'), message, help: 'Add `role`, the name of the IAM role of the nodes.' };
  }
  if (role === undefined || profile === undefined || !has(spec, 'role') || !has(spec, 'instanceProfile')) return;
  yield {
    at: profile.keyPlace,
    message: '`role` and `instanceProfile` exclude each other: Karpenter makes the profile of a role itself.',
    help: 'Remove one of them.',
    related: [{ message: 'the role', at: role.keyPlace }],
  };
}
