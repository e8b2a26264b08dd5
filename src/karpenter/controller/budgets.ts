import type { Resource, Value } from '../../core/resource.ts';
import { quote } from '../../schemas/words.ts';
import { parseCron } from '../cron.ts';
import { knownText } from '../written.ts';
import type { Objection } from './objection.ts';

/**
 * Budgets that Karpenter cannot compute with; one is enough to stop all voluntary disruption of its pool.
 * Source: GetAllowedDisruptions in pkg/apis/v1/nodepool.go of sigs.k8s.io/karpenter.
 */
export function* checkBudgets(pool: Resource): Iterable<Objection> {
  for (const budget of pool.at('spec', 'disruption', 'budgets')?.items() ?? []) {
    yield* checkSchedule(budget.child('schedule'));
    yield* checkCount(budget.child('nodes'));
  }
}

const effect = 'so Karpenter lets no node of this pool go, at any time and for any reason but its expiry';

function* checkSchedule(schedule: Value | undefined): Iterable<Objection> {
  const text = knownText(schedule);
  if (schedule === undefined || text === undefined) return;
  const reading = parseCron(text);
  if (reading.ok) return;
  yield {
    at: schedule,
    message: `The schedule ${quote(text)} cannot be read (${reading.reason}), ${effect}.`,
    help: 'Write minute, hour, day of the month, month and day of the week, in UTC.',
  };
}

/** A number beyond 64 bits is taken for text, and then for a percentage without its sign. */
function* checkCount(nodes: Value | undefined): Iterable<Objection> {
  const text = knownText(nodes);
  if (nodes === undefined || text === undefined || !/^[0-9]+$/.test(text) || BigInt(text) < 2n ** 63n) return;
  yield {
    at: nodes,
    message: `\`nodes\` is ${quote(text)}, more than Karpenter can count, ${effect}.`,
    help: 'Write a smaller number, or `100%` for no limit.',
  };
}
