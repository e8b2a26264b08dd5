import { CelList, CelOpaque, CelOptional, noValue } from '../values.ts';
import { hasFormat } from '../text-formats.ts';
import { overload } from './overload.ts';
import type { FunctionTable } from './overload.ts';

/** A format by name, to validate texts with. */
class NamedFormat extends CelOpaque {
  readonly typeName = 'format';
  readonly key: string;
  readonly accepts: (text: string) => boolean;

  constructor(name: string, accepts: (text: string) => boolean) {
    super();
    this.key = name;
    this.accepts = accepts;
  }
}

const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const letterLabel = '[a-z](?:[-a-z0-9]*[a-z0-9])?';
const namePart = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

function atMost(length: number, pattern: string): (text: string) => boolean {
  const expression = new RegExp(`^(?:${pattern})$`);
  return (text) => text.length <= length && expression.test(text);
}

const subdomain = atMost(253, `${label}(?:\\.${label})*`);

function isQualifiedName(text: string): boolean {
  const slash = text.indexOf('/');
  return (slash < 0 || subdomain(text.slice(0, slash))) && atMost(63, namePart)(text.slice(slash + 1));
}

/** A prefix may end with the dash that the rest of the name follows. */
function asPrefix(accepts: (text: string) => boolean): (text: string) => boolean {
  return (text) => accepts(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text);
}

const named: Readonly<Record<string, (text: string) => boolean>> = {
  dns1123Label: atMost(63, label),
  dns1123Subdomain: subdomain,
  dns1035Label: atMost(63, letterLabel),
  dns1123LabelPrefix: asPrefix(atMost(63, label)),
  dns1123SubdomainPrefix: asPrefix(subdomain),
  dns1035LabelPrefix: asPrefix(atMost(63, letterLabel)),
  qualifiedName: isQualifiedName,
  labelValue: (text) => text === '' || atMost(63, namePart)(text),
  ...Object.fromEntries(['uri', 'uuid', 'byte', 'date', 'datetime'].map((name) => [name, (text: string) => hasFormat(text, name) === true])),
};

const formatsByName: ReadonlyMap<string, NamedFormat> = new Map(Object.entries(named).map(([name, accepts]) => [name, new NamedFormat(name, accepts)]));

/** Kubernetes' library of formats. */
export const formatFunctions: FunctionTable = {
  ...Object.fromEntries([...formatsByName].map(([name, format]) => [`format.${name}`, [overload([], () => format)]])),
  'format.named': [overload(['string'], (name) => new CelOptional(formatsByName.get(name)))],
  '.validate': [
    overload([NamedFormat, 'string'], ({ accepts, key }, text) =>
      accepts(text) ? noValue : new CelOptional(new CelList([`does not match the format ${key}`])),
    ),
  ],
};
