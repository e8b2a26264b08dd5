import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { doNotDisrupt } from '../../karpenter/annotations.ts';
import { parseDuration } from '../../karpenter/duration.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

/** The first minor that reads a duration. Source: parseDoNotDisrupt in pkg/utils/pod/scheduling.go of sigs.k8s.io/karpenter. */
const readsDurations = '1.12';

export default defineRule({
  id: 'do-not-disrupt-invalid-value',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'recommended',
  kinds: podOwnerKinds,
  summary: 'Pods are to be protected from disruption with a value that Karpenter does not read.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#pod-level-controls'],
  fix: 'unsafe',
  yieldsTo: ['field-requires-newer-karpenter'],
  *check(resource, { karpenter }) {
    const value = toWorkload(resource)?.template.annotation(doNotDisrupt);
    if (value === undefined || value.isUnknown || value.isNull || value.text === 'true') return;
    const takesDurations = compareVersions(karpenter, readsDurations) >= 0;
    if (takesDurations && isPositive(value.text)) return;
    const written = String(value.value);
    const isOff = value.text === 'false';
    const fix = isOff ? undefined : makeFix(resource, value);
    yield {
      at: value,
      message: isOff
        ? `\`${doNotDisrupt}: "false"\` means the same as no annotation.`
        : value.text === undefined
          ? `\`${doNotDisrupt}: ${written}\` is no text, and the API server refuses annotations that are none.`
          : `\`${doNotDisrupt}: "${written}"\` means nothing to Karpenter, so the pods of ${resource.kind} \`${resource.name}\` are not protected.`,
      help: isOff ? 'Remove it.' : `Write \`"true"\`${takesDurations ? ', or a duration such as `"30m"`' : ''}.`,
      ...(isOff ? { severity: 'note' } : {}),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function isPositive(text: string | undefined): boolean {
  const reading = parseDuration(text ?? '');
  return reading.ok && reading.seconds > 0;
}

/** Only where protection is evidently wanted. */
function makeFix(resource: Resource, value: Value): Fix | undefined {
  if (!/^(?:true|yes|on|y|1|enabled?)$/i.test(String(value.value))) return undefined;
  const isQuoted = value.node.kind === 'scalar' && value.node.style === 'quoted';
  return { title: 'Write `"true"` (restarts the pods)', safety: 'unsafe', edits: [replaceScalar(resource, value, isQuoted ? 'true' : '"true"')] };
}
