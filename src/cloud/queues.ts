import type { Place, Resource, Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { readStatements } from './policy.ts';
import type { Statement } from './policy.ts';
import { cloudResourcesOf, cloudText, cloudTexts, innerMap } from './template.ts';
import type { CloudResource } from './template.ts';

/** An SQS queue that rules of EventBridge feed with interruptions. */
export interface InterruptionQueue {
  readonly name: string;
  readonly holder: Resource;
  readonly at: Place;
  readonly properties: Value;
  /** The rules that feed it. */
  readonly rules: readonly CloudResource[];
  /** The kinds of event that reach it; `*` after a source for all of them. */
  readonly events: readonly string[];
  /** Of the policies of the queue; undefined where there is none here. */
  readonly policy: readonly Statement[] | undefined;
  /** The object that holds the policy. */
  readonly policyHolder: Resource | undefined;
}

export const spotWarning = 'EC2 Spot Instance Interruption Warning';

/** The queues that are fed with spot warnings, or that are called after Karpenter and fed at all. */
export function interruptionQueuesOf(workspace: Workspace): InterruptionQueue[] {
  const resources = cloudResourcesOf(workspace);
  return resources
    .filter(({ type }) => type === 'AWS::SQS::Queue' || type === 'aws_sqs_queue')
    .map((queue) => readQueue(queue, resources))
    .filter(({ name, holder, events }) => events.length > 0 && (events.includes(spotWarning) || /karpenter|interruption/i.test(`${name} ${holder.file}`)));
}

function readQueue(queue: CloudResource, all: readonly CloudResource[]): InterruptionQueue {
  const own = all.filter(({ holder }) => holder.source === queue.holder.source);
  const rules = own.filter((rule) => feeds(rule, queue, own));
  const policies = own.flatMap((resource) => policyOf(resource, queue));
  return {
    name: cloudText(queue.at.at('QueueName') ?? queue.at.at('name')) ?? queue.name,
    holder: queue.holder,
    at: queue.place,
    properties: queue.at,
    rules,
    events: rules.flatMap(eventsOf),
    policy: policies.length === 0 ? undefined : policies.flatMap(({ statements }) => statements),
    policyHolder: policies[0]?.holder,
  };
}

function feeds(rule: CloudResource, queue: CloudResource, own: readonly CloudResource[]): boolean {
  if (rule.type === 'AWS::Events::Rule') return (rule.at.at('Targets')?.items() ?? []).some((target) => refersTo(cloudText(target.at('Arn')), queue.name));
  if (rule.type !== 'aws_cloudwatch_event_rule') return false;
  return own.some(
    ({ type, at }) =>
      type === 'aws_cloudwatch_event_target' &&
      (cloudText(at.at('rule')) ?? '').includes(`aws_cloudwatch_event_rule.${rule.name}.`) &&
      (cloudText(at.at('arn')) ?? '').includes(`aws_sqs_queue.${queue.name}.`),
  );
}

/** `!GetAtt Queue.Arn` in its short form, which loses its tag, and in the long one. */
function refersTo(text: string | undefined, name: string): boolean {
  return text === `${name}.Arn` || text === `\${${name}.Arn}` || text === `\${${name}}` || text === name;
}

function eventsOf({ at, holder }: CloudResource): string[] {
  const pattern = innerMap(at.at('EventPattern') ?? at.at('event_pattern'), holder)?.root;
  const types = cloudTexts(pattern?.at('detail-type')).map(({ text }) => text);
  return types.length > 0 ? types : cloudTexts(pattern?.at('source')).map(({ text }) => `${text}*`);
}

function policyOf({ type, at, holder }: CloudResource, queue: CloudResource) {
  const isTarget =
    (type === 'AWS::SQS::QueuePolicy' && cloudTexts(at.at('Queues')).some(({ text }) => refersTo(text, queue.name))) ||
    (type === 'aws_sqs_queue_policy' && (cloudText(at.at('queue_url')) ?? '').includes(`aws_sqs_queue.${queue.name}.`));
  const document = isTarget ? innerMap(at.at('PolicyDocument') ?? at.at('policy'), holder) : undefined;
  return document === undefined ? [] : [{ statements: readStatements(document.root), holder: document.holder }];
}
