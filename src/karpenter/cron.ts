import { perKey } from '../core/remembered.ts';
import { parseDuration } from './duration.ts';

/** When a schedule hits, in UTC. A hit is always at the start of a minute, unless `every` is there. */
export interface CronSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  /** From 1. */
  readonly daysOfMonth: ReadonlySet<number>;
  /** From 1. */
  readonly months: ReadonlySet<number>;
  /** Sunday is 0. */
  readonly daysOfWeek: ReadonlySet<number>;
  /** True where both lists of days restrict something: a day that is in either of them then counts. */
  readonly eitherDay: boolean;
  /** Seconds between hits; the other fields then mean nothing. */
  readonly every?: number;
}

/** `reason` is a clause in the words of a person, such as "the range `fri-mon` runs backwards". */
export type CronReading = { readonly ok: true; readonly schedule: CronSchedule } | { readonly ok: false; readonly reason: string };

/**
 * Reads a schedule as Karpenter does, which puts `TZ=UTC ` before it and gives it to robfig/cron v3: five fields or a macro,
 * names of days and months, `?` for `*`, ranges that rise, steps, and days of the week from 0 to 6.
 * https://pkg.go.dev/github.com/robfig/cron/v3#ParseStandard
 */
export const parseCron = perKey(readCron, 1000);

function readCron(text: string): CronReading {
  const words = text.split(goSpace).filter((word) => word !== '');
  if (words[0]?.startsWith('@')) return readMacro(trimSpace(text));
  if (words.length !== fields.length) return { ok: false, reason: wrongCount(words) };
  const parts = words.map((word, index) => readField(word, fields[index] as Field));
  const failure = parts.find((reading) => typeof reading === 'string');
  if (typeof failure === 'string') return { ok: false, reason: failure };
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = parts as FieldReading[] as [FieldReading, FieldReading, FieldReading, FieldReading, FieldReading];
  return {
    ok: true,
    schedule: {
      minutes: minutes.values,
      hours: hours.values,
      daysOfMonth: daysOfMonth.values,
      months: months.values,
      daysOfWeek: daysOfWeek.values,
      eitherDay: !daysOfMonth.isOpen && !daysOfWeek.isOpen,
    },
  };
}

/** The first hit after a moment; undefined where none comes in the five years after the current one, which is how far cron looks. */
export function nextAfter(schedule: CronSchedule, date: Date): Date | undefined {
  const second = Math.floor(date.getTime() / 1000) * 1000;
  if (schedule.every !== undefined) return new Date(second + schedule.every * 1000);
  const start = new Date(second + 1000);
  const lastYear = start.getUTCFullYear() + 5;
  const day = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()));
  for (; day.getUTCFullYear() <= lastYear; day.setUTCDate(day.getUTCDate() + 1)) {
    if (!hitsDay(schedule, day)) continue;
    const hit = firstMinute(schedule, day.getTime(), start.getTime());
    if (hit !== undefined) return new Date(hit);
  }
  return undefined;
}

/** Every hit from `start` on and before `end`, in order; all in milliseconds. None for `@every`, which has no fixed hits. */
export function* hitsBetween(schedule: CronSchedule, start: number, end: number): Generator<number> {
  const hours = [...schedule.hours].sort((a, b) => a - b);
  const minutes = [...schedule.minutes].sort((a, b) => a - b);
  for (let day = Math.floor(start / 86_400_000) * 86_400_000; day < end; day += 86_400_000) {
    if (!hitsDay(schedule, new Date(day))) continue;
    for (const hour of hours) {
      for (const minute of minutes) {
        const moment = day + (hour * 60 + minute) * 60_000;
        if (moment >= start && moment < end) yield moment;
      }
    }
  }
}

function hitsDay(schedule: CronSchedule, day: Date): boolean {
  if (!schedule.months.has(day.getUTCMonth() + 1)) return false;
  const byMonth = schedule.daysOfMonth.has(day.getUTCDate());
  const byWeek = schedule.daysOfWeek.has(day.getUTCDay());
  return schedule.eitherDay ? byMonth || byWeek : byMonth && byWeek;
}

/** The first minute of a day that is hit at or after a moment. All in milliseconds. */
function firstMinute({ hours, minutes }: CronSchedule, day: number, earliest: number): number | undefined {
  for (let hour = 0; hour < 24; hour++) {
    if (!hours.has(hour)) continue;
    for (let minute = 0; minute < 60; minute++) {
      const moment = day + (hour * 60 + minute) * 60_000;
      if (moment >= earliest && minutes.has(minute)) return moment;
    }
  }
  return undefined;
}

interface Field {
  /** Completes "… is not …". */
  readonly noun: string;
  readonly plural: string;
  readonly first: number;
  readonly last: number;
  /** Names of the values from `first` on. */
  readonly names: readonly string[];
}

