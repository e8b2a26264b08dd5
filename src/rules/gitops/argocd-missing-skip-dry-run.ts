import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { crdChart, karpenterChart } from '../../karpenter/chart.ts';
import { syncWaveOf } from '../../kubernetes/apply-order.ts';
import { ownSyncOptions, syncOptionsOf, waitsForApplications } from '../../kubernetes/argocd.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';
import { deployedBy } from '../../kubernetes/delivery.ts';

const option = 'SkipDryRunOnMissingResource=true';

export default defineRule({
  id: 'argocd-missing-skip-dry-run',
  group: 'gitops',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['Application'],
  summary: 'The first sync of NodePools fails in the dry run, because their kind comes from another Application.',
  references: ['https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#skip-dry-run-for-new-custom-resources-types'],
  fix: 'unsafe',
  *check(application, { workspace }) {
    const custom = deployedBy(workspace, application).filter(({ kind }) => kind === 'NodePool' || kind === 'EC2NodeClass');
    const hasOption = syncOptionsOf(application).some(({ text }) => text === option) || custom.every((resource) => ownSyncOptions(resource).includes(option));
    if (custom.length === 0 || hasOption || application.at('spec', 'syncPolicy', 'retry') !== undefined) return;
    const owner = [crdChart, karpenterChart]
      .flatMap((chart) => releasesAround(workspace, application, chart))
      .map(({ resource }) => resource)
      .find(({ kind, name }) => kind === 'Application' && name !== application.name);
    if (owner === undefined || (syncWaveOf(owner) < syncWaveOf(application) && waitsForApplications(workspace, application) === true)) return;
    const fix = makeFix(application);
    yield {
      at: application.at('spec', 'syncPolicy', 'syncOptions')?.keyPlace ?? application.anchor('spec', 'syncPolicy', 'syncOptions'),
      message: `Application \`${application.name}\` applies kinds that \`${owner.name}\` brings, and without \`${option}\` its first sync fails in the dry run of an unknown kind.`,
      help: `Add \`${option}\` to \`syncPolicy.syncOptions\`, or a \`retry\`.`,
      related: [{ message: 'The CRDs come from here.', resource: owner, at: owner.at('metadata', 'name') ?? owner.anchor() }],
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function makeFix(application: Resource): Fix | undefined {
  const spec = application.at('spec');
  const policy = spec?.at('syncPolicy');
  if (spec === undefined || policy?.at('syncOptions') !== undefined) return undefined;
  const edit =
    policy === undefined
      ? addEntry(application, spec, 'syncPolicy', `\n  syncOptions:\n    - ${option}`)
      : addEntry(application, policy, 'syncOptions', `\n  - ${option}`);
  return edit && { title: `Add \`${option}\``, safety: 'unsafe', edits: [edit] };
}
