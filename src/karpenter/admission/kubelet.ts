import type { Value } from '../../core/resource.ts';
import { holdsIn } from '../../schemas/project.ts';
import { choose, quote } from '../../schemas/words.ts';
import { knownEntries, knownNumber, knownText, lacks } from '../written.ts';
import { fractions } from './fractions.ts';
import { placesOf } from './rule.ts';
import type { Breach, CelPlace, CelRule, Scope } from './rule.ts';

const signals = ['memory.available', 'nodefs.available', 'nodefs.inodesFree', 'imagefs.available', 'imagefs.inodesFree', 'pid.available'];
const reservable = ['cpu', 'memory', 'ephemeral-storage', 'pid'];

const kubelets: readonly CelPlace[] = [
  ...placesOf(
    [
      ['EC2NodeClass', 'v1'],
      ['NodeClaim', 'v1beta1'],
    ],
    'spec.kubelet',
  ),
  ...placesOf([['NodePool', 'v1beta1']], 'spec.template.spec.kubelet'),
];

/** https://karpenter.sh/docs/concepts/nodeclasses/#speckubelet */
export const kubeletRules: readonly CelRule[] = [
  {
    places: kubelets,
    serverMessage: 'imageGCHighThresholdPercent must be greater than imageGCLowThresholdPercent',
    check: thresholdsCrossed,
  },
  matchingSignals('evictionSoft', 'evictionSoftGracePeriod'),
  matchingSignals('evictionSoftGracePeriod', 'evictionSoft'),
  ...['evictionHard', 'evictionSoft', 'evictionSoftGracePeriod'].map((field) => onlyKeys(field, signals, 'an eviction signal')),
  ...['kubeReserved', 'systemReserved'].flatMap((field) => [onlyKeys(field, reservable, 'a resource that can be reserved'), notNegative(field)]),
];

function fieldPlaces(field: string): CelPlace[] {
  return kubelets.map((place) => ({ ...place, path: `${place.path}.${field}` }));
}

function* thresholdsCrossed(kubelet: Value): Iterable<Breach> {
  const [high, low] = [kubelet.at('imageGCHighThresholdPercent'), kubelet.at('imageGCLowThresholdPercent')];
  const [most, least] = [knownNumber(high), knownNumber(low)];
  if (high === undefined || low === undefined || most === undefined || least === undefined) return;
  yield* fractions(high, low);
  if (most > least || !Number.isInteger(most) || !Number.isInteger(least)) return;
  yield {
    at: high,
    message: `\`imageGCHighThresholdPercent\` is ${most}, but must be above \`imageGCLowThresholdPercent\`, which is ${least}.`,
    help: 'Image clean-up starts at the high mark and stops at the low one.',
    related: [{ message: 'the low threshold', at: low }],
  };
}

/** Each signal of one map must be in the other as well; without the other map the server cannot even look. */
function matchingSignals(field: string, other: string): CelRule {
  return {
    places: kubelets,
    serverMessage: `${field} OwnerKey does not have a matching ${other}`,
    *check(kubelet, { resource }: Scope) {
      const counterpart = kubelet.at(other);
      const help = field === 'evictionSoft' ? `Say how long the signal may last under \`${other}\`.` : `Set the signal's threshold under \`${other}\`.`;
      for (const [signal, value] of knownEntries(kubelet.at(field))) {
        const message = `\`${field}\` names ${quote(signal)}, but \`${other}\` does not.`;
        if (lacks(kubelet, other)) yield { at: value.keyPlace, message, help, evaluationError: `no such key: ${other} evaluating rule` };
        else if (lacks(counterpart, signal)) {
          const at = counterpart ?? resource.anchor(...kubelet.path, other);
          yield { at: value.keyPlace, message, help, related: [{ message: `\`${other}\``, at }] };
        }
      }
    },
  };
}

function onlyKeys(field: string, keys: readonly string[], noun: string): CelRule {
  return {
    places: fieldPlaces(field),
    serverMessage: `valid keys for ${field} are [${keys.map((key) => `'${key}'`).join(',')}]`,
    *check(map) {
      for (const [key, value] of knownEntries(map)) {
        if (!keys.includes(key)) yield { at: value.keyPlace, message: `${quote(key)} is not ${noun}.`, help: `Use ${choose(keys)}.` };
      }
    },
  };
}

function notNegative(field: string): CelRule {
  return {
    places: fieldPlaces(field),
    serverMessage: `${field} value cannot be a negative resource quantity`,
    *check(map, { resource, minor }) {
      for (const [key, value] of knownEntries(map)) {
        if (knownText(value)?.startsWith('-')) {
          yield { at: value, message: `\`${key}\` in \`${field}\` is ${quote(value.text)}, but nothing less than 0 can be reserved.` };
        } else if (takesNumbers(resource.version, minor) && Number.isInteger(knownNumber(value))) {
          yield {
            at: value,
            message: `\`${key}\` in \`${field}\` is a number, but the API server can only check text and refuses the object.`,
            help: `Write it in quotes: \`"${value.node.kind === 'scalar' ? value.node.text : ''}"\`.`,
            evaluationError: "'no such overload': call arguments did not match a supported operator, function or macro signature for rule",
          };
        }
      }
    },
  };
}

/** The schema of the old kinds let numbers through to this rule; later ones refuse them themselves. */
function takesNumbers(version: string, minor: string): boolean {
  return version === 'v1beta1' && holdsIn({ until: '0.36' }, minor);
}
