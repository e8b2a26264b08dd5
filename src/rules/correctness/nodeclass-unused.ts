import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { perScope } from '../../core/scope.ts';
import type { Scope } from '../../core/scope.ts';
import { ec2NodeClassName, nodeClassKind } from '../../karpenter/node-class-reference.ts';

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

/** The classes that pools refer to; undefined where some reference is not known, or leads to a class that is not there: that one may be meant. */
const referencesIn = perScope((scope): ReadonlySet<string> | undefined => {
  const pools = [...scope.ofKind('karpenter.sh', 'NodePool'), ...scope.ofKind('karpenter.sh', 'NodeClaim')];
  if (pools.length === 0 || scope.mayHold('NodePool') || scope.mayHold('NodeClaim')) return undefined;
  const references = pools.map((pool) => ec2NodeClassName(pool)?.text);
  const names = new Set(references.filter((name) => name !== undefined));
  const { group, kind } = nodeClassKind;
  const areFound = [...names].every((name) => scope.named(group, kind, name).length > 0);
  return areFound && pools.every((pool, index) => references[index] !== undefined || !mayMean(pool)) ? names : undefined;
});

function isUnused(nodeClass: Resource, scope: Scope): boolean {
  return referencesIn(scope)?.has(nodeClass.name) === false;
}

/** A reference that is filled in later may name any class. */
function mayMean(pool: Resource): boolean {
  const reference = pool.at('spec', ...(pool.kind === 'NodePool' ? ['template', 'spec'] : []), 'nodeClassRef');
  return reference?.isUnknown === true || reference?.at('name')?.isUnknown === true;
}
