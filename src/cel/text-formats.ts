import { readDuration } from './functions/time-text.ts';
import { isAddress, isNetwork } from './functions/addresses.ts';
import { isRequestUri } from './functions/urls.ts';

const uuid = (third: string, fourth: string) => new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${third}-?${fourth}-?[0-9a-f]{12}$`, 'i');
const anyGroup = '[0-9a-f]{4}';

const leapDay = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29';
const otherDay = '\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
const day = `(?:${leapDay}|${otherDay})`;
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:[^\\n]\\d+)?(?:[zZ]|[+-]\\d\\d:\\d\\d)';
const dateTime = new RegExp(`^${day}[tT]${clock}$`);
const date = new RegExp(`^${day}$`);

const symbolOrLetter = '[a-zA-Z0-9\\p{S}\\p{L}]';
const hostname = new RegExp(
  `^(?:${symbolOrLetter}(?:-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?|(?:${symbolOrLetter}(?:[-a-zA-Z0-9\\p{S}\\p{L}]{0,61}${symbolOrLetter})?\\.)+[a-zA-Z\\p{L}]{2,63})$`,
  'u',
);

function isHostname(text: string): boolean {
  if (text.length > 255 || !hostname.test(text)) return false;
  const labels = text.split('.');
  return labels.every((label) => label.length <= 63) && (labels.length < 2 || (labels.at(-1) ?? '').length >= 2);
}

const word = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-\\u0080-\\uffff]+";
const mailbox = new RegExp(`^(?:[^<>@"]*<)?(?:${word}(?:\\.${word})*|"[^"\\\\\\r\\n]*")@(?:${word}(?:\\.${word})*|\\[[^\\]]*\\])>?$`);

function isEmail(text: string): boolean {
  return mailbox.test(text.trim()) && text.includes('<') === text.trim().endsWith('>');
}

function isMac(text: string): boolean {
  const hasLength = (bytes: number) => [6, 8, 20].includes(bytes);
  if (/^[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2})(?:\1[0-9a-fA-F]{2})*$/.test(text)) return hasLength((text.length + 1) / 3);
  return /^[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4})+$/.test(text) && hasLength(((text.length + 1) / 5) * 2);
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  if (!/^[0-9]{9}[0-9X]$/.test(digits)) return false;
  return [...digits].reduce((sum, digit, index) => sum + (index + 1) * (digit === 'X' ? 10 : Number(digit)), 0) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, '');
  return /^[0-9]{13}$/.test(digits) && [...digits].reduce((sum, digit, index) => sum + (index % 2 === 0 ? 1 : 3) * Number(digit), 0) % 10 === 0;
}

const cardNumber =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35[0-9]{3})[0-9]{11})$/;

function isCreditCard(text: string): boolean {
  const digits = text.replace(/[^0-9]+/g, '');
  if (!cardNumber.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** What follows Go's own durations: numbers with units in words, of which the longest may have any end. */
const timeUnit =
  /(?<![0-9])[0-9]{1,18}\s*(?:ns|nano[a-zµ]*|us|µs|micro[a-zµ]*|ms|milli[a-zµ]*|s|sec[a-zµ]*|m|min[a-zµ]*|h|hr|hour[a-zµ]*|d|day[a-zµ]*|w|wk|week[a-zµ]*)(?![a-zµ])/i;

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const component = '\\s*(?:0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*';

/** The formats of text that the API server checks in custom resources, by their names without dashes; it ignores any other. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: (text) => /^[0-9a-fA-F]{24}$/.test(text),
  uri: isRequestUri,
  email: isEmail,
  hostname: isHostname,
  ipv4: (text) => text.includes('.') && isAddress(text.replace(/(^|\.)0+(?=\d)/g, '$1')),
  ipv6: (text) => text.includes(':') && isAddress(text),
  cidr: (text) => isNetwork(text.replace(/(^|\.)0+(?=\d)/g, '$1')),
  mac: isMac,
  uuid: (text) => uuid(anyGroup, anyGroup).test(text),
  uuid3: (text) => uuid('3[0-9a-f]{3}', anyGroup).test(text),
  uuid4: (text) => uuid('4[0-9a-f]{3}', '[89ab][0-9a-f]{3}').test(text),
  uuid5: (text) => uuid('5[0-9a-f]{3}', '[89ab][0-9a-f]{3}').test(text),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  ssn: (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  hexcolor: (text) => /^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  rgbcolor: (text) => new RegExp(`^rgb\\(${component},${component},${component}\\)$`).test(text),
  byte: (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(text),
  password: () => true,
  date: (text) => date.test(text),
  duration: (text) => readDuration(text) !== undefined || timeUnit.test(text),
  datetime: (text) => dateTime.test(text),
  k8sshortname: (text) => text.length <= 63 && new RegExp(`^${label}$`).test(text),
  k8slongname: (text) => text.length <= 253 && new RegExp(`^${label}(?:\\.${label})*$`).test(text),
};

/** Whether a text has a format; undefined for a format that the API server does not know. Source: k8s.io/kube-openapi pkg/validation/strfmt. */
export function hasFormat(text: string, format: string): boolean | undefined {
  const name = format.replaceAll('-', '');
  return Object.hasOwn(formats, name) ? formats[name]?.(text) : undefined;
}
