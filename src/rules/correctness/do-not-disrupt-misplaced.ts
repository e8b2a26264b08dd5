import { addEntry, removeEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { doNotDisrupt } from '../../karpenter/annotations.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

const onPool: Severities = { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' };

export default defineRule({
  id: 'do-not-disrupt-misplaced',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: [...podOwnerKinds.filter((kind) => kind !== 'Pod'), 'NodePool'],
  summary: 'The annotation that protects pods stands where Karpenter does not look.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#pod-level-controls', 'https://karpenter.sh/docs/concepts/disruption/#node-level-controls'],
  fix: 'unsafe',
  *check(resource) {
    const template = resource.kind === 'NodePool' ? undefined : toWorkload(resource)?.template.at;
    if (template === undefined && resource.kind !== 'NodePool') return;
    // Of a pool only the parts are read that matter.
    const metadata = (field: string): Value | undefined =>
      template === undefined ? resource.at('spec', 'template', 'metadata', field) : template.at('metadata', field);
    // Tools such as Kustomize write annotations everywhere, the right place included.
    if (metadata('annotations')?.at(doNotDisrupt) !== undefined) return;
    for (const { value, where } of misplaced(resource, metadata('labels'))) {
      if (value.value === 'false' || value.value === false) continue;
      const fix = template === undefined ? undefined : makeFix(resource, value, template);
      yield {
        at: value.keyPlace,
        message:
          resource.kind === 'NodePool'
            ? `\`${doNotDisrupt}\` ${where} protects no node: Karpenter reads it on pods and on nodes, which get their annotations from \`spec.template.metadata\`.`
            : `\`${doNotDisrupt}\` ${where} protects no pod: Karpenter reads it among the annotations of pods only.`,
        help:
          resource.kind === 'NodePool'
            ? 'Use a disruption budget instead, or move it to `spec.template.metadata.annotations`.'
            : 'Move it to the annotations of the pod template.',
        ...(resource.kind === 'NodePool' ? { severity: onPool } : {}),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

interface Misplaced {
  readonly value: Value;
  readonly where: string;
}

function misplaced(resource: Resource, podLabels: Value | undefined): Misplaced[] {
  const own = { value: resource.at('metadata', 'annotations', doNotDisrupt), where: `on the ${resource.kind} itself` };
  const job = { value: resource.at('spec', 'jobTemplate', 'metadata', 'annotations', doNotDisrupt), where: 'on the jobs of the CronJob' };
  const ownLabel = { value: resource.at('metadata', 'labels', doNotDisrupt), where: `as a label of the ${resource.kind}` };
  const podLabel = { value: podLabels?.at(doNotDisrupt), where: 'as a label' };
  return [own, job, ownLabel, podLabel].flatMap(({ value, where }) => (value === undefined ? [] : [{ value, where }]));
}

function makeFix(resource: Resource, value: Value, template: Value): Fix | undefined {
  const removal = removeEntry(resource, value);
  const metadata = template.at('metadata');
  const annotations = metadata?.at('annotations');
  const addition =
    annotations !== undefined
      ? addEntry(resource, annotations, doNotDisrupt, '"true"')
      : metadata !== undefined
        ? addEntry(resource, metadata, 'annotations', `\n  ${doNotDisrupt}: "true"`)
        : addEntry(resource, template, 'metadata', `\n  annotations:\n    ${doNotDisrupt}: "true"`);
  if (removal === undefined || addition === undefined || isWithin(addition.range.start, removal.range)) return undefined;
  return { title: 'Move it to the pod template (restarts the pods)', safety: 'unsafe', edits: [removal, addition] };
}

function isWithin(offset: number, { start, end }: { readonly start: number; readonly end: number }): boolean {
  return offset >= start && offset < end;
}
