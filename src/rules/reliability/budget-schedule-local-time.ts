import { defineRule } from '../../core/rule.ts';
import { budgetsOf } from '../../karpenter/budgets.ts';
import type { BudgetWindow } from '../../karpenter/budgets.ts';
import { nextAfter } from '../../karpenter/cron.ts';

export default defineRule({
  id: 'budget-schedule-local-time',
  group: 'reliability',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'The schedule of a budget seems to be meant in local time, while Karpenter reads it in UTC.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#schedule', 'https://github.com/kubernetes-sigs/karpenter/issues/3074'],
  options: { timeZone: { type: 'string', description: 'The time zone of your business hours, such as `Europe/Berlin`.', default: '' } },
  yieldsTo: ['budget-cron-invalid'],
  *check(pool, { options }) {
    for (const { at, window } of budgetsOf(pool) ?? []) {
      const schedule = at.at('schedule');
      if (schedule === undefined || typeof window !== 'object') continue;
      const comment = pool.commentsOn(at);
      if (/\b(?:UTC|GMT|Zulu)\b/i.test(comment)) continue;
      const zone = localTime.exec(comment)?.[0];
      const local = describeLocal(window, String(options['timeZone']));
      if (zone === undefined && local === undefined) continue;
      yield {
        at: schedule,
        message: `Karpenter reads \`${schedule.text}\` in UTC${zone === undefined ? '' : `, while the comment speaks of \`${zone}\``}${local ?? ', so the window may lie some hours beside the time that is meant'}.`,
        help: 'Write the hours in UTC, with room for summer time, and say so in the comment; budgets have no time zone field.',
      };
    }
  },
});

/** Abbreviations and names of time zones, and words for a working day. */
const localTime =
  /\b(?:CES?T|WES?T|EES?T|BST|MSK|IST|JST|KST|SGT|BRT|[ECMP][SD]T|AE[SD]T|NZ[SD]T|(?:Europe|America|Asia|Australia|Africa|Pacific)\/[A-Z][A-Za-z_]+)\b|\b(?:[Bb]usiness|[Oo]ffice|[Ww]orking) hours\b|\b[Ll]ocal time\b/;

/** When the window begins in a time zone, in winter and in summer; undefined without a zone, or for one that nobody knows. */
function describeLocal({ schedule }: BudgetWindow, timeZone: string): string | undefined {
  if (timeZone === '') return undefined;
  const winter = nextAfter(schedule, new Date(Date.UTC(2028, 0, 1)));
  const summer = nextAfter(schedule, new Date(Date.UTC(2028, 6, 1)));
  if (winter === undefined || summer === undefined) return undefined;
  try {
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    const times = [...new Set([clock.format(winter), clock.format(summer)])];
    return `, where it begins on ${times.join(' or, in the other half of the year, ')} in ${timeZone}`;
  } catch {
    return undefined;
  }
}
