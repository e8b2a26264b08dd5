import { removeItem } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Place, Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { deployedBy } from '../../kubernetes/delivery.ts';
import { ownSyncOptions, syncOptionsOf } from '../../kubernetes/argocd.ts';

export default defineRule({
  id: 'argocd-replace-force',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['Application', 'NodePool', 'EC2NodeClass'],
  summary: 'Argo CD replaces or recreates objects of Karpenter instead of patching them.',
  references: ['https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/', 'https://karpenter.sh/docs/concepts/disruption/#manual-methods'],
  fix: 'unsafe',
  *check(resource, context) {
    const isApplication = resource.kind === 'Application';
    if (isApplication && !deployedBy(context.workspace, resource).some(({ kind }) => kind === 'NodePool' || kind === 'EC2NodeClass')) return;
    const options = isApplication ? syncOptionsOf(resource).map((at) => ({ at, text: at.text ?? '' })) : ownOptions(resource);
    const replace = options.find(({ text }) => text === 'Replace=true');
    // Argo CD reads it from the annotation of an object only.
    const force = isApplication ? undefined : options.find(({ text }) => text === 'Force=true');
    const option = force ?? replace;
    if (option === undefined) return;
    const fix = isApplication ? makeFix(resource, option.at) : undefined;
    yield {
      at: option.at,
      message: `\`${option.text}\` of ${resource.kind} \`${resource.name}\` ${describeEffect(resource.kind, force !== undefined, replace !== undefined)}.`,
      help: 'Remove it; `ServerSideApply=true` copes with what a client-side apply cannot.',
      ...(force === undefined || replace === undefined
        ? {}
        : { severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' } }),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** https://github.com/argoproj/argo-cd/blob/master/gitops-engine/pkg/sync/sync_context.go */
function describeEffect(kind: string, isForced: boolean, isReplaced: boolean): string {
  if (!isForced) return 'replaces objects on each sync, so what controllers wrote beside the manifest is dropped';
  const when = isReplaced ? '' : ' whenever it cannot be patched, as with an immutable field';
  // The class has a finalizer that waits for its NodeClaims, and a pool is not ready with a class that is being deleted.
  const effect =
    kind === 'NodePool'
      ? 'all its nodes drain at once, which its `budgets` do not slow down'
      : 'until its last node is gone it stays half deleted, and its NodePools launch nothing';
  return `deletes and recreates it${when}: ${effect}`;
}

function ownOptions(resource: Resource): { readonly at: Place; readonly text: string }[] {
  const at = resource.at('metadata', 'annotations', 'argocd.argoproj.io/sync-options');
  return at === undefined ? [] : ownSyncOptions(resource).map((text) => ({ at, text }));
}

function makeFix(resource: Resource, at: Place): Fix | undefined {
  const list = syncOptionsOf(resource).length > 1 ? resource.at('spec', 'syncPolicy', 'syncOptions') : undefined;
  const edit = list && removeItem(resource, list, at as Value);
  return edit && { title: 'Remove the option', safety: 'unsafe', edits: [edit] };
}
