import type { InstanceType } from '../../catalog/instance-type.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Context, Severities } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { readNodeSettings } from '../../karpenter/instances/node-settings.ts';
import type { NodeSettings } from '../../karpenter/instances/node-settings.ts';
import { podsByInterfaces } from '../../karpenter/instances/node-resources.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { addressingAround } from '../../karpenter/pod-addressing.ts';
import { poolsOf } from '../../karpenter/node-class-reference.ts';
import { has, knownNumber } from '../../karpenter/written.ts';

const hint: Severities = { default: 'note', prod: 'note', staging: 'note', dev: 'off' };

export default defineRule({
  id: 'max-pods-exceeds-eni',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1'],
  summary: '`maxPods` is more than the addresses that an instance has for pods.',
  references: [
    'https://karpenter.sh/docs/troubleshooting/#maxpods-is-greater-than-the-nodes-supported-pod-density',
    'https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html',
    'https://github.com/awslabs/amazon-eks-ami/blob/main/templates/shared/runtime/eni-max-pods.txt',
  ],
  *check(nodeClass, context) {
    const at = nodeClass.at('spec', 'kubelet', 'maxPods');
    const maxPods = knownNumber(at);
    if (at === undefined || maxPods === undefined || has(nodeClass.at('spec'), 'ipPrefixCount')) return;
    const settings = readNodeSettings(nodeClass);
    if (!settings.isKnown || settings.amiFamily.windowsBuild !== undefined) return;
    const addressing = addressingAround(context.workspace, nodeClass);
    if (addressing === 'other' || addressing === 'prefixes' || (addressing === 'unknown' && expectsCilium(nodeClass, context.workspace))) return;
    const worst = findWorst(nodeClass, settings, context);
    if (worst === undefined) return;
    const { type, asked, fits, isAdvice } = worst;
    yield {
      at,
      message: isAdvice
        ? `\`maxPods: ${maxPods}\` lets \`${type.name}\` run ${asked} pods, above the ${fits} that AWS recommends for ${type.facts.vcpus} vCPUs.`
        : `\`maxPods: ${maxPods}\` lets Karpenter put ${asked} pods on \`${type.name}\`, but its network interfaces have addresses for ${fits}, so the others hang in \`ContainerCreating\` unless the VPC CNI assigns prefixes.`,
      help: isAdvice
        ? 'Stay at or below 110 pods below 30 vCPUs, and 250 above.'
        : 'Set `ENABLE_PREFIX_DELEGATION: "true"` for the VPC CNI, remove `maxPods`, or allow only larger instances in the NodePools.',
      ...(isAdvice || addressing === 'unknown' ? { severity: hint } : {}),
    };
  },
});

/** Its pools wait for Cilium, which may give addresses of its own. */
function expectsCilium(nodeClass: Resource, workspace: Workspace): boolean {
  const taints = poolsOf(workspace, nodeClass).flatMap((pool) => pool.at('spec', 'template', 'spec', 'startupTaints')?.items() ?? []);
  return taints.some((taint) => taint.at('key')?.text?.startsWith('node.cilium.io/') === true);
}

interface Excess {
  readonly type: InstanceType;
  readonly asked: number;
  readonly fits: number;
  /** Only what AWS recommends is exceeded. */
  readonly isAdvice: boolean;
}

/** The type that is asked most beyond its means, among those that pools of the class may launch. */
function findWorst(nodeClass: Resource, settings: NodeSettings, context: Context): Excess | undefined {
  const pools = poolsOf(context.workspace, nodeClass);
  const types = pools.flatMap((pool) => {
    const instances = poolInstances(pool, context);
    return instances?.isKnown === true ? instances.types : [];
  });
  const excesses = [...new Set(types)].flatMap((type): Excess[] => {
    const byCore = settings.podsPerCore > 0 && settings.amiFamily.knowsPodsPerCore ? settings.podsPerCore * type.facts.vcpus : Infinity;
    const asked = Math.min(settings.maxPods ?? 0, byCore);
    const fits = podsByInterfaces(type, settings, 0);
    if (asked > fits) return [{ type, asked, fits, isAdvice: false }];
    const recommended = type.facts.vcpus < 30 ? 110 : 250;
    return asked > recommended ? [{ type, asked, fits: recommended, isAdvice: true }] : [];
  });
  return excesses.sort((a, b) => Number(a.isAdvice) - Number(b.isAdvice) || b.asked - b.fits - (a.asked - a.fits) || (a.type.name < b.type.name ? -1 : 1))[0];
}
