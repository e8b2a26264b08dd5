import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import { crdChart, karpenterChart } from '../../karpenter/chart.ts';
import { releasesOf } from '../../kubernetes/chart-release.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import { installerKinds } from '../../kubernetes/delivery-kinds.ts';

/** Patches bring fixes and ask for no steps beforehand. */
const ofPatches: Severities = { default: 'note', prod: 'improvement', staging: 'note', dev: 'note' };

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
        message: `${resource.kind} \`${resource.name}\` installs chart \`${release.chart}\` ${looseness.text}, so the day decides which ${looseness.isPatch ? 'patch' : 'version'} runs: ${looseness.isPatch ? 'each new one comes' : 'minors that need steps beforehand come'} without review.`,
        help: 'Pin one exact version such as `1.14.1`, and let a bot such as Renovate propose the next.',
        ...(version === undefined ? {} : { resource: version.resource }),
        ...(looseness.isPatch ? { severity: ofPatches } : {}),
      };
    }
  },
});

interface Looseness {
  /** Completes "installs the chart …". */
  readonly text: string;
  /** True for a range within one minor. */
  readonly isPatch: boolean;
}

/** Undefined for a pin and for what is not known. */
function findLooseness({ version, resource, url }: ChartRelease): Looseness | undefined {
  const none = { text: 'without a version', isPatch: false };
  if (version === undefined) {
    // A repository that is not here may hold the pin.
    const isElsewhere = resource.at('spec', 'chartRef') !== undefined && url === undefined;
    return isElsewhere ? undefined : none;
  }
  const { value } = version;
  if (version.isDigest || value.isUnknown) return undefined;
  const text = value.node.kind === 'scalar' ? value.node.text : '';
  if (text === '') return none;
  if (/^(?:latest|head|main|master|stable|\*)$/i.test(text)) return { text: `as \`${text}\``, isPatch: false };
  if (/^=?\s*v?[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]*)?$/.test(text)) return undefined;
  return { text: `in the range \`${text}\``, isPatch: /^(?:[~=]\s*)?v?[0-9]+\.[0-9]+(?:\.[x*]|\.[0-9]+)?$/i.test(text) };
}
