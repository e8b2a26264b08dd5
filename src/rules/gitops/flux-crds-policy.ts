import { addEntry, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { bringsCrds, karpenterReleases } from '../../karpenter/chart.ts';

export default defineRule({
  id: 'flux-crds-policy',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: ['HelmRelease'],
  summary: 'Flux upgrades Karpenter without its CRDs.',
  references: ['https://fluxcd.io/flux/components/helm/helmreleases/#crd-upgrade-policies', 'https://karpenter.sh/docs/upgrading/upgrade-guide/#crd-upgrades'],
  fix: 'unsafe',
  *check(release, { workspace }) {
    const policy = release.at('spec', 'upgrade', 'crds');
    if (karpenterReleases(release, workspace).length === 0 || policy?.text === 'CreateReplace' || policy?.isUnknown) return;
    if (bringsCrds(workspace, release)) return;
    const fix = makeFix(release);
    yield {
      at: policy ?? release.anchor('spec', 'upgrade', 'crds'),
      message: `HelmRelease \`${release.name}\` never upgrades the CRDs of chart \`karpenter\` (${policy === undefined ? 'the default of ' : ''}\`upgrade.crds\` is \`${policy?.text ?? 'Skip'}\`), and nothing else here does: a new controller meets old CRDs, which drop or refuse its fields.`,
      help: 'Set `spec.upgrade.crds: CreateReplace`, or install the chart `karpenter-crd` beside it.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function makeFix(release: Resource): Fix | undefined {
  const policy = release.at('spec', 'upgrade', 'crds');
  const spec = release.at('spec');
  const upgrade = spec?.at('upgrade');
  const edit =
    policy !== undefined
      ? replaceScalar(release, policy, 'CreateReplace')
      : upgrade !== undefined
        ? addEntry(release, upgrade, 'crds', 'CreateReplace')
        : spec && addEntry(release, spec, 'upgrade', '\n  crds: CreateReplace');
  return edit && { title: 'Set `upgrade.crds: CreateReplace`', safety: 'unsafe', edits: [edit] };
}
