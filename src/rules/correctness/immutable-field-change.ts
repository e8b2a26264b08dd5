import type { Place, Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { differingValue, hashDiffers } from '../../karpenter/drift/hashed-value.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import { has, knownText, lacks } from '../../karpenter/written.ts';

export default defineRule({
  id: 'immutable-field-change',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool', 'NodeClaim', 'EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  needs: 'base',
  layer: 'schema',
  summary: 'A change touches a field that cannot be changed.',
  references: [
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/apis/crds/karpenter.sh_nodepools.yaml',
    'https://github.com/aws/karpenter-provider-aws/blob/v1.6.0/pkg/apis/crds/karpenter.k8s.aws_ec2nodeclasses.yaml',
  ],
  *check(resource, { base, workspace, karpenter }) {
    for (const before of base?.before(resource, workspace) ?? []) {
      const refusal = refusalOf(resource, before, karpenter);
      if (refusal === undefined) continue;
      const { at, field, serverMessage } = refusal;
      yield {
        at,
        message: `${field} of ${resource.kind} \`${resource.name}\` cannot be changed in Karpenter ${karpenter}: the API server refuses the update, and GitOps stays out of sync until the object is made anew, which drains its nodes.`,
        help: `Add ${article[resource.kind] ?? 'an'} ${resource.kind} of another name, move to it, and remove this one when its nodes are gone.`,
        serverMessage,
      };
      return;
    }
  },
});

const article: Readonly<Record<string, string>> = { NodePool: 'a', NodeClaim: 'a' };

interface Refusal {
  readonly at: Place;
  readonly field: string;
  readonly serverMessage: string;
}

function refusalOf(now: Resource, before: Resource, minor: string): Refusal | undefined {
  if (now.kind === 'EC2NodeClass') return compareVersions(minor, '1.7') < 0 ? refusalOfRole(now, before) : undefined;
  if (now.version !== 'v1' || before.version !== 'v1') return undefined;
  return now.kind === 'NodeClaim' ? refusalOfClaim(now, before) : refusalOfPool(now, before, minor);
}

function refusalOfClaim(now: Resource, before: Resource): Refusal | undefined {
  const [spec, old] = [now.at('spec'), before.at('spec')];
  if (spec === undefined || old === undefined || !hashDiffers(spec.value, old.value, 'spec')) return undefined;
  return { at: differingValue(spec, old.value, 'spec'), field: '`spec`', serverMessage: 'spec is immutable' };
}

function refusalOfPool(now: Resource, before: Resource, minor: string): Refusal | undefined {
  const path = ['spec', 'template', 'spec', 'nodeClassRef'];
  for (const field of ['group', 'kind']) {
    const [value, old] = [now.at(...path, field), knownText(before.at(...path, field))];
    const text = knownText(value);
    if (compareVersions(minor, '1.1') < 0 || value === undefined || text === undefined || old === undefined || text === old) continue;
    return { at: value, field: `\`nodeClassRef.${field}\``, serverMessage: `nodeClassRef.${field} is immutable` };
  }
  const [spec, old] = [now.at('spec'), before.at('spec')];
  if (compareVersions(minor, '1.8') < 0 || !((has(spec, 'replicas') && lacks(old, 'replicas')) || (lacks(spec, 'replicas') && has(old, 'replicas'))))
    return undefined;
  return {
    at: now.at('spec', 'replicas')?.keyPlace ?? now.anchor('spec', 'replicas'),
    field: '`replicas`, which makes a pool static or dynamic,',
    serverMessage: 'Cannot transition NodePool between static (replicas set) and dynamic (replicas unset) provisioning modes',
  };
}

/** Karpenter 1.7 lifted both. */
function refusalOfRole(now: Resource, before: Resource): Refusal | undefined {
  const [spec, old] = [now.at('spec'), before.at('spec')];
  const [role, oldRole] = [knownText(spec?.at('role')), knownText(old?.at('role'))];
  if (role !== undefined && oldRole !== undefined && role !== oldRole) {
    return { at: now.at('spec', 'role') ?? now.anchor('spec', 'role'), field: '`role`', serverMessage: 'immutable field changed' };
  }
  const isSwitched = (from: string, to: string): boolean => has(old, from) && lacks(old, to) && has(spec, to) && lacks(spec, from);
  if (!isSwitched('role', 'instanceProfile') && !isSwitched('instanceProfile', 'role')) return undefined;
  return {
    at: (now.at('spec', 'instanceProfile') ?? now.at('spec', 'role'))?.keyPlace ?? now.anchor('spec'),
    field: 'the choice between `role` and `instanceProfile`',
    serverMessage: "changing from 'instanceProfile' to 'role' is not supported. You must delete and recreate this node class if you want to change this.",
  };
}
