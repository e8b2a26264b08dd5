import { renameKey } from '../../core/fix.ts';
import { hasKey } from '../../core/node.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { doNotDisrupt } from '../../karpenter/annotations.ts';
import { olderApi } from '../../karpenter/older-api.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';

/** Honoured up to 0.37. https://karpenter.sh/v1.0/upgrading/v1-migration/#deprecated-annotations-labels-and-tags-removed */
const legacyKeys = ['karpenter.sh/do-not-evict', 'karpenter.sh/do-not-consolidate'];
const gone = '1.0';

export default defineRule({
  id: 'legacy-disruption-annotation',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'essential',
  kinds: [...podOwnerKinds, 'NodePool', 'ClusterPolicy', 'Policy'],
  summary: 'Pods or nodes are to be protected by an annotation that Karpenter no longer reads.',
  references: ['https://karpenter.sh/v1.0/upgrading/v1-migration/', 'https://karpenter.sh/docs/concepts/disruption/#pod-level-controls'],
  fix: 'unsafe',
  *check(resource, context) {
    if (!hasKey(resource.root.node, isLegacyKey)) return;
    const { karpenter } = context;
    const older = olderApi(context.workspace);
    const isRead = compareVersions(karpenter, gone) < 0 || older !== undefined;
    for (const { value, parent } of findKeys(resource.root)) {
      const key = String(value.path.at(-1));
      const fix = makeFix(resource, value, parent);
      yield {
        at: value.keyPlace,
        message: isRead
          ? `\`${key}\` is still read by Karpenter ${older === undefined ? karpenter : `as long as it serves \`${older}\``}, but 1.0 no longer reads it, and what it protects is then disrupted.`
          : `\`${key}\` has meant nothing since Karpenter 1.0, so what it is to protect is disrupted like everything else.`,
        help: `Use \`${doNotDisrupt}: "true"\`.`,
        ...(isRead ? { severity: 'note' } : {}),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

interface Found {
  readonly value: Value;
  readonly parent: Value;
}

/** Kyverno writes keys as `+(key)`. */
const writtenKeys: ReadonlySet<string> = new Set(legacyKeys.flatMap((key) => [key, `+(${key})`]));

/** Policies hold them at any depth. */
function isLegacyKey(key: string): boolean {
  return writtenKeys.has(key);
}

function findKeys(value: Value): Found[] {
  const own = value.entries().flatMap(([key, child]) => (isLegacyKey(key) ? [{ value: child, parent: value }] : []));
  return [...own, ...[...value.items(), ...value.entries().map(([, child]) => child)].flatMap(findKeys)];
}

function makeFix(resource: Resource, value: Value, parent: Value): Fix | undefined {
  const key = String(value.path.at(-1));
  if (parent.at(doNotDisrupt) !== undefined) return undefined;
  const edit = renameKey(resource, value, key.startsWith('+(') ? `+(${doNotDisrupt})` : doNotDisrupt);
  return edit === undefined ? undefined : { title: `Write \`${doNotDisrupt}\` (restarts the pods)`, safety: 'unsafe', edits: [edit] };
}
