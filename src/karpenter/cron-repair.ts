/** Days as robfig/cron names them; Sunday is 0 and never 7. */
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/**
 * Writes what the author of a five-field schedule evidently meant: without a prefix that names UTC (Karpenter puts one there
 * itself), with Sunday as 0 instead of 7, and with a range over the weekend cut in two. The same text where none of that
 * applies; the result may still be refused for other reasons.
 */
export function repairCron(text: string): string {
  const fields = text.replace(/^(?:CRON_)?TZ=(?:Etc\/)?UTC\s+/, '').split(/(\s+)/);
  const days = fields[8];
  if (days === undefined || fields.length !== 9) return fields.join('');
  return [...fields.slice(0, 8), days.split(',').flatMap(repairDays).join(',')].join('');
}

/** One part of a list of days: a day, or a range of them. A range with a step is left alone. */
function repairDays(part: string): string[] {
  const [, first, last] = /^(\w+)-(\w+)$/.exec(part) ?? [];
  if (first === undefined || last === undefined) return [part === '7' ? '0' : part];
  const from = dayNumber(first);
  const to = dayNumber(last);
  if (from === undefined || to === undefined || from === 7 || (from <= to && to < 7)) return [part];
  if (to < 7) return [range(first, 'sat', from, 6), range('sun', last, 0, to)].map((days) => matchStyle(days, first));
  return from <= 1 ? ['0-6'] : [range(first, '6', from, 6), '0'];
}

function range(first: string, last: string, from: number, to: number): string {
  return from === to ? first : `${first}-${last}`;
}

/** Numbers stay numbers, and names stay names. */
function matchStyle(days: string, sample: string): string {
  return /^[0-9]/.test(sample) ? days.replaceAll('sat', '6').replaceAll('sun', '0') : days;
}

/** 0 to 7, or nothing for what is no day. */
function dayNumber(text: string): number | undefined {
  if (/^[0-7]$/.test(text)) return Number(text);
  const index = dayNames.indexOf(text.toLowerCase());
  return index === -1 ? undefined : index;
}
