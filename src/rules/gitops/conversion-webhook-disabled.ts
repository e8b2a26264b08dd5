import { replaceScalar } from '../../core/fix.ts';
import { defineRule } from '../../core/rule.ts';
import { karpenterReleases } from '../../karpenter/chart.ts';
import { poolsBeside } from '../../karpenter/placement.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import { valuesKinds } from '../../kubernetes/delivery-kinds.ts';

/** The first patch of each minor that serves v1 beside v1beta1. https://karpenter.sh/v1.0/upgrading/v1-migration/ */
const firstPatch: Readonly<Record<string, number>> = { '0.33': 6, '0.34': 7, '0.35': 6, '0.36': 3, '0.37': 1, '1.0': 0 };

export default defineRule({
  id: 'conversion-webhook-disabled',
  group: 'gitops',
  severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
  preset: 'all',
  kinds: valuesKinds,
  summary: 'The webhook that converts between v1beta1 and v1 is switched off while both are in use.',
  references: ['https://karpenter.sh/v1.0/upgrading/v1-migration/', 'https://github.com/fluxcd/kustomize-controller/issues/1296'],
  fix: 'unsafe',
  *check(resource, { workspace }) {
    for (const release of karpenterReleases(resource, workspace)) {
      const enabled = release.values.at('webhook', 'enabled');
      const version = convertingVersion(release);
      const versions = new Set(poolsBeside(workspace, resource).map((pool) => pool.version));
      if (enabled === undefined || version === undefined || String(enabled.value.value) !== 'false' || !versions.has('v1') || !versions.has('v1beta1'))
        continue;
      yield {
        at: enabled.place,
        message: `\`webhook.enabled: false\` in Karpenter ${version} switches the conversion between v1beta1 and v1 off, while NodePools of both versions are here: reads and dry runs of the other version fail.`,
        help: 'Leave the webhook on until every object is v1 and Karpenter is at 1.1.',
        ...(enabled.isEditable
          ? { fix: { title: 'Set `webhook.enabled: true`', safety: 'unsafe', edits: [replaceScalar(resource, enabled.value, 'true')] } }
          : {}),
      };
    }
  },
});

/** The version of a chart whose CRDs have both versions. */
function convertingVersion({ version }: ChartRelease): string | undefined {
  const [, minor = '', patch = ''] = /^v?([0-9]+\.[0-9]+)\.([0-9]+)$/.exec(version?.value.text ?? '') ?? [];
  const first = firstPatch[minor];
  return first !== undefined && Number(patch) >= first ? `${minor}.${patch}` : undefined;
}
