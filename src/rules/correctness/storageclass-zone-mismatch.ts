import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Scope } from '../../core/scope.ts';
import { normalizeLabel } from '../../karpenter/label-aliases.ts';
import { allowedValues, zoneLabel } from '../../karpenter/nodepool.ts';
import { poolsFor } from '../../karpenter/placement.ts';
import { knownItems, knownText } from '../../karpenter/written.ts';
import { claimsOf } from '../../kubernetes/companions.ts';
import type { Workload } from '../../kubernetes/workload.ts';
import { workloadsIn } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'storageclass-zone-mismatch',
  group: 'correctness',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'improvement' },
  preset: 'recommended',
  kinds: ['StorageClass'],
  summary: 'A StorageClass makes volumes in zones that no NodePool of its pods reaches.',
  references: ['https://karpenter.sh/docs/concepts/scheduling/#persistent-volume-topology'],
  yieldsTo: ['zone-region-mismatch'],
  *check(storageClass, { workspace }) {
    const topology = zonesOf(storageClass);
    if (topology === undefined) return;
    for (const scope of workspace.scopesOf(storageClass)) {
      const users = workloadsIn(scope).filter((workload) => claims(workload, scope, storageClass.name));
      const pools = [...new Set(users.flatMap((workload) => poolsFor(workspace, workload)))];
      if (users.length === 0 || pools.length === 0 || scope.mayHold('NodePool')) continue;
      if (!pools.every((pool) => isDisjoint(pool, topology.zones))) continue;
      const [user] = users;
      yield {
        at: topology.at,
        message: `StorageClass \`${storageClass.name}\` makes volumes in ${[...topology.zones].map((zone) => `\`${zone}\``).join(', ')} only, and no NodePool for ${user?.resource.kind ?? ''} \`${user?.resource.name ?? ''}\` reaches these zones, so its pods stay pending.`,
        help: 'Let the class and a pool have a zone in common, or leave the zones out and use `volumeBindingMode: WaitForFirstConsumer`.',
        related: pools.slice(0, 3).map((pool) => ({ message: `NodePool \`${pool.name}\` is here.`, resource: pool, at: pool.anchor('metadata', 'name') })),
      };
      return;
    }
  },
});

interface Topology {
  readonly at: Value;
  readonly zones: ReadonlySet<string>;
}

/** The zones that a class is bound to; undefined where it is bound to none, or where they are filled in later. */
function zonesOf(storageClass: Resource): Topology | undefined {
  const expressions = (storageClass.at('allowedTopologies')?.items() ?? []).flatMap((term) => term.at('matchLabelExpressions')?.items() ?? []);
  const zonal = expressions.filter((expression) => normalizeLabel(expression.at('key')?.text ?? '') === zoneLabel);
  const lists = zonal.map((expression) => knownItems(expression.at('values')));
  const at = zonal[0]?.at('values');
  if (at === undefined || lists.includes(undefined)) return undefined;
  return { at, zones: new Set(lists.flatMap((list) => list ?? []).flatMap(({ text }) => text ?? [])) };
}

function claims(workload: Workload, scope: Scope, name: string): boolean {
  return claimsOf(workload, scope).some((claim) => knownText(claim.at('spec', 'storageClassName')) === name);
}

function isDisjoint(pool: Resource, zones: ReadonlySet<string>): boolean {
  const allowed = allowedValues(pool, zoneLabel);
  return allowed !== undefined && !allowed.isComplement && ![...allowed.values].some((zone) => zones.has(zone));
}
