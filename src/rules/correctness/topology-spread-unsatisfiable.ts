import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem } from '../../core/rule.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { hostnameLabel, wellKnownLabel } from '../../karpenter/labels.ts';
import { allowedValues, isStaticPool, requirementsOf, zoneLabel } from '../../karpenter/nodepool.ts';
import { canHost, hasLabelsFor, poolsBeside } from '../../karpenter/placement.ts';
import { hasConflicts } from '../../karpenter/pool-conflicts.ts';
import { knownNumber, knownText } from '../../karpenter/written.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'topology-spread-unsatisfiable',
  group: 'correctness',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: podOwnerKinds.filter((kind) => kind !== 'DaemonSet' && kind !== 'Pod'),
  summary: 'Pods must be spread over zones of which their NodePools reach only some.',
  references: [
    'https://karpenter.sh/docs/troubleshooting/#karpenter-is-unable-to-satisfy-topology-spread-constraint',
    'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
  ],
  fix: 'unsafe',
  yieldsTo: ['pod-no-matching-nodepool', 'label-domain-confusable', 'legacy-karpenter-selector'],
  *check(resource, { workspace, karpenter }) {
    const template = toWorkload(resource)?.template;
    const constraints = (template?.topologySpread ?? []).filter((constraint) => constraint.at('whenUnsatisfiable')?.text === 'DoNotSchedule');
    if (template === undefined || constraints.length === 0 || workspace.mayHold(resource, 'NodePool')) return;
    const pools = poolsBeside(workspace, resource).filter((pool) => !isStaticPool(pool) && !hasConflicts(pool));
    const all = workspace.ofKind('karpenter.sh', 'NodePool');
    if (pools.length === 0) return;
    for (const constraint of constraints) yield* judge(constraint, { resource, template, pools, all, karpenter });
  },
});

interface Setting {
  readonly resource: Resource;
  readonly template: PodTemplate;
  readonly pools: readonly Resource[];
  /** Of any folder: one that is farther away may belong to the same cluster. */
  readonly all: readonly Resource[];
  readonly karpenter: string;
}

function* judge(constraint: Value, setting: Setting): Iterable<OwnProblem> {
  const at = constraint.at('topologyKey');
  const key = normalizeLabel(knownText(at) ?? '');
  if (at === undefined || key === '') return;
  if (key !== zoneLabel) {
    const isOffered =
      wellKnownLabel(key, setting.karpenter) !== undefined || key === hostnameLabel || [...setting.pools, ...setting.all].some((pool) => defines(pool, key));
    if (!isOffered && !/^(?:eks\.amazonaws\.com|alpha\.eksctl\.io)\//.test(key)) yield unknownKey(at, key, setting.resource);
    return;
  }
  const hosts = setting.pools.filter((pool) => canHost(pool, setting.template) !== false);
  const reached = zonesOf(hosts);
  if (hosts.length === 0 || reached === undefined) return;
  const minDomains = constraint.at('minDomains');
  const wanted = knownNumber(minDomains);
  if (minDomains !== undefined && wanted !== undefined && wanted > reached.size) {
    yield {
      at: minDomains,
      message: `\`minDomains: ${wanted}\` asks for more zones than the ${reached.size} that a pool for these pods reaches (${list(reached)}), so all but a few stay pending.`,
      help: 'Lower `minDomains`, or let the pool use more zones.',
    };
    return;
  }
  yield* compare(constraint, setting, { at, hosts, reached });
}

interface Reach {
  readonly at: Value;
  readonly hosts: readonly Resource[];
  readonly reached: ReadonlySet<string>;
}

/** Zones count as soon as some pool that the pods do not exclude has them, also one whose taints keep them away. */
function* compare(constraint: Value, { resource, template, pools }: Setting, { at, hosts, reached }: Reach): Iterable<OwnProblem> {
  if (constraint.at('nodeAffinityPolicy')?.text === 'Ignore') return;
  const honorsTaints = constraint.at('nodeTaintsPolicy')?.text === 'Honor';
  const counted = pools.filter((pool) => !hosts.includes(pool) && !honorsTaints && hasLabelsFor(pool, template) === true);
  for (const pool of counted) {
    const beyond = [...(zonesOf([pool]) ?? [])].filter((zone) => !reached.has(zone));
    if (beyond.length === 0) continue;
    const fix = makeFix(resource, constraint);
    yield {
      at,
      message: `${resource.kind} \`${resource.name}\` must be spread over zones, and ${list(new Set(beyond))} of NodePool \`${pool.name}\` counts as well, although its taints keep the pods away: while that zone holds none, each of ${list(reached)} takes only \`maxSkew\` pods and the rest stay pending.`,
      help: 'Set `nodeTaintsPolicy: Honor` on the constraint, or tie the pods to the zones of their pool by node affinity.',
      related: [{ message: `NodePool \`${pool.name}\` is here.`, resource: pool, at: pool.anchor('metadata', 'name') }],
      ...(fix === undefined ? {} : { fix }),
    };
    return;
  }
}

function unknownKey(at: Value, key: string, { kind, name }: Resource): OwnProblem {
  return {
    at,
    message: `No NodePool here sets the label \`${key}\`, so no node of Karpenter has a place in this topology, and the pods of ${kind} \`${name}\` stay pending unless other nodes carry it.`,
    help: 'Spread over `topology.kubernetes.io/zone` or `kubernetes.io/hostname`, or let a pool set the label.',
    severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  };
}

function defines(pool: Resource, key: string): boolean {
  return requirementsOf(pool).some((requirement) => requirement.key === key || requirement.key === undefined);
}

/** The zones that pools name, together; undefined where one of them may use any. */
function zonesOf(pools: readonly Resource[]): ReadonlySet<string> | undefined {
  const sets = pools.map((pool) => allowedValues(pool, zoneLabel));
  if (sets.some((set) => set === undefined || set.isComplement)) return undefined;
  return new Set(sets.flatMap((set) => [...(set?.values ?? [])]));
}

function list(names: ReadonlySet<string>): string {
  return [...names].map((name) => `\`${name}\``).join(', ');
}

function makeFix(resource: Resource, constraint: Value): Fix | undefined {
  const edit = constraint.at('nodeTaintsPolicy') === undefined ? addEntry(resource, constraint, 'nodeTaintsPolicy', 'Honor') : undefined;
  return edit === undefined ? undefined : { title: 'Set `nodeTaintsPolicy: Honor` (restarts the pods)', safety: 'unsafe', edits: [edit] };
}
