import { CelError } from '../errors.ts';
import { CelOpaque } from '../values.ts';
import { overload } from './overload.ts';
import type { FunctionTable } from './overload.ts';

type Family = 4 | 6;
const bitsOf: Readonly<Record<Family, number>> = { 4: 32, 6: 128 };

class Address extends CelOpaque {
  readonly typeName = 'ip';
  readonly family: Family;
  readonly bits: bigint;

  constructor(family: Family, bits: bigint) {
    super();
    this.family = family;
    this.bits = bits;
  }

  get key(): string {
    return `${this.family}:${this.bits}`;
  }
}

class Network extends CelOpaque {
  readonly typeName = 'cidr';
  readonly address: Address;
  readonly prefix: number;

  constructor(address: Address, prefix: number) {
    super();
    this.address = address;
    this.prefix = prefix;
  }

  get key(): string {
    return `${this.address.key}/${this.prefix}`;
  }
}

/** An address without a zone, and no IPv4 address inside IPv6. Source: netip.ParseAddr and pkg/cel/library/ip.go of k8s.io/apiserver. */
function readAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const bits = readFour(text);
    return bits === undefined ? undefined : new Address(4, bits);
  }
  const bits = readSix(text);
  return bits === undefined || bits >> 32n === 0xffffn ? undefined : new Address(6, bits);
}

function readFour(text: string): bigint | undefined {
  const parts = text.split('.');
  const isWellFormed = parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256);
  return isWellFormed ? parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n) : undefined;
}

function readSix(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...(tail ?? [])];
  return groups.reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** Groups of sixteen bits; the last two may be written as an IPv4 address. */
function groupsOf(half: string): bigint[] | undefined {
  if (half === '') return [];
  const parts = half.split(':');
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    const four = index === parts.length - 1 && part.includes('.') ? readFour(part) : undefined;
    if (four !== undefined) groups.push(four >> 16n, four & 0xffffn);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

function readNetwork(text: string): Network | undefined {
  const slash = text.lastIndexOf('/');
  const address = slash < 0 ? undefined : readAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^(?:0|[1-9][0-9]*)$/.test(length) || Number(length) > bitsOf[address.family]) return undefined;
  return new Network(address, Number(length));
}

function addressOf(text: string): Address {
  const address = readAddress(text);
  if (address === undefined) throw new CelError(`IP Address "${text}" parse error during conversion from string`);
  return address;
}

function networkOf(text: string): Network {
  const network = readNetwork(text);
  if (network === undefined) throw new CelError(`network address parse error during conversion from string: "${text}"`);
  return network;
}

function formatAddress({ family, bits }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  const zeros = longestZeros(groups);
  if (zeros === undefined) return groups.join(':');
  return `${groups.slice(0, zeros.start).join(':')}::${groups.slice(zeros.end).join(':')}`;
}

/** The first of the longest runs of two or more zero groups. */
function longestZeros(groups: readonly string[]): { readonly start: number; readonly end: number } | undefined {
  let best: { readonly start: number; readonly end: number } | undefined;
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === '0') end++;
    if (end - start >= 2 && end - start > (best === undefined ? 0 : best.end - best.start)) best = { start, end };
  }
  return best;
}

/** True where the first `prefix` bits of two addresses agree. */
function shares(a: Address, b: Address, prefix: number): boolean {
  const shift = BigInt(bitsOf[a.family] - prefix);
  return a.family === b.family && a.bits >> shift === b.bits >> shift;
}

function isWithin(address: Address, network: string): boolean {
  const { address: base, prefix } = networkOf(network);
  return shares(base, address, prefix);
}

const isAny = (...networks: string[]) => overload([Address], (address) => networks.some((network) => isWithin(address, network)));

function holdsNetwork(outer: Network, inner: Network): boolean {
  return outer.prefix <= inner.prefix && shares(outer.address, inner.address, outer.prefix);
}

function masked({ address, prefix }: Network): Network {
  const shift = BigInt(bitsOf[address.family] - prefix);
  return new Network(new Address(address.family, (address.bits >> shift) << shift), prefix);
}

/** Everything but the unspecified, the broadcast, loopback, multicast and link-local addresses. */
function isGlobalUnicast(address: Address): boolean {
  return !['0.0.0.0/32', '255.255.255.255/32', '127.0.0.0/8', '224.0.0.0/4', '169.254.0.0/16', '::/128', '::1/128', 'ff00::/8', 'fe80::/10'].some((network) =>
    isWithin(address, network),
  );
}

/** Kubernetes' libraries of IP addresses and networks. */
export const addressFunctions: FunctionTable = {
  ip: [overload(['string'], addressOf)],
  isIP: [overload(['string'], (text) => readAddress(text) !== undefined)],
  'ip.isCanonical': [overload(['string'], (text) => formatAddress(addressOf(text)) === text)],
  '.family': [overload([Address], ({ family }) => BigInt(family))],
  '.isUnspecified': [isAny('0.0.0.0/32', '::/128')],
  '.isLoopback': [isAny('127.0.0.0/8', '::1/128')],
  '.isLinkLocalMulticast': [isAny('224.0.0.0/24', 'ff02::/16')],
  '.isLinkLocalUnicast': [isAny('169.254.0.0/16', 'fe80::/10')],
  '.isGlobalUnicast': [overload([Address], isGlobalUnicast)],
  string: [overload([Address], formatAddress), overload([Network], ({ address, prefix }) => `${formatAddress(address)}/${prefix}`)],
  cidr: [overload(['string'], networkOf)],
  isCIDR: [overload(['string'], (text) => readNetwork(text) !== undefined)],
  '.containsIP': [
    overload([Network, 'string'], ({ address, prefix }, text) => shares(address, addressOf(text), prefix)),
    overload([Network, Address], ({ address, prefix }, other) => shares(address, other, prefix)),
  ],
  '.containsCIDR': [overload([Network, 'string'], (network, text) => holdsNetwork(network, networkOf(text))), overload([Network, Network], holdsNetwork)],
  '.ip': [overload([Network], ({ address }) => address)],
  '.prefixLength': [overload([Network], ({ prefix }) => BigInt(prefix))],
  '.masked': [overload([Network], masked)],
};

/** True for an IP address as Kubernetes' libraries take it. */
export function isAddress(text: string): boolean {
  return readAddress(text) !== undefined;
}

/** True for a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  return readNetwork(text) !== undefined;
}
