import type { Value } from '../../core/resource.ts';
import { knownItems, knownNumber, knownText } from '../written.ts';
import { fractions } from './fractions.ts';
import { placesOf } from './rule.ts';
import type { Breach, CelPlace, CelRule } from './rule.ts';

const places: readonly CelPlace[] = placesOf([['EC2NodeClass', 'v1']], 'spec.networkInterfaces', { since: '1.11' });

/** https://karpenter.sh/docs/concepts/nodeclasses/#specnetworkinterfaces */
export const networkInterfaceRules: readonly CelRule[] = [
  {
    places,
    serverMessage: "networkInterfaces must include a primary interface with interfaceType='interface'",
    check: withoutPrimary,
  },
  {
    places,
    serverMessage: 'networkInterfaces must not have duplicate networkCardIndex and deviceIndex pairs, and can have at most one efa device per network card',
    check: twice,
  },
];

interface Interface {
  readonly at: Value;
  readonly card: number;
  readonly device: number;
  readonly type: string;
}

/** Undefined where a part is missing, of another type or a placeholder. */
function readInterface(at: Value): Interface | undefined {
  const [card, device, type] = [knownNumber(at.child('networkCardIndex')), knownNumber(at.child('deviceIndex')), knownText(at.child('interfaceType'))];
  return card === undefined || device === undefined || type === undefined ? undefined : { at, card, device, type };
}

function* withoutPrimary(list: Value): Iterable<Breach> {
  const items = knownItems(list) ?? [];
  for (const item of items) yield* fractions(item.child('networkCardIndex'), item.child('deviceIndex'));
  const interfaces = items.flatMap((item) => readInterface(item) ?? []);
  if (items.length === 0 || interfaces.length < items.length) return;
  if (interfaces.some(({ card, device, type }) => card === 0 && device === 0 && type === 'interface')) return;
  yield {
    at: list,
    message: 'No interface here is the primary one, without which no instance starts.',
    help: 'Add one with `networkCardIndex: 0`, `deviceIndex: 0` and `interfaceType: interface`.',
  };
}

function* twice(list: Value): Iterable<Breach> {
  const interfaces = list.items().flatMap((item) => readInterface(item) ?? []);
  for (const [index, current] of interfaces.entries()) {
    const earlier = interfaces.slice(0, index).filter(({ card }) => card === current.card);
    const same = earlier.find(({ device }) => device === current.device);
    const efa = current.type === 'efa-only' ? earlier.find(({ type }) => type === 'efa-only') : undefined;
    if (same !== undefined) {
      const message = `Device ${current.device} of network card ${current.card} is listed twice.`;
      yield { at: current.at, message, help: 'Give it another `deviceIndex`.', related: [{ message: 'the first one', at: same.at }] };
    } else if (efa !== undefined) {
      const message = `Network card ${current.card} has two \`efa-only\` interfaces, but takes one.`;
      yield { at: current.at, message, help: 'Put it on another network card.', related: [{ message: 'the first one', at: efa.at }] };
    }
  }
}
