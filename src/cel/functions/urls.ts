import { CelError } from '../errors.ts';
import { CelList, CelMap, CelOpaque } from '../values.ts';
import type { CelKey, CelValue } from '../values.ts';
import { overload } from './overload.ts';
import type { FunctionTable } from './overload.ts';

/** The parts of a URL as Go's net/url tells them apart. */
class Url extends CelOpaque {
  readonly typeName = 'url';
  readonly key: string;
  readonly scheme: string;
  readonly host: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query: string;

  constructor(text: string, parts: { readonly scheme: string; readonly host: string; readonly path: string; readonly query: string }) {
    super();
    this.key = text;
    this.scheme = parts.scheme;
    this.host = parts.host;
    this.path = parts.path;
    this.query = parts.query;
  }
}

/** True for an absolute URI, or a path with a leading slash. Source: url.ParseRequestURI of Go. */
export function isRequestUri(text: string): boolean {
  return readUrl(text) !== undefined;
}

function readUrl(text: string): Url | undefined {
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  if (text === '*') return new Url(text, { scheme: '', host: '', path: '*', query: '' });
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1] ?? '';
  const rest = scheme === '' ? text : text.slice(scheme.length + 1);
  if (scheme === '' && !rest.startsWith('/')) return undefined;
  const [beforeFragment = ''] = rest.split('#', 1);
  const question = beforeFragment.indexOf('?');
  const hierarchy = question < 0 ? beforeFragment : beforeFragment.slice(0, question);
  const query = question < 0 ? '' : beforeFragment.slice(question + 1);
  // What does not begin with a slash is opaque, as in `mailto:`, and has no parts.
  if (!hierarchy.startsWith('/')) return new Url(text, { scheme: scheme.toLowerCase(), host: '', path: '', query });
  return withAuthority(text, { scheme: scheme.toLowerCase(), hierarchy, query });
}

function withAuthority(
  text: string,
  { scheme, hierarchy, query }: { readonly scheme: string; readonly hierarchy: string; readonly query: string },
): Url | undefined {
  const hasAuthority = hierarchy.startsWith('//') && (scheme !== '' || !hierarchy.startsWith('///'));
  const end = hasAuthority ? hierarchy.indexOf('/', 2) : 0;
  const authority = !hasAuthority ? '' : end < 0 ? hierarchy.slice(2) : hierarchy.slice(2, end);
  const path = !hasAuthority ? hierarchy : end < 0 ? '' : hierarchy.slice(end);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const user = authority.slice(0, Math.max(0, authority.lastIndexOf('@')));
  if (!isHost(host) || !/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || hasBadEscape(path)) return undefined;
  return new Url(text, { scheme, host, path: escapePath(path), query });
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) return /^\[[^\]]*\](?::[0-9]*)?$/.test(host);
  const colon = host.lastIndexOf(':');
  if (colon >= 0 && !/^[0-9]*$/.test(host.slice(colon + 1))) return false;
  return !/[ "<>\\^`{|}]/.test(host.replace(/["<>]/g, '')) && !/%(?![0-9A-Fa-f]{2})/.test(host);
}

function hasBadEscape(text: string): boolean {
  return /%(?![0-9A-Fa-f]{2})/.test(text);
}

/** The path as it is where that is a valid encoding, and encoded otherwise. */
function escapePath(path: string): string {
  if (/^[A-Za-z0-9\-._~$&+,/:;=@!'()*%[\]]*$/.test(path)) return path;
  return encodeURI(safeDecode(path)).replace(/[?#[\]]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hostnameOf(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host)?.[1];
  return bracketed ?? host.replace(/:[0-9]*$/, '');
}

function queryOf(query: string): CelMap {
  const entries = new Map<CelKey, CelValue>();
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';') || hasBadEscape(pair)) continue;
    const split = pair.indexOf('=');
    const [key, value] = split < 0 ? [pair, ''] : [pair.slice(0, split), pair.slice(split + 1)];
    const name = safeDecode(key.replaceAll('+', ' '));
    const known = entries.get(name);
    entries.set(name, new CelList([...(known instanceof CelList ? known.items : []), safeDecode(value.replaceAll('+', ' '))]));
  }
  return new CelMap(entries);
}

function parsed(text: string): Url {
  const url = readUrl(text);
  if (url === undefined) throw new CelError(`URL parse error during conversion from string: parse "${text}": invalid URI for request`);
  return url;
}

/** Kubernetes' URL library. */
export const urlFunctions: FunctionTable = {
  url: [overload(['string'], parsed)],
  isURL: [overload(['string'], isRequestUri)],
  '.getScheme': [overload([Url], ({ scheme }) => scheme)],
  '.getHost': [overload([Url], ({ host }) => host)],
  '.getHostname': [overload([Url], ({ host }) => hostnameOf(host))],
  '.getPort': [overload([Url], ({ host }) => /:([0-9]*)$/.exec(host)?.[1] ?? '')],
  '.getEscapedPath': [overload([Url], ({ path }) => path)],
  '.getQuery': [overload([Url], ({ query }) => queryOf(query))],
};
