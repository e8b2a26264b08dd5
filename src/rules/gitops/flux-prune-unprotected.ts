import { addEntry } from '../../core/fix.ts';
import type { Edit, Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { bringersOf } from '../../kubernetes/delivery.ts';

const pruneKey = 'kustomize.toolkit.fluxcd.io/prune';

export default defineRule({
  id: 'flux-prune-unprotected',
  group: 'gitops',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['NodePool'],
  summary: 'Flux deletes a NodePool, and with it all its nodes, as soon as it leaves Git.',
  references: ['https://fluxcd.io/flux/components/kustomize/kustomizations/#prune', 'https://karpenter.sh/docs/concepts/disruption/#manual-methods'],
  fix: 'unsafe',
  *check(pool, context) {
    if ((['annotations', 'labels'] as const).some((field) => pool.at('metadata', field, pruneKey)?.text === 'disabled')) return;
    const kustomization = bringersOf(context, pool).find((bringer) => bringer.kind === 'Kustomization' && prunes(bringer));
    if (kustomization === undefined) return;
    const fix = makeFix(pool);
    yield {
      at: pool.at('metadata', 'name') ?? pool.anchor('metadata', 'name'),
      message: `Kustomization \`${kustomization.name}\` prunes: if NodePool \`${pool.name}\` is renamed, moved to another Kustomization or left out by mistake, it may be deleted, and then all its nodes drain at once, which its \`budgets\` do not slow down.`,
      help: `Set the annotation \`${pruneKey}: disabled\`, and delete pools by hand once they are empty.`,
      related: [{ message: 'Pruning is switched on here.', resource: kustomization, at: kustomization.at('spec', 'prune') ?? kustomization.anchor('spec') }],
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function prunes(kustomization: Resource): boolean {
  return kustomization.at('spec', 'prune')?.value === true;
}

function makeFix(pool: Resource): Fix | undefined {
  const metadata = pool.at('metadata');
  const annotations = metadata?.at('annotations');
  const edit: Edit | undefined =
    annotations === undefined
      ? metadata && addEntry(pool, metadata, 'annotations', `\n  ${pruneKey}: disabled`)
      : addEntry(pool, annotations, pruneKey, 'disabled');
  return edit && { title: `Add \`${pruneKey}: disabled\``, safety: 'unsafe', edits: [edit] };
}
