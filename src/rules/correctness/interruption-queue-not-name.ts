import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import { hasPlaceholder } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { karpenterReleases } from '../../karpenter/chart.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import { valuesKinds } from '../../kubernetes/delivery-kinds.ts';

export default defineRule({
  id: 'interruption-queue-not-name',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: valuesKinds,
  summary: 'The interruption queue is given by its URL or ARN instead of its name.',
  references: ['https://karpenter.sh/docs/reference/settings/', 'https://karpenter.sh/docs/concepts/disruption/#interruption'],
  fix: 'unsafe',
  *check(resource, { workspace }) {
    for (const release of karpenterReleases(resource, workspace)) {
      const queue = release.values.at('settings', 'interruptionQueue');
      const text = queue?.value.text;
      if (queue === undefined || text === undefined || hasPlaceholder(text) || !/^(?:https?:\/\/|arn:)/.test(text)) continue;
      const name = text.split(/[/:]/).at(-1) ?? '';
      const fix = makeFix(release, name);
      yield {
        at: queue.place,
        message: `\`settings.interruptionQueue\` takes the name of a queue, not ${text.startsWith('arn:') ? 'its ARN' : 'its URL'}: Karpenter finds no queue called \`${text}\` and hears of no interruption.`,
        help: `Write \`${name}\`.`,
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

function makeFix({ resource, values }: ChartRelease, name: string): Fix | undefined {
  const queue = values.at('settings', 'interruptionQueue');
  if (queue?.isEditable !== true || name === '') return undefined;
  return { title: `Write \`${name}\` (the controller restarts)`, safety: 'unsafe', edits: [replaceScalar(resource, queue.value, name)] };
}
