import type { Resource } from '../../core/resource.ts';
import type { Context } from '../../core/rule.ts';
import { ec2NodeClassName, nodeClassesOf } from '../node-class-reference.ts';
import type { DriftChange } from './change.ts';
import { classChanges, hashesAlike } from './class-changes.ts';
import { poolChanges } from './pool-changes.ts';

type Comparison = Pick<Context, 'base' | 'workspace' | 'karpenter'>;

/** What a NodePool or an EC2NodeClass says otherwise than in the base and makes Karpenter replace nodes; nothing without a base. */
export function driftChanges(resource: Resource, { base, workspace, karpenter }: Comparison): DriftChange[] {
  for (const before of base?.before(resource, workspace) ?? []) {
    if (before.version !== 'v1') continue;
    const changes = resource.kind === 'NodePool' ? poolChanges(resource, before) : classChanges(resource, before);
    const isComparable = resource.kind === 'NodePool' || hashesAlike(karpenter, base?.facts.karpenterOf(resource.file) ?? karpenter);
    const counted = isComparable ? changes : changes.filter(({ isHashed }) => !isHashed);
    if (counted.length > 0) return counted;
  }
  return [];
}

/** The pools whose nodes are there already: those of the base, which use the class then and now. */
export function affectedPools(resource: Resource, { base, workspace }: Comparison): Resource[] {
  if (base === undefined) return [];
  if (resource.kind === 'NodePool') return [resource];
  const pools = workspace.inScope(resource, 'karpenter.sh', 'NodePool').filter((pool) => ec2NodeClassName(pool)?.text === resource.name);
  return pools.filter((pool) => base.before(pool, workspace).some((old) => ec2NodeClassName(old)?.text === resource.name));
}

/** True where something beside the version of Karpenter replaces the nodes of a pool. */
export function isDrifted(pool: Resource, comparison: Comparison): boolean {
  return [pool, ...nodeClassesOf(comparison.workspace, pool)].some((resource) => driftChanges(resource, comparison).some(({ reach }) => reach !== 'maybe'));
}
