import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { repairCron } from '../../karpenter/cron-repair.ts';
import { parseCron } from '../../karpenter/cron.ts';
import { knownText } from '../../karpenter/written.ts';

export default defineRule({
  id: 'budget-cron-invalid',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  since: '0.34',
  summary: 'The schedule of a disruption budget cannot be read, so nothing is disrupted at any time.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#schedule', 'https://pkg.go.dev/github.com/robfig/cron/v3#hdr-CRON_Expression_Format'],
  fix: 'unsafe',
  explains: ['controller-rejected'],
  yieldsTo: ['api-rejected'],
  *check(pool) {
    for (const budget of pool.at('spec', 'disruption', 'budgets')?.items() ?? []) {
      const schedule = budget.at('schedule');
      const text = knownText(schedule);
      if (schedule === undefined || text === undefined) continue;
      const reading = parseCron(text);
      if (reading.ok) continue;
      const fix = makeFix(pool, schedule, text);
      yield {
        at: schedule,
        message: `Karpenter cannot read the schedule \`${text}\` (${reading.reason}); one unreadable budget is enough, and it allows no voluntary disruption of NodePool \`${pool.name}\` at any time, for any reason.`,
        help: 'Write five fields in UTC (minute, hour, day of the month, month, day of the week), Sunday as 0, and a range over the weekend in two parts.',
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

function makeFix(pool: Resource, schedule: Value, text: string): Fix | undefined {
  const repaired = repairCron(text);
  if (repaired === text || !parseCron(repaired).ok) return undefined;
  const isPlain = schedule.node.kind === 'scalar' && schedule.node.style === 'plain';
  // A plain scalar cannot begin with these two.
  const written = isPlain && /^[*@]/.test(repaired) ? `"${repaired}"` : repaired;
  return { title: `Write the schedule as \`${repaired}\` (disruption begins again)`, safety: 'unsafe', edits: [replaceScalar(pool, schedule, written)] };
}
