import { addEntry, textOf } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import { interruptionQueuesOf, spotWarning } from '../../cloud/queues.ts';
import type { InterruptionQueue } from '../../cloud/queues.ts';
import { defineRule } from '../../core/rule.ts';
import { compareVersions } from '../../karpenter/versions.ts';

/** https://karpenter.sh/docs/reference/cloudformation/#interruption-handling */
const healthEvent = 'AWS Health Event';
const neededEvents = [
  ['aws.ec2', spotWarning, 'SpotInterruptionRule'],
  ['aws.ec2', 'EC2 Instance State-change Notification', 'InstanceStateChangeRule'],
  ['aws.health', healthEvent, 'ScheduledChangeRule'],
] as const;

export default defineRule({
  id: 'interruption-events-incomplete',
  group: 'reliability',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'essential',
  kinds: ['AWS::SQS::Queue', 'AWS::Events::Rule', 'aws_sqs_queue', 'aws_cloudwatch_event_rule'],
  scope: 'workspace',
  summary: 'Some events never reach the interruption queue.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#interruption', 'https://karpenter.sh/docs/reference/cloudformation/'],
  fix: 'unsafe',
  *check(workspace, { karpenter }) {
    for (const queue of interruptionQueuesOf(workspace)) {
      const missing = neededEvents.filter(([source, event]) => !queue.events.includes(event) && !queue.events.includes(`${source}*`)).map(([, event]) => event);
      const isPolled = missing.every((event) => event === healthEvent) && compareVersions(karpenter, '1.12') >= 0;
      if (missing.length > 0) {
        const fix = makeFix(queue, missing);
        yield {
          resource: queue.holder,
          at: queue.at,
          message: `Queue \`${queue.name}\` receives no ${missing.map((event) => `\`${event}\``).join(' and no ')}, so Karpenter ${isPolled ? 'hears of maintenance only when it asks EC2 for the status of instances' : 'does not drain the nodes that these announce'}.`,
          help: 'Add a rule of EventBridge for each, with the queue as its target, as the published template does.',
          ...(isPolled ? { severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' } } : {}),
          ...(fix === undefined ? {} : { fix }),
        };
      }
      if (!refusesEvents(queue)) continue;
      yield {
        resource: queue.holder,
        at: queue.at,
        message: `The policy of queue \`${queue.name}\` does not let \`events.amazonaws.com\` send messages, so no rule of EventBridge reaches it and Karpenter hears of no interruption.`,
        help: 'Allow `sqs:SendMessage` for the principals `events.amazonaws.com` and `sqs.amazonaws.com`.',
      };
    }
  },
});

/** New rules with the targets of one that is there, in a template of CloudFormation in YAML. */
function makeFix({ rules, holder }: InterruptionQueue, missing: readonly string[]): Fix | undefined {
  const targets = rules[0]?.at.at('Targets');
  const resources = holder.at('Resources');
  const text = targets && textOf(holder, targets)?.replace(/\n/g, '\n    ');
  if (text === undefined || resources === undefined) return undefined;
  const edits = neededEvents.flatMap(([source, event, name]) => {
    if (!missing.includes(event) || resources.at(name) !== undefined) return [];
    const pattern = `EventPattern:\n      source: [${source}]\n      detail-type: [${event}]`;
    return (
      addEntry(holder, resources, name, `\n  Type: AWS::Events::Rule\n  Properties:\n    ${pattern}\n    Targets:${text.startsWith('\n') ? '' : ' '}${text}`) ??
      []
    );
  });
  return edits.length < missing.length ? undefined : { title: 'Add rules for the missing events', safety: 'unsafe', edits };
}

function refusesEvents({ policy }: InterruptionQueue): boolean {
  if (policy === undefined) return false;
  return !policy.some(
    ({ effect, principals }) =>
      effect === 'Allow' && principals.some((principal) => principal === '*' || principal.startsWith('events.amazonaws.com') || principal.includes('${')),
  );
}
