import type { Value } from '../../core/resource.ts';
import { has, knownEntries, knownText, lacks } from '../written.ts';
import { placesOf } from './rule.ts';
import type { Breach, CelRule, Scope } from './rule.ts';

const current = [['NodePool', 'v1']] as const;
const beta = [['NodePool', 'v1beta1']] as const;

/** https://karpenter.sh/docs/concepts/nodepools/ and https://karpenter.sh/docs/concepts/disruption/ */
export const nodePoolRules: readonly CelRule[] = [
  {
    places: placesOf(current, 'spec', { since: '1.8' }),
    serverMessage: "'weight' is not supported on static NodePools",
    check: weightOnStatic,
  },
  {
    places: placesOf(current, 'spec', { since: '1.8' }),
    serverMessage: "only 'limits.nodes' is supported on static NodePools",
    check: limitsOnStatic,
  },
  {
    places: [...placesOf(current, 'spec.disruption.budgets'), ...placesOf(beta, 'spec.disruption.budgets', { since: '0.34' })],
    serverMessage: "'schedule' must be set with 'duration'",
    check: halfAWindow,
  },
  {
    places: placesOf(beta, 'spec.disruption'),
    serverMessage: 'consolidateAfter cannot be combined with consolidationPolicy=WhenUnderutilized',
    check: waitWithoutEmptiness,
  },
  {
    places: placesOf(beta, 'spec.disruption'),
    serverMessage: 'consolidateAfter must be specified with consolidationPolicy=WhenEmpty',
    check: emptinessWithoutWait,
  },
];

function* weightOnStatic(spec: Value): Iterable<Breach> {
  const [weight, replicas] = [spec.child('weight'), spec.child('replicas')];
  if (weight === undefined || replicas === undefined || !has(spec, 'weight') || !has(spec, 'replicas')) return;
  yield {
    at: weight.keyPlace,
    message: 'A pool with `replicas` takes no pending pods, so it cannot have a `weight`.',
    help: 'Remove `weight`, or remove `replicas` to let the pool grow with its pods.',
    related: [{ message: '`replicas` makes the pool static', at: replicas.keyPlace }],
  };
}

function* limitsOnStatic(spec: Value): Iterable<Breach> {
  const replicas = spec.child('replicas');
  if (replicas === undefined || !has(spec, 'replicas')) return;
  for (const [resource, value] of knownEntries(spec.child('limits'))) {
    if (resource === 'nodes') continue;
    yield {
      at: value.keyPlace,
      message: `A pool with \`replicas\` can only be limited in \`nodes\`, not in \`${resource}\`.`,
      help: 'Remove it; `limits.nodes` leaves room for nodes that are being replaced.',
      related: [{ message: '`replicas` makes the pool static', at: replicas.keyPlace }],
    };
  }
}

function* halfAWindow(budgets: Value): Iterable<Breach> {
  for (const budget of budgets.items()) {
    for (const [field, other, help] of halves) {
      const value = budget.child(field);
      if (value === undefined || !has(budget, field) || !lacks(budget, other)) continue;
      yield { at: value.keyPlace, message: `A budget with \`${field}\` needs \`${other}\` as well: together they say when it holds.`, help };
    }
  }
}

const halves = [
  ['schedule', 'duration', 'Add `duration`, such as `8h`, or remove both to have the budget hold always.'],
  ['duration', 'schedule', 'Add `schedule`, such as `0 9 * * mon-fri` (in UTC), or remove both to have the budget hold always.'],
] as const;

/** Without a policy the server has filled in WhenUnderutilized. */
function* waitWithoutEmptiness(disruption: Value): Iterable<Breach> {
  const wait = disruption.child('consolidateAfter');
  const text = knownText(wait);
  const isUnderutilized = lacks(disruption, 'consolidationPolicy') || knownText(disruption.child('consolidationPolicy')) === 'WhenUnderutilized';
  if (wait === undefined || text === undefined || text === 'Never' || !isUnderutilized) return;
  const message = '`consolidateAfter` works only with `consolidationPolicy: WhenEmpty`; `WhenUnderutilized`, the default, takes nothing but `Never`.';
  yield { at: wait, message, help: 'Remove `consolidateAfter`, or set `consolidationPolicy: WhenEmpty`.' };
}

function* emptinessWithoutWait(disruption: Value, { resource }: Scope): Iterable<Breach> {
  const policy = disruption.child('consolidationPolicy');
  if (policy === undefined || knownText(policy) !== 'WhenEmpty' || !lacks(disruption, 'consolidateAfter')) return;
  const message = '`consolidationPolicy: WhenEmpty` needs `consolidateAfter`, the time that a node must have been empty.';
  const at = resource.anchor(...disruption.path, 'consolidateAfter');
  yield { at, message, help: 'Add `consolidateAfter`, such as `30s`.', related: [{ message: 'the policy', at: policy }] };
}
