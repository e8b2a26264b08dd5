import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Scope } from '../../core/scope.ts';
import { ec2NodeClassName } from '../../karpenter/node-class-reference.ts';

export default defineRule({
  id: 'nodeclass-unused',
  group: 'correctness',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'No NodePool or NodeClaim refers to an EC2NodeClass.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/'],
  yieldsTo: ['nodeclass-ref-unresolved', 'kustomize-prefix-breaks-reference'],
  *check(nodeClass, { workspace }) {
    const name = nodeClass.root.at('metadata', 'name');
    if (name?.text === undefined || name.isUnknown) return;
    if (!workspace.scopesOf(nodeClass).every((scope) => isUnused(nodeClass, scope))) return;
    yield {
      at: name,
      message: `No NodePool refers to EC2NodeClass \`${nodeClass.name}\`, so it is checked, kept and read for nothing.`,
      help: 'Remove it, or refer to it: often it is what a renaming left behind.',
    };
  },
});

/** Certain only where all pools can be read, and none refers to a class that is not there: that one may be meant. */
function isUnused(nodeClass: Resource, scope: Scope): boolean {
  const pools = [...scope.ofKind('karpenter.sh', 'NodePool'), ...scope.ofKind('karpenter.sh', 'NodeClaim')];
  if (pools.length === 0 || scope.mayHold('NodePool') || scope.mayHold('NodeClaim')) return false;
  const names = new Set(scope.ofKind(nodeClass.group, nodeClass.kind).map((other) => other.name));
  return pools.every((pool) => {
    const reference = ec2NodeClassName(pool)?.text;
    return reference === undefined ? !mayMean(pool) : reference !== nodeClass.name && names.has(reference);
  });
}

/** A reference that is filled in later may name any class. */
function mayMean(pool: Resource): boolean {
  const reference = pool.at('spec', ...(pool.kind === 'NodePool' ? ['template', 'spec'] : []), 'nodeClassRef');
  return reference?.isUnknown === true || reference?.at('name')?.isUnknown === true;
}
