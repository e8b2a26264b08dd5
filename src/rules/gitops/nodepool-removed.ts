import type { Base, Removal } from '../../core/base.ts';
import { defineRule } from '../../core/rule.ts';
import type { Problem } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import type { Workspace } from '../../core/workspace.ts';
import { hashDiffers } from '../../karpenter/drift/hashed-value.ts';
import { ec2NodeClassName, nodeClassKind } from '../../karpenter/node-class-reference.ts';
import { nearestTo } from '../../karpenter/removed-place.ts';
import { knownEntries } from '../../karpenter/written.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';

const poolKind = { group: 'karpenter.sh', kind: 'NodePool' } as const;

export default defineRule({
  id: 'nodepool-removed',
  group: 'gitops',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['NodePool', 'EC2NodeClass'],
  scope: 'workspace',
  needs: 'base',
  summary: 'A change removes or renames a NodePool, or the EC2NodeClass that one still uses.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#manual-methods', 'https://karpenter.sh/docs/concepts/nodeclasses/#statusconditions'],
  *check(workspace, { base }) {
    if (base === undefined) return;
    for (const removal of removedOf(poolKind, base, workspace)) yield* reportPool(removal, base, workspace);
    for (const removal of removedOf(nodeClassKind, base, workspace)) yield* reportClass(removal, workspace);
  },
});

function* reportPool(removal: Removal, base: Base, workspace: Workspace): Iterable<Problem> {
  const { resource: gone, scope } = removal;
  if (isEmptied(gone)) return;
  const successor = (scope?.ofKind(poolKind.group, poolKind.kind) ?? workspace.ofKind(poolKind.group, poolKind.kind)).find(
    (pool) => base.before(pool, workspace).length === 0 && !hashDiffers(pool.at('spec')?.value, gone.at('spec')?.value, 'spec'),
  );
  const owner = successor ?? nearestTo(removal, workspace);
  if (owner === undefined) return;
  const change = successor === undefined ? 'is gone' : `is now called \`${successor.name}\`, which is another pool`;
  yield {
    at: owner.at('metadata', 'name') ?? owner.anchor('metadata', 'name'),
    resource: owner,
    ...(scope === undefined ? {} : { scope }),
    message: `NodePool \`${gone.name}\` of \`${gone.file}\` ${change}: once it is deleted, all its nodes are drained at once, whatever its budgets say.`,
    help: 'Keep it beside its successor with `limits: { cpu: 0 }`, so that it launches nothing new; move its nodes step by step, and remove it when they are gone.',
  };
}

function* reportClass({ resource: gone, scope }: Removal, workspace: Workspace): Iterable<Problem> {
  for (const pool of scope?.ofKind(poolKind.group, poolKind.kind) ?? workspace.linted.filter(isPool)) {
    const reference = ec2NodeClassName(pool);
    if (reference?.text !== gone.name || workspace.inScope(pool, nodeClassKind.group, nodeClassKind.kind).some(({ name }) => name === gone.name)) continue;
    yield {
      at: reference,
      resource: pool,
      ...(scope === undefined ? {} : { scope }),
      severity: 'critical',
      explains: ['nodeclass-ref-unresolved'],
      message: `EC2NodeClass \`${gone.name}\` of \`${gone.file}\` is gone while NodePool \`${pool.name}\` refers to it: the pool is no longer ready and launches no node.`,
      help: 'Keep the class until no pool and no node uses it; its deletion waits for its nodes.',
    };
  }
}

function isPool({ group, kind }: Resource): boolean {
  return group === poolKind.group && kind === poolKind.kind;
}

/** A pool that launches nothing has been drained on purpose. https://karpenter.sh/docs/concepts/nodepools/#speclimits */
function isEmptied(pool: Resource): boolean {
  const counts = [...knownEntries(pool.at('spec', 'limits')).map(([, value]) => value.value), pool.at('spec', 'replicas')?.value];
  return counts.some((count) => parseQuantity(count) === 0);
}

/** Those that nothing has taken in that could be read before and can't be read now. */
function removedOf({ group, kind }: { readonly group: string; readonly kind: string }, base: Base, workspace: Workspace): readonly Removal[] {
  const removed = base.removed(workspace, group, kind);
  if (removed.length === 0) return removed;
  const known = new Set(base.workspace.scopes.flatMap(({ unread }) => unread.map(({ file, reason }) => `${file} ${reason}`)));
  const hidden = workspace.scopes.flatMap(({ unread }) => unread.filter(({ file, reason }) => !known.has(`${file} ${reason}`)));
  if (hidden.some(({ text }) => text === undefined || text.includes(kind))) return [];
  return removed.filter(({ resource }) => !isNewlyNamed(resource.name, base, workspace));
}

/** True where a file without objects, such as the values of a chart, names what no file of its kind named before. */
function isNewlyNamed(name: string, base: Base, workspace: Workspace): boolean {
  const word = new RegExp(`(?<![\\w-])${name.replaceAll('.', '\\.')}(?![\\w-])`);
  const names = ({ manifests }: Workspace): Set<string> =>
    new Set(manifests.filter(({ resources, source }) => resources.length === 0 && word.test(source.text)).map(({ source }) => source.file));
  const before = names(base.workspace);
  return [...names(workspace)].some((file) => !before.has(file));
}
