import { interruptionQueuesOf } from '../../cloud/queues.ts';
import type { InterruptionQueue } from '../../cloud/queues.ts';
import type { Statement } from '../../cloud/policy.ts';
import type { Place } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';

export default defineRule({
  id: 'interruption-queue-open',
  group: 'security',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'aws_sqs_queue', 'aws_sqs_queue_policy'],
  scope: 'workspace',
  summary: 'Others may send to the interruption queue, or read along.',
  references: ['https://karpenter.sh/docs/reference/threat-model/', 'https://karpenter.sh/docs/reference/cloudformation/'],
  *check(workspace) {
    for (const queue of interruptionQueuesOf(workspace)) {
      for (const { at, what, help, isInPolicy } of gapsOf(queue)) {
        const resource = isInPolicy ? (queue.policyHolder ?? queue.holder) : queue.holder;
        yield { resource, at, message: `Interruption queue \`${queue.name}\` ${what}.`, help };
      }
    }
  },
});

interface Gap {
  readonly at: Place;
  /** Completes "Interruption queue …". */
  readonly what: string;
  readonly help: string;
  readonly isInPolicy: boolean;
}

function gapsOf({ at, properties, policy }: InterruptionQueue): Gap[] {
  const gaps: Gap[] = [];
  const open = policy?.find(isOpen);
  if (open !== undefined) {
    gaps.push({
      at: open.at.at('Principal') ?? open.at,
      what: 'takes messages from anybody, and whoever may send one can make Karpenter drain nodes',
      help: 'Allow `events.amazonaws.com` and `sqs.amazonaws.com` only.',
      isInPolicy: true,
    });
  }
  const encryption = properties.at('SqsManagedSseEnabled') ?? properties.at('sqs_managed_sse_enabled');
  const key = properties.at('KmsMasterKeyId') ?? properties.at('kms_master_key_id');
  if (encryption?.value === false && key === undefined) {
    gaps.push({ at: encryption, what: 'is not encrypted, while SQS does so by default', help: 'Remove the setting, or set it to `true`.', isInPolicy: false });
  }
  if (policy !== undefined && !policy.some(demandsTls)) {
    gaps.push({
      at,
      what: 'takes messages over plain HTTP',
      help: 'Deny everything where `aws:SecureTransport` is `false`, as the published template does.',
      isInPolicy: false,
    });
  }
  return gaps;
}

function isOpen({ effect, principals, conditions }: Statement): boolean {
  const isNarrowed = conditions.some(({ key }) => /^aws:(?:source(?:arn|account|orgid|owner)|principal)/i.test(key));
  return effect === 'Allow' && principals.includes('*') && !isNarrowed;
}

function demandsTls({ effect, conditions }: Statement): boolean {
  return effect === 'Deny' && conditions.some(({ key }) => key.toLowerCase() === 'aws:securetransport');
}
