import { defineRule } from '../../core/rule.ts';
import type { Problem } from '../../core/rule.ts';
import { karpenterReleases, minorOf } from '../../karpenter/chart.ts';
import { installerKinds } from '../../kubernetes/delivery-kinds.ts';

/** Releases that their own upgrade guide tells people not to run. https://karpenter.sh/docs/upgrading/upgrade-guide/ */
const withdrawn: ReadonlyMap<string, { readonly reason: string; readonly instead: string }> = new Map([
  ['1.8.4', { reason: 'spreads pods wrongly over topologies', instead: '1.8.5 or later' }],
]);

export default defineRule({
  id: 'karpenter-version-unsafe',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
  preset: 'all',
  kinds: installerKinds,
  summary: 'A release of Karpenter is pinned that its makers advise against, or that you no longer support.',
  references: ['https://karpenter.sh/docs/upgrading/upgrade-guide/#upgrading-to-180', 'https://github.com/kubernetes-sigs/karpenter/issues/2785'],
  options: {
    endOfSupport: {
      type: 'object',
      description: 'The day, such as 2026-06-30, on which you stop supporting a minor, such as 1.2.',
      default: {},
      additionalProperties: { type: 'string' },
    },
  },
  yieldsTo: ['karpenter-kubernetes-incompatible'],
  pointsElsewhere: true,
  *check(resource, { workspace, now, options }) {
    const endOfSupport = options['endOfSupport'] as Readonly<Record<string, unknown>>;
    for (const release of karpenterReleases(resource, workspace)) {
      const { version } = release;
      const patch = /^v?([0-9]+\.[0-9]+\.[0-9]+)$/.exec(version?.value.text ?? '')?.[1];
      const minor = minorOf(release);
      if (version === undefined) continue;
      const stop = withdrawn.get(patch ?? '');
      const end = minor === undefined ? undefined : endOfSupport[minor];
      const place = { resource: version.resource, at: version.value };
      if (stop !== undefined) {
        const problem: Problem = {
          ...place,
          message: `Karpenter ${patch ?? ''} ${stop.reason}, and its upgrade guide says not to run it.`,
          help: `Use ${stop.instead}.`,
        };
        yield problem;
      } else if (typeof end === 'string' && now.getTime() > Date.parse(end)) {
        yield {
          ...place,
          message: `Your configuration supports Karpenter ${minor ?? ''} until ${end} only, and that day has passed.`,
          help: 'Upgrade to a minor that is supported.',
        };
      }
    }
  },
});
