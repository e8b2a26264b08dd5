import { renameKey } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import { perObject } from '../../core/remembered.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { findDeadKey } from '../../karpenter/chart-keys.ts';
import { karpenterChart, karpenterReleases, minorOf } from '../../karpenter/chart.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import { releasesOf } from '../../kubernetes/chart-release.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import { deliveryKinds, installerKinds, valuesKinds } from '../../kubernetes/delivery-kinds.ts';

export default defineRule({
  id: 'helm-removed-value',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: valuesKinds,
  summary: 'A value that the chart of Karpenter does not read.',
  references: ['https://github.com/aws/karpenter-provider-aws/blob/main/charts/karpenter/values.yaml', 'https://karpenter.sh/docs/upgrading/upgrade-guide/'],
  fix: 'unsafe',
  yieldsTo: ['interruption-handling-disabled'],
  *check(resource, { workspace }) {
    for (const release of karpenterReleases(resource, workspace)) {
      const minor = minorOf(release) ?? (resource.kind === 'Values' ? oldestMinor(workspace) : undefined);
      const told = new Set<string>();
      for (const [path] of release.values.leaves()) {
        const dead = findDeadKey(path, minor);
        const culprit = path.slice(0, dead?.depth ?? 0);
        const name = culprit.join('.');
        // A version that cannot be read, or stands in another file, may be the one that reads it.
        const isHidden = minor === undefined && (release.version !== undefined || resource.kind === 'Values');
        if (dead === undefined || told.has(name) || (dead.wasRead && isHidden)) continue;
        told.add(name);
        const fix = makeFix(release, culprit, dead.successor);
        yield {
          at: placeOf(release, culprit, path),
          message: `The value \`${name}\` does nothing in ${minor === undefined ? 'any chart of Karpenter since 1.1' : `Karpenter's chart ${minor}`}: Helm passes over what a chart does not read, so the setting is lost without a word.`,
          help: dead.successor === undefined ? 'Remove it; the chart has nothing in its place.' : `Use ${dead.successor}.`,
          ...(fix === undefined ? {} : { fix }),
        };
      }
    }
  },
});

/** The oldest chart that a file of values may be for. */
const oldestMinor = perObject((workspace: Workspace): string | undefined => {
  const installers = Object.values(deliveryKinds).flatMap(([group, kind]) => (installerKinds.includes(kind) ? workspace.ofKind(group, kind) : []));
  const releases = installers.flatMap((installer) => releasesOf(installer, workspace)).filter(({ chart }) => chart === karpenterChart);
  return releases.flatMap((release) => minorOf(release) ?? []).sort(compareVersions)[0];
});

function placeOf({ values }: ChartRelease, culprit: readonly string[], path: readonly string[]) {
  const found = values.at(...culprit) ?? values.at(...path);
  if (found === undefined) return values.leaves().find(([leaf]) => leaf.join('.') === path.join('.'))?.[1].place ?? values.anchor(culprit);
  return found.isEditable ? found.value.keyPlace : found.place;
}

/** A new name beside the old one; anything else is more than one edit can do. */
function makeFix({ resource, values }: ChartRelease, culprit: readonly string[], successor: string | undefined): Fix | undefined {
  const [, target] = /^`([A-Za-z.]+)`$/.exec(successor ?? '') ?? [];
  const parent = culprit.slice(0, -1).join('.');
  const found = values.at(...culprit);
  if (target === undefined || found?.isEditable !== true || target.slice(0, target.lastIndexOf('.')) !== parent) return undefined;
  const name = target.slice(target.lastIndexOf('.') + 1);
  if (values.at(...culprit.slice(0, -1), name) !== undefined) return undefined;
  const edit = renameKey(resource, found.value, name);
  return edit && { title: `Rename it to \`${name}\``, safety: 'unsafe', edits: [edit] };
}
