import { removeEntry, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { labelUsesOf } from '../../karpenter/label-uses.ts';
import type { LabelUse } from '../../karpenter/label-uses.ts';
import { isAcceleratorPool } from '../../karpenter/nodepool.ts';
import { knownText } from '../../karpenter/written.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';

const emptiesPool: Severities = { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'improvement' };

/** What those have that carry a label which few instance types do. */
const nounOf: ReadonlyMap<string, string> = new Map([
  ['karpenter.k8s.aws/instance-gpu-count', 'a GPU'],
  ['karpenter.k8s.aws/instance-gpu-memory', 'a GPU'],
  ['karpenter.k8s.aws/instance-accelerator-count', 'a machine-learning accelerator'],
  ['karpenter.k8s.aws/instance-local-nvme', 'local NVMe disks'],
]);

export default defineRule({
  id: 'numeric-bound-on-sparse-label',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool', 'NodeClaim', ...podOwnerKinds],
  summary: 'An upper bound on a label that most instance types lack shuts those types out.',
  references: [
    'https://karpenter.sh/docs/concepts/scheduling/#well-known-labels',
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/scheduling/requirement.go',
  ],
  fix: 'unsafe',
  yieldsTo: ['api-rejected'],
  *check(resource) {
    const uses = labelUsesOf(resource);
    for (const use of uses) {
      const noun = nounOf.get(use.key);
      const bound = boundOf(use);
      if (noun === undefined || bound === undefined || use.place === 'preference' || wantsHardware(resource, uses, use)) continue;
      const fix = meansNone(use.operator, bound) ? makeFix(resource, use) : undefined;
      yield {
        at: use.at,
        message: `\`${use.key} ${use.operator ?? ''} ${bound}\` also demands the label, which only instance types with ${noun} carry: it shuts out all the others instead of letting them in.`,
        help: `To ask for instances without ${noun}, write the operator \`DoesNotExist\` and no values.`,
        ...(use.key.endsWith('local-nvme') ? {} : { severity: emptiesPool }),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

/** An upper bound, or a lower one of 0. `Gte 1` and more ask for the hardware on purpose. */
function boundOf({ operator, values }: LabelUse): number | undefined {
  const [value] = values;
  const text = knownText(value);
  if (values.length !== 1 || text === undefined || !/^[0-9]+$/.test(text)) return undefined;
  if (operator === 'Lt' || operator === 'Lte') return Number(text);
  return operator === 'Gte' && Number(text) === 0 ? 0 : undefined;
}

function meansNone(operator: string | undefined, bound: number): boolean {
  return (operator === 'Lt' && bound <= 1) || (operator === 'Lte' && bound === 0);
}

/** Another condition asks for the same hardware, so a bound on its number is fine. */
function wantsHardware(resource: Resource, uses: readonly LabelUse[], bound: LabelUse): boolean {
  const family = /instance-(?:gpu|accelerator|local-nvme)/.exec(bound.key)?.[0] ?? '';
  const others = uses.filter((use) => use !== bound && use.key.includes(family) && (boundOf(use) === undefined || use.operator === 'Gte'));
  if (others.some(({ operator }) => operator !== 'NotIn' && operator !== 'DoesNotExist')) return true;
  return resource.kind === 'NodePool' && family !== 'instance-local-nvme' && isAcceleratorPool(resource, bound.at);
}

function makeFix(resource: Resource, { at, key, place }: LabelUse): Fix | undefined {
  const rolls = place === 'requirement';
  const title = `Write \`DoesNotExist\`${rolls ? ' (may replace nodes)' : ' (restarts the pods)'}`;
  const shape = { title, safety: 'unsafe' as const, ...(rolls ? { rolls } : {}) };
  const [operator, values] = [at.at('operator'), at.at('values')];
  if (operator === undefined || values === undefined) return undefined;
  if (at.node.kind === 'map' && at.node.flow) return { ...shape, edits: [replaceScalar(resource, at, `{ key: ${key}, operator: DoesNotExist }`)] };
  const removal = removeEntry(resource, values);
  return removal === undefined ? undefined : { ...shape, edits: [replaceScalar(resource, operator, 'DoesNotExist'), removal] };
}
