import { defineRule } from '../../core/rule.ts';
import { bringsCrds, karpenterReleases } from '../../karpenter/chart.ts';

export default defineRule({
  id: 'argocd-skip-crds',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['Application'],
  summary: 'Argo CD installs Karpenter without CRDs, and nothing else here brings them.',
  references: ['https://karpenter.sh/docs/upgrading/upgrade-guide/#crd-upgrades', 'https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#helm-skipcrds'],
  *check(application, { workspace }) {
    if (karpenterReleases(application, workspace).length === 0 || bringsCrds(workspace, application)) return;
    const sources = [application.at('spec', 'source'), ...(application.at('spec', 'sources')?.items() ?? [])];
    const skip = sources.flatMap((source) => source?.at('helm', 'skipCrds') ?? []).find(({ value }) => value === true);
    if (skip === undefined) return;
    yield {
      at: skip,
      message: `\`skipCrds: true\` leaves Application \`${application.name}\` without the CRDs of Karpenter, and nothing here brings them: NodePools are refused, or old CRDs drop new fields.`,
      help: 'Install the chart `karpenter-crd` in an earlier sync wave, or leave `skipCrds` out: Argo CD updates the CRDs of a chart on each sync.',
    };
  },
});
