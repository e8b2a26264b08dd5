import { parseCron } from './cron.ts';
import { parseDuration } from './duration.ts';

/** A window that a budget can have: five fields in UTC, and how long it stays open. */
export interface DailyWindow {
  readonly schedule: string;
  readonly duration: string;
}

/** The window that is open exactly while another is not; undefined for all but one window of less than a day, at one time of each day. */
export function complementOf(schedule: string, duration: string): DailyWindow | undefined {
  const reading = parseCron(schedule);
  const length = parseDuration(duration);
  if (!reading.ok || !length.ok || reading.schedule.every !== undefined) return undefined;
  const { minutes, hours, daysOfMonth, months, daysOfWeek } = reading.schedule;
  const isDaily = daysOfMonth.size === 31 && months.size === 12 && daysOfWeek.size === 7 && minutes.size === 1 && hours.size === 1;
  const open = length.seconds / 60;
  if (!isDaily || open >= minutesOfDay || !Number.isInteger(open) || open === 0) return undefined;
  const start = ([...hours][0] ?? 0) * 60 + ([...minutes][0] ?? 0) + open;
  const rest = minutesOfDay - open;
  const closed = `${Math.floor(rest / 60)}h${rest % 60 === 0 ? '' : `${rest % 60}m`}`;
  return { schedule: `${start % 60} ${Math.floor(start / 60) % 24} * * *`, duration: closed.replace(/^0h/, '') };
}

const minutesOfDay = 24 * 60;
