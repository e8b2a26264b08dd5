import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { karpenterChart } from '../../karpenter/chart.ts';
import { syncWaveOf } from '../../kubernetes/apply-order.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';
import { bringersOf, deployedBy, isSame } from '../../kubernetes/delivery.ts';

const waveKey = 'argocd.argoproj.io/sync-wave';

export default defineRule({
  id: 'argocd-missing-sync-wave',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['Application'],
  summary: 'Argo CD applies NodePools in the same wave as Karpenter, or before it.',
  references: [
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/cluster-bootstrapping/',
  ],
  fix: 'unsafe',
  *check(application, { workspace }) {
    const custom = deployedBy(workspace, application).find(({ kind }) => kind === 'NodePool' || kind === 'EC2NodeClass');
    if (custom === undefined) return;
    const parents = bringersOf(workspace, application);
    const install = releasesAround(workspace, application, karpenterChart)
      .map(({ resource }) => resource)
      .find(
        (other) =>
          other.kind === 'Application' &&
          (other.name !== application.name || other.namespace !== application.namespace) &&
          bringersOf(workspace, other).some((parent) => parents.some((own) => isSame(own, parent))),
      );
    if (install === undefined || syncWaveOf(application) > syncWaveOf(install)) return;
    const wave = String(syncWaveOf(install) + 1);
    const fix = makeFix(application, wave);
    yield {
      at: application.at('metadata', 'annotations', waveKey) ?? application.at('metadata', 'name') ?? application.anchor('metadata', 'name'),
      message: `Application \`${application.name}\` applies ${custom.kind} \`${custom.name}\` no later than \`${install.name}\` installs Karpenter, so in a new cluster its first sync fails on an unknown kind.`,
      help: `Set the annotation \`${waveKey}: "${wave}"\` on it.`,
      related: [{ message: 'Karpenter is installed here.', resource: install, at: install.at('metadata', 'name') ?? install.anchor('metadata', 'name') }],
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function makeFix(application: Resource, wave: string): Fix | undefined {
  const metadata = application.at('metadata');
  const annotations = metadata?.at('annotations');
  if (annotations?.at(waveKey) !== undefined) return undefined;
  const edit =
    annotations === undefined
      ? metadata && addEntry(application, metadata, 'annotations', `\n  ${waveKey}: "${wave}"`)
      : addEntry(application, annotations, waveKey, `"${wave}"`);
  return edit && { title: `Set the sync wave ${wave}`, safety: 'unsafe', edits: [edit] };
}
