import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { applicationSpec, ownSyncOptions, syncOptionsOf } from '../../kubernetes/argocd.ts';
import { bringersOf, deployedBy } from '../../kubernetes/delivery.ts';

const protections = ['Prune=false', 'Prune=confirm', 'Delete=false', 'Delete=confirm'];
const optionsKey = 'argocd.argoproj.io/sync-options';

export default defineRule({
  id: 'argocd-prune-unprotected',
  group: 'gitops',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['NodePool', 'ApplicationSet'],
  summary: 'Argo CD deletes a NodePool, and with it all its nodes, by itself.',
  references: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Controlling-Resource-Modification/',
    'https://karpenter.sh/docs/concepts/disruption/#manual-methods',
  ],
  fix: 'unsafe',
  *check(resource, context) {
    if (resource.kind === 'ApplicationSet') {
      const pool = deployedBy(context.workspace, resource).find(({ kind }) => kind === 'NodePool');
      if (pool === undefined || preserves(resource)) return;
      yield {
        at: resource.at('metadata', 'name') ?? resource.anchor('metadata', 'name'),
        message: `ApplicationSet \`${resource.name}\` deletes Applications that its generators no longer name, and with them NodePool \`${pool.name}\` and all its nodes.`,
        help: 'Set `syncPolicy.preserveResourcesOnDeletion: true`, or `applicationsSync: create-update`.',
      };
      return;
    }
    if (ownSyncOptions(resource).some((option) => protections.includes(option))) return;
    const application = bringersOf(context, resource).find((bringer) => prunes(bringer));
    if (application === undefined) return;
    const fix = makeFix(resource);
    yield {
      at: resource.at('metadata', 'name') ?? resource.anchor('metadata', 'name'),
      message: `Application \`${application.name}\` prunes by itself: if NodePool \`${resource.name}\` is renamed, moved to another Application or left out by mistake, it may be deleted, and then all its nodes drain at once, which its \`budgets\` do not slow down.`,
      help: `Set the annotation \`${optionsKey}: Prune=confirm,Delete=confirm\` (Argo CD 2.14 and newer) or \`Prune=false\`.`,
      related: [
        {
          message: 'Pruning is switched on here.',
          resource: application,
          at: applicationSpec(application)?.at('syncPolicy', 'automated') ?? application.anchor('spec'),
        },
      ],
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function preserves(set: Resource): boolean {
  const policy = set.at('spec', 'syncPolicy');
  return policy?.at('preserveResourcesOnDeletion')?.value === true || /^create-(?:update|only)$/.test(policy?.at('applicationsSync')?.text ?? '');
}

function prunes(bringer: Resource): boolean {
  if (bringer.kind !== 'Application' && bringer.kind !== 'ApplicationSet') return false;
  if (syncOptionsOf(bringer).some(({ text }) => protections.includes(text ?? ''))) return false;
  const automated = applicationSpec(bringer)?.at('syncPolicy', 'automated');
  return automated?.at('prune')?.value === true || automated?.at('allowEmpty')?.value === true;
}

function makeFix(pool: Resource): Fix | undefined {
  const metadata = pool.at('metadata');
  const annotations = metadata?.at('annotations');
  if (annotations?.at(optionsKey) !== undefined) return undefined;
  const edit =
    annotations === undefined
      ? metadata && addEntry(pool, metadata, 'annotations', `\n  ${optionsKey}: Prune=false`)
      : addEntry(pool, annotations, optionsKey, 'Prune=false');
  return edit && { title: `Add \`${optionsKey}: Prune=false\``, safety: 'unsafe', edits: [edit] };
}