interface FieldReading {
  readonly values: ReadonlySet<number>;
  /** True where the field holds `*` or `?` without a step, so that it restricts nothing. */
  readonly isOpen: boolean;
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields: readonly Field[] = [
  { noun: 'a minute', plural: 'minutes', first: 0, last: 59, names: [] },
  { noun: 'an hour', plural: 'hours', first: 0, last: 23, names: [] },
  { noun: 'a day of the month', plural: 'days of the month', first: 1, last: 31, names: [] },
  { noun: 'a month', plural: 'months', first: 1, last: 12, names: monthNames },
  { noun: 'a day of the week', plural: 'days of the week', first: 0, last: 6, names: dayNames },
];

/** White space as Go sees it, which knows U+0085 and not U+FEFF. */
const goSpace = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function trimSpace(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && goSpace.test(text.charAt(start))) start++;
  while (end > start && goSpace.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

const macros: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

function readMacro(text: string): CronReading {
  const meaning = Object.hasOwn(macros, text) ? macros[text] : undefined;
  if (meaning !== undefined) return parseCron(meaning);
  if (!text.startsWith('@every ')) return { ok: false, reason: `\`${text}\` is not one of ${Object.keys(macros).map(quote).join(', ')}` };
  const duration = parseDuration(text.slice('@every '.length));
  if (!duration.ok) return { ok: false, reason: `\`@every\` needs a duration behind it, and of this one ${duration.reason}` };
  const none: ReadonlySet<number> = new Set();
  const every = Math.max(1, Math.floor(duration.seconds));
  return { ok: true, schedule: { minutes: none, hours: none, daysOfMonth: none, months: none, daysOfWeek: none, eitherDay: false, every } };
}

function wrongCount(words: readonly string[]): string {
  const [first = ''] = words;
  if (/^(?:CRON_)?TZ=/.test(first)) return `\`${first}\` is not allowed before the five fields: Karpenter reads every schedule in UTC`;
  return `it has ${words.length} field${words.length === 1 ? '' : 's'} instead of five`;
}

/** Text says what is wrong. */
function readField(text: string, field: Field): FieldReading | string {
  const values = new Set<number>();
  let isOpen = false;
  for (const part of text.split(',').filter((piece) => piece !== '')) {
    const range = readPart(part, field);
    if (typeof range === 'string') return range;
    for (let value = range.first; value <= range.last; value += range.step) values.add(value);
    isOpen ||= range.isOpen && range.step === 1;
  }
  return { values, isOpen };
}

interface PartReading {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly isOpen: boolean;
}

/** One part of a list: a value, a range, `*` or `?`, each with a step behind it if need be. */
function readPart(part: string, field: Field): PartReading | string {
  const [range = '', stepText, ...moreSteps] = part.split('/');
  const bounds = readBounds(range, part, field);
  if (typeof bounds === 'string') return bounds;
  if (moreSteps.length > 0) return `\`${part}\` has more than one slash`;
  const step = stepText === undefined ? 1 : readStep(stepText, part);
  if (typeof step === 'string') return step;
  const reachesEnd = bounds.isOpen || (bounds.isSingle && stepText !== undefined);
  return checkRange({ ...bounds, last: reachesEnd ? field.last : bounds.last, step }, part, field);
}

/** What stands before the step. */
function readBounds(range: string, part: string, field: Field): (Omit<PartReading, 'step'> & { readonly isSingle: boolean }) | string {
  const [firstText = '', lastText, ...moreHyphens] = range.split('-');
  const isOpen = firstText === '*' || firstText === '?';
  if (firstText === '' || (lastText === '' && !isOpen)) return `\`${part}\` lacks a value`;
  const first = isOpen ? field.first : readNumber(firstText, field);
  if (typeof first === 'string') return first;
  if (!isOpen && moreHyphens.length > 0) return `\`${part}\` has more than one hyphen`;
  const last = lastText === undefined || isOpen ? first : readNumber(lastText, field);
  return typeof last === 'string' ? last : { first, last, isOpen, isSingle: lastText === undefined };
}

function checkRange(range: PartReading, part: string, field: Field): PartReading | string {
  const { first, last } = range;
  if (first < field.first || last > field.last || first > field.last) {
    const sunday = field.names === dayNames && (first === 7 || last === 7) ? '; Sunday is 0' : '';
    return `\`${part}\` is outside of the ${field.plural}, which run from ${field.first} to ${field.last}${sunday}`;
  }
  if (first > last) return `the range \`${part}\` runs backwards`;
  return range;
}

function readStep(text: string, part: string): number | string {
  const step = readInteger(text);
  if (step === undefined) return `the step of \`${part}\` is not a number`;
  return step > 0 ? step : `the step of \`${part}\` is 0`;
}

function readNumber(text: string, { noun, first, names }: Field): number | string {
  const index = names.indexOf(text.toLowerCase());
  if (index >= 0) return first + index;
  return readInteger(text) ?? `\`${text}\` is not ${noun}`;
}

/** A plus is fine, a minus is not, and neither is more than 64 bits. */
function readInteger(text: string): number | undefined {
  return /^\+?[0-9]+$/.test(text) && BigInt(text.replace('+', '')) < 2n ** 63n ? Number(text) : undefined;
}

function quote(text: string): string {
  return `\`${text}\``;
}
