/** A double as Go's `%g` writes it: the shortest digits that read back, with an exponent from 1e21 on and below 1e-4. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '0', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value === 0 || (exponent >= -4 && exponent < 21)) return String(value);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** Go's `%.*e`: at least two digits of exponent. */
export function formatScientific(value: number, precision: number): string {
  if (!Number.isFinite(value)) return formatDouble(value);
  const [mantissa = '0', exponentText = '0'] = value.toExponential(Math.min(precision, 100)).split('e');
  const exponent = Number(exponentText);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
