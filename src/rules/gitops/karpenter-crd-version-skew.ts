import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import { defineRule } from '../../core/rule.ts';
import type { Problem } from '../../core/rule.ts';
import { crdChart, karpenterChart, karpenterReleases, minorOf } from '../../karpenter/chart.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import { dependsOn, syncWaveOf } from '../../kubernetes/apply-order.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import { installerKinds } from '../../kubernetes/delivery-kinds.ts';

export default defineRule({
  id: 'karpenter-crd-version-skew',
  group: 'gitops',
  severity: 'note',
  preset: 'recommended',
  kinds: installerKinds,
  since: '0.32',
  summary: 'Karpenter and its CRDs have different versions, or come in the wrong order.',
  references: ['https://karpenter.sh/docs/upgrading/upgrade-guide/#crd-upgrades'],
  fix: 'unsafe',
  pointsElsewhere: true,
  *check(resource, { workspace }) {
    for (const crds of karpenterReleases(resource, workspace, crdChart)) {
      const [controller, ...others] = releasesAround(workspace, resource, karpenterChart);
      // Several belong to several clusters, and which goes with which nobody says.
      if (controller === undefined || others.length > 0) continue;
      yield* compareReleases(controller, crds);
      if (isBefore(controller, crds)) {
        yield {
          at: controller.at,
          resource: controller.resource,
          message: `Chart \`karpenter\` is applied before \`karpenter-crd\`, so a new controller starts on old CRDs at each upgrade.`,
          help: 'Let the release of `karpenter` depend on that of `karpenter-crd`, or give it a later sync wave.',
          severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
        };
      }
    }
  },
});

function* compareReleases(controller: ChartRelease, crds: ChartRelease): Iterable<Problem> {
  const [a, b] = [exactVersion(controller), exactVersion(crds)];
  const [minorA, minorB] = [minorOf(controller), minorOf(crds)];
  const version = crds.version;
  if (a === undefined || b === undefined || minorA === undefined || minorB === undefined || version === undefined || a === b) return;
  const isAhead = compareVersions(minorA, minorB) > 0;
  const fix = isAhead || minorA === minorB ? alignFix(crds, controller) : undefined;
  yield {
    at: version.value,
    resource: version.resource,
    message: `Chart \`karpenter\` ${a} runs with \`karpenter-crd\` ${b}: ${isAhead ? "the controller writes and reads fields that these CRDs don't have, and they are lost" : 'the two are meant to be updated together, the CRDs first'}.`,
    help: 'Give both charts one version.',
    related: [
      { message: 'The controller is here.', resource: controller.version?.resource ?? controller.resource, at: controller.version?.value ?? controller.at },
    ],
    ...(isAhead ? { severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' } } : {}),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** Without its `v`; undefined for ranges, digests and placeholders. */
function exactVersion({ version }: ChartRelease): string | undefined {
  if (version === undefined || version.isDigest || version.value.isUnknown) return undefined;
  return /^v?([0-9]+\.[0-9]+\.[0-9]+)$/.exec(version.value.text ?? '')?.[1];
}

function alignFix({ version }: ChartRelease, controller: ChartRelease): Fix | undefined {
  const wanted = controller.version?.value.text;
  if (version === undefined || wanted === undefined) return undefined;
  return { title: `Set \`karpenter-crd\` to \`${wanted}\``, safety: 'unsafe', edits: [replaceScalar(version.resource, version.value, wanted)] };
}

function isBefore(controller: ChartRelease, crds: ChartRelease): boolean {
  if (controller.resource.kind !== crds.resource.kind) return false;
  if (controller.resource.kind === 'HelmRelease') return dependsOn(crds.resource, controller.resource);
  return syncWaveOf(controller.resource) < syncWaveOf(crds.resource);
}
