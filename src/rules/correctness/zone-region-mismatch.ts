import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Context, OwnProblem } from '../../core/rule.ts';
import { karpenterChart } from '../../karpenter/chart.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { labelUsesOf } from '../../karpenter/label-uses.ts';
import type { LabelUse } from '../../karpenter/label-uses.ts';
import { nodeClassesOf } from '../../karpenter/node-class-reference.ts';
import { allowedValues } from '../../karpenter/nodepool.ts';
import { knownText } from '../../karpenter/written.ts';
import { isZoneId, regionOfArn, regionOfZone } from '../../karpenter/zone-names.ts';
import { releasesAround } from '../../kubernetes/chart-release.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';

const zoneLabel = 'topology.kubernetes.io/zone';
const zoneIdLabel = 'topology.k8s.aws/zone-id';

export default defineRule({
  id: 'zone-region-mismatch',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool', 'StorageClass', ...podOwnerKinds],
  summary: 'Zones of another region, or an id of a zone in the place of its name.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#availability-zones',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html',
  ],
  yieldsTo: ['api-rejected', 'controller-rejected'],
  *check(resource, context) {
    for (const use of labelUsesOf(resource)) {
      const label = normalizeLabel(use.key);
      if (use.operator !== 'In' || (label !== zoneLabel && label !== zoneIdLabel)) continue;
      yield* wrongForm(use, label);
      if (label === zoneLabel) yield* wrongRegion(resource, use, context);
    }
  },
});

function* wrongForm({ key, values }: LabelUse, label: string): Iterable<OwnProblem> {
  for (const value of values) {
    const text = knownText(value);
    if (text === undefined) continue;
    if (label === zoneLabel && isZoneId(text)) {
      yield {
        at: value,
        message: `\`${text}\` is the id of a zone, but \`${key}\` holds names such as \`us-east-1a\`, so no node can meet it.`,
        help: `Write the zone's name, or require \`${zoneIdLabel}\`.`,
      };
    } else if (label === zoneIdLabel && regionOfZone(text) !== undefined) {
      yield {
        at: value,
        message: `\`${text}\` is the name of a zone, but \`${key}\` holds ids such as \`use1-az1\`, so no node can meet it.`,
        help: `Write the zone's id, or require \`${zoneLabel}\`.`,
      };
    }
  }
}

function* wrongRegion(resource: Resource, { values, key }: LabelUse, context: Context): Iterable<OwnProblem> {
  const zones = values.flatMap((value) => {
    const region = regionOfZone(knownText(value) ?? '');
    return region === undefined ? [] : [{ value, region }];
  });
  const declared = declaredRegion(resource, context);
  const home = declared?.region ?? zones[0]?.region;
  const stray = zones.find(({ region }) => region !== home);
  if (stray === undefined || home === undefined) return;
  yield {
    at: stray.value,
    message:
      declared === undefined
        ? `\`${key}\` lists zones of two regions (\`${home}\` and \`${stray.region}\`), but a cluster lives in one, so \`${stray.value.text ?? ''}\` never has a node.`
        : `Zone \`${stray.value.text ?? ''}\` is not in region \`${home}\`, where this cluster is, so no node can be there.`,
    help: `Name zones of one region.`,
    // The zones of the own region still work: one list may serve clusters of two.
    ...(declared === undefined ? { severity: 'improvement' as const } : { related: [{ message: `The region is named here.`, ...declared.place }] }),
  };
}

interface Declaration {
  readonly region: string;
  readonly place: { readonly resource: Resource; readonly at: Value };
}

/** The region that a requirement of the pool, an ARN of its class or the controller's environment names. */
function declaredRegion(resource: Resource, { workspace }: Context): Declaration | undefined {
  const keys = resource.kind === 'NodePool' ? [...ownRegion(resource), ...nodeClassesOf(workspace, resource).flatMap(regionsOfClass)] : [];
  const controller = releasesAround(workspace, resource, karpenterChart).flatMap(({ values }) => {
    const variable = values
      .at('controller', 'env')
      ?.value.items()
      .find((item) => item.at('name')?.text === 'AWS_REGION')
      ?.at('value');
    return variable?.text === undefined || variable.isUnknown ? [] : [{ region: variable.text, place: { resource: values.resource, at: variable } }];
  });
  const all = [...keys, ...controller];
  return new Set(all.map(({ region }) => region)).size === 1 ? all[0] : undefined;
}

function ownRegion(pool: Resource): Declaration[] {
  const regions = allowedValues(pool, 'topology.kubernetes.io/region');
  const [region] = regions?.isComplement === false && regions.values.size === 1 ? [...regions.values] : [];
  const use = labelUsesOf(pool).find(({ key }) => normalizeLabel(key) === 'topology.kubernetes.io/region');
  return region === undefined || use === undefined ? [] : [{ region, place: { resource: pool, at: use.at } }];
}

function regionsOfClass(nodeClass: Resource): Declaration[] {
  return (nodeClass.at('spec', 'blockDeviceMappings')?.items() ?? []).flatMap((mapping) => {
    const key = mapping.at('ebs', 'kmsKeyID');
    const region = regionOfArn(knownText(key) ?? '');
    return key === undefined || region === undefined ? [] : [{ region, place: { resource: nodeClass, at: key } }];
  });
}
