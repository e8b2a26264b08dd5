import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { formatSeconds, optionSeconds } from '../../karpenter/duration.ts';
import { knownSeconds } from '../../karpenter/written.ts';

/** https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecexpireafter */
const defaultExpiry = 720 * 3600;

export default defineRule({
  id: 'termination-grace-period-out-of-range',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  summary: 'The time that draining a node may take is far too short or too long.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#terminationgraceperiod'],
  options: {
    min: { type: 'string', description: 'The shortest grace period that is no finding.', default: '5m' },
    max: { type: 'string', description: 'The longest grace period that is no finding.', default: '168h' },
    maxLifetime: {
      type: 'string',
      description: 'The longest that a node may live, `expireAfter` and the grace period together; `none` sets no bound.',
      default: 'none',
    },
  },
  *check(pool, { options }) {
    const at = pool.at('spec', 'template', 'spec', 'terminationGracePeriod');
    const seconds = knownSeconds(at);
    if (at === undefined || seconds === undefined) return;
    const [least, most] = [optionSeconds(options['min']), optionSeconds(options['max'])];
    if (seconds === 0) {
      yield {
        at,
        message: `${describe(pool, at)} leaves no time at all: pods are deleted by force the moment their node is to go, past PodDisruptionBudgets and their own grace periods.`,
        help: `Set a time in which your slowest pod can stop, such as \`48h\`; leaving the field out means to wait for ever.`,
        severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'improvement' },
      };
    } else if (seconds < least) {
      yield {
        at,
        message: `${describe(pool, at)} is short: whatever has not stopped after ${formatSeconds(seconds)} is deleted by force, past PodDisruptionBudgets and \`karpenter.sh/do-not-disrupt\`.`,
        help: `Set at least \`${formatSeconds(least)}\`, and more than your slowest pod takes to stop.`,
      };
    } else if (seconds > most) {
      yield {
        at,
        message: `${describe(pool, at)} is long: a node whose pods don't leave stays tainted and paid for up to ${formatSeconds(seconds)}.`,
        help: `Set at most \`${formatSeconds(most)}\`.`,
      };
    } else {
      const life = lifetime(pool.at('spec', 'template', 'spec', 'expireAfter'), seconds);
      const longest = optionSeconds(options['maxLifetime']);
      if (life === undefined || !(life > longest)) return;
      yield {
        at,
        message: `${describe(pool, at)} and \`expireAfter\` let a node live up to ${formatSeconds(life)}, more than your configuration allows (${formatSeconds(longest)}).`,
        help: 'Shorten one of the two; their sum is the hard limit of a life.',
      };
    }
  },
});

function describe({ name }: Resource, at: Value): string {
  return `\`terminationGracePeriod: ${at.text}\` of NodePool \`${name}\``;
}

/** In seconds; undefined where it is unknown, or without end, which is another rule's to tell. */
function lifetime(expireAfter: Value | undefined, grace: number): number | undefined {
  const expiry = expireAfter === undefined || expireAfter.isNull ? defaultExpiry : knownSeconds(expireAfter);
  return expiry === undefined || expiry === Infinity ? undefined : expiry + grace;
}
