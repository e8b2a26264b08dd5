import { CelError } from '../errors.ts';
import type { CelTimestamp } from '../values.ts';
import { floorDivide } from './divide.ts';
import { overload } from './overload.ts';
import type { FunctionTable, Overload } from './overload.ts';
import { dayNumber } from './time-text.ts';

/** A wall clock, as the fields of a UTC date. */
function clockOf({ nanos }: CelTimestamp, zone?: string): Date {
  const milliseconds = Number(floorDivide(nanos, 1_000_000n));
  if (zone === undefined) return new Date(milliseconds);
  const [, sign, hours, minutes] = /^([-+]?)(\d+):(\d+)$/.exec(zone) ?? [];
  if (hours !== undefined && minutes !== undefined) {
    const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
    return new Date(milliseconds + offset * 60_000);
  }
  return new Date(milliseconds + offsetOf(zone, milliseconds));
}

/** What a named zone adds to UTC at an instant, in milliseconds. */
function offsetOf(zone: string, milliseconds: number): number {
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  try {
    const parts = new Intl.DateTimeFormat('en-US', { ...fields, era: 'short', timeZone: zone }).formatToParts(milliseconds);
    const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
    const wall = (dayNumber(part('year'), part('month'), part('day')) ?? 0) * 86_400_000 + (part('hour') * 3600 + part('minute') * 60 + part('second')) * 1000;
    return wall - Math.floor(milliseconds / 1000) * 1000;
  } catch {
    throw new CelError(`unknown time zone ${zone}`);
  }
}

function field(read: (clock: Date) => number): readonly Overload[] {
  return [overload(['timestamp'], (time) => BigInt(read(clockOf(time)))), overload(['timestamp', 'string'], (time, zone) => BigInt(read(clockOf(time, zone))))];
}

function dayOfYear(clock: Date): number {
  const start = dayNumber(clock.getUTCFullYear(), 1, 1) ?? 0;
  return Math.floor(clock.getTime() / 86_400_000) - start;
}

function inUnits(nanos: bigint): Overload {
  return overload(['duration'], (duration) => duration.nanos / nanos);
}

/** The parts of times and durations. */
export const timeFunctions: FunctionTable = {
  '.getFullYear': field((clock) => clock.getUTCFullYear()),
  '.getMonth': field((clock) => clock.getUTCMonth()),
  '.getDayOfYear': field(dayOfYear),
  '.getDayOfMonth': field((clock) => clock.getUTCDate() - 1),
  '.getDate': field((clock) => clock.getUTCDate()),
  '.getDayOfWeek': field((clock) => clock.getUTCDay()),
  '.getHours': [...field((clock) => clock.getUTCHours()), inUnits(3_600_000_000_000n)],
  '.getMinutes': [...field((clock) => clock.getUTCMinutes()), inUnits(60_000_000_000n)],
  '.getSeconds': [...field((clock) => clock.getUTCSeconds()), inUnits(1_000_000_000n)],
  '.getMilliseconds': [...field((clock) => clock.getUTCMilliseconds()), inUnits(1_000_000n)],
};
