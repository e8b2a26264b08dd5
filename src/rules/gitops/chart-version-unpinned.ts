import { defineRule } from '../../core/rule.ts';
import { crdChart, karpenterChart } from '../../karpenter/chart.ts';
import { releasesOf } from '../../kubernetes/chart-release.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import { installerKinds } from '../../kubernetes/delivery-kinds.ts';

export default defineRule({
  id: 'chart-version-unpinned',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  // A lock file may pin what a `Chart.yaml` or a helmfile leaves open.
  kinds: installerKinds.filter((kind) => kind !== 'Chart' && kind !== 'HelmfileRelease'),
  summary: 'A chart of Karpenter is installed without an exact version.',
  references: ['https://karpenter.sh/docs/upgrading/upgrade-guide/', 'https://fluxcd.io/flux/components/helm/helmreleases/'],
  pointsElsewhere: true,
  *check(resource, { workspace }) {
    for (const release of releasesOf(resource, workspace)) {
      if (release.chart !== karpenterChart && release.chart !== crdChart) continue;
      const looseness = findLooseness(release);
      if (looseness === undefined) continue;
      const { version } = release;
      yield {
        at: version?.value ?? release.at,
        message: `${resource.kind} \`${resource.name}\` installs chart \`${release.chart}\` ${looseness}, so controller and CRDs jump to a new version on some day without review.`,
        help: 'Pin one exact version such as `1.14.1`, and let a bot such as Renovate propose the next.',
        ...(version === undefined ? {} : { resource: version.resource }),
      };
    }
  },
});

/** Completes "installs the chart …"; undefined for a pin and for what is not known. */
function findLooseness({ version, resource, url }: ChartRelease): string | undefined {
  if (version === undefined) {
    // A repository that is not here may hold the pin.
    const isElsewhere = resource.at('spec', 'chartRef') !== undefined && url === undefined;
    return isElsewhere ? undefined : 'without a version';
  }
  const { value } = version;
  if (version.isDigest || value.isUnknown) return undefined;
  const text = value.node.kind === 'scalar' ? value.node.text : '';
  if (text === '') return 'without a version';
  if (/^(?:latest|head|main|master|stable|\*)$/i.test(text)) return `as \`${text}\``;
  return /^=?\s*v?[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]*)?$/.test(text) ? undefined : `in the range \`${text}\``;
}
