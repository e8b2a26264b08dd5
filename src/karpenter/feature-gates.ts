import type { ChartRelease } from '../kubernetes/chart-release.ts';
import { compareVersions } from './versions.ts';

/** A feature of Karpenter that the chart switches, with the minor that brought it and the one that switched it on by default. */
export interface FeatureGate {
  /** Its key under `settings.featureGates`. */
  readonly key: string;
  /** Its name in the environment variable FEATURE_GATES. */
  readonly name: string;
  readonly since: string;
  readonly onSince?: string;
}

/** https://karpenter.sh/docs/reference/settings/#feature-gates */
export const featureGates = {
  nodeOverlay: { key: 'nodeOverlay', name: 'NodeOverlay', since: '1.7' },
  staticCapacity: { key: 'staticCapacity', name: 'StaticCapacity', since: '1.8' },
  capacityBuffer: { key: 'capacityBuffer', name: 'CapacityBuffer', since: '1.14' },
  reservedCapacity: { key: 'reservedCapacity', name: 'ReservedCapacity', since: '1.3', onSince: '1.6' },
} as const satisfies Readonly<Record<string, FeatureGate>>;

/** True or false where the values of a release decide; undefined where something that is not here may. */
export function isGateOn(release: ChartRelease, gate: FeatureGate, minor: string): boolean | undefined {
  const { values } = release;
  const variable = gateInEnvironment(release, gate);
  if (variable !== 'absent') return variable;
  const written = values.at('settings', 'featureGates', gate.key)?.value;
  if (written?.isUnknown === true || values.at('settings')?.value.isUnknown === true) return undefined;
  if (written !== undefined) return written.value === true || written.text === 'true';
  if (!values.isComplete || values.at('controller', 'envFrom') !== undefined) return undefined;
  return gate.onSince !== undefined && compareVersions(minor, gate.onSince) >= 0;
}

/** What FEATURE_GATES in the controller's environment says, which wins over the chart's setting. */
function gateInEnvironment({ values }: ChartRelease, { name }: FeatureGate): boolean | undefined | 'absent' {
  const env = values.at('controller', 'env')?.value;
  const variable = env
    ?.items()
    .find((item) => item.at('name')?.text === 'FEATURE_GATES')
    ?.at('value');
  if (variable?.isUnknown === true) return undefined;
  const written = new RegExp(`\\b${name}=(true|false)\\b`, 'i').exec(variable?.text ?? '')?.[1];
  return written === undefined ? 'absent' : written.toLowerCase() === 'true';
}
