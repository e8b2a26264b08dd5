/** A double as Go's `%g` writes it: the shortest digits that read back, with an exponent from 1e6 on and below 1e-4. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '0', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value === 0 || (exponent >= -4 && exponent < 6)) return String(value);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** `%.*f` in the locale of the API server, which groups thousands. */
export function formatFixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return infinite(value);
  const [whole = '', fraction] = rounded(value, Math.min(precision, 90)).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Halves go to the even digit, as in Go; JavaScript rounds them up. */
function rounded(value: number, precision: number): string {
  const text = value.toFixed(precision);
  const isHalf = /^-?\d+\.\d*$/.test(value.toFixed(100)) && /^50*$/.test(value.toFixed(100).split('.')[1]?.slice(precision) ?? '');
  const isOdd = /[13579]$/.test(text);
  if (!isHalf || !isOdd) return text;
  const step = 10 ** -precision;
  return (value - Math.sign(value) * step * 0.5).toFixed(precision);
}

function infinite(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `%.*e` in the locale of the API server, which writes `1.5 × 10⁰³` with narrow spaces. */
export function formatScientific(value: number, precision: number): string {
  if (!Number.isFinite(value)) return infinite(value);
  const [mantissa = '0', exponentText = '0'] = value.toExponential(Math.min(precision, 100)).split('e');
  const exponent = Number(exponentText);
  const digits = [...String(Math.abs(exponent)).padStart(2, '0')].map((digit) => superscripts[Number(digit)] ?? '').join('');
  return `${mantissa}\u202f×\u202f10${exponent < 0 ? '⁻' : ''}${digits}`;
}
