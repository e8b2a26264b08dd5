import type { Place, Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { karpenterChart, lintedMinor } from '../../karpenter/chart.ts';
import { featureGates, isGateOn } from '../../karpenter/feature-gates.ts';
import type { FeatureGate } from '../../karpenter/feature-gates.ts';
import { compareVersions } from '../../karpenter/versions.ts';
import { has } from '../../karpenter/written.ts';
import { addEntry, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';

export default defineRule({
  id: 'feature-gate-disabled',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' },
  preset: 'recommended',
  kinds: ['NodeOverlay', 'NodePool', 'CapacityBuffer', 'EC2NodeClass'],
  summary: 'An object needs a feature that the installation of Karpenter leaves switched off.',
  references: ['https://karpenter.sh/docs/reference/settings/#feature-gates'],
  fix: 'unsafe',
  *check(resource, context) {
    const need = needOf(resource);
    if (need === undefined) return;
    for (const release of releasesAround(context.workspace, resource, karpenterChart)) {
      const minor = lintedMinor(release, context.karpenter);
      if (compareVersions(minor, need.gate.since) < 0 || isGateOn(release, need.gate, minor) !== false) continue;
      const fix = makeFix(release, need.gate);
      yield {
        at: need.at,
        message: `${need.what} means nothing here: \`settings.featureGates.${need.gate.key}\` of ${release.resource.kind} \`${release.resource.name}\` is off, and Karpenter ignores it without a word.`,
        help: `Set \`settings.featureGates.${need.gate.key}: true\`.`,
        related: [{ message: 'Karpenter is installed here.', resource: release.resource, at: release.at }],
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

interface Need {
  readonly gate: FeatureGate;
  readonly at: Place;
  readonly what: string;
}

function needOf(resource: Resource): Need | undefined {
  if (resource.kind === 'NodeOverlay') return needOfAll(resource, featureGates.nodeOverlay);
  if (resource.kind === 'CapacityBuffer') return needOfAll(resource, featureGates.capacityBuffer);
  const field = resource.kind === 'NodePool' ? 'replicas' : 'capacityReservationSelectorTerms';
  const value = resource.at('spec', field);
  if (value === undefined || !has(resource.at('spec'), field)) return undefined;
  return {
    gate: resource.kind === 'NodePool' ? featureGates.staticCapacity : featureGates.reservedCapacity,
    at: value.keyPlace,
    what: `\`${field}\` of ${describe(resource)}`,
  };
}

function needOfAll(resource: Resource, gate: FeatureGate): Need {
  return { gate, at: resource.at('metadata', 'name') ?? resource.anchor('metadata', 'name'), what: describe(resource) };
}

function describe({ kind, name }: Resource): string {
  return `${kind} \`${name}\``;
}

function makeFix({ values }: ChartRelease, gate: FeatureGate): Fix | undefined {
  const { resource } = values;
  const written = values.at('settings', 'featureGates', gate.key);
  const [gates, settings] = [values.at('settings', 'featureGates'), values.at('settings')];
  const edit =
    written?.isEditable === true
      ? replaceScalar(resource, written.value, 'true')
      : written === undefined && gates?.isEditable === true
        ? addEntry(resource, gates.value, gate.key, 'true')
        : gates === undefined && settings?.isEditable === true
          ? addEntry(resource, settings.value, 'featureGates', `\n  ${gate.key}: true`)
          : undefined;
  return edit === undefined
    ? undefined
    : { title: `Set \`settings.featureGates.${gate.key}: true\` (the controller restarts)`, safety: 'unsafe', edits: [edit] };
}
