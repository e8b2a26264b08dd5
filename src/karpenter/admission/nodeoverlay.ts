import { choose } from '../../schemas/words.ts';
import { has, knownEntries } from '../written.ts';
import { placesOf } from './rule.ts';
import type { CelRule } from './rule.ts';

const overlay = [['NodeOverlay', 'v1alpha1']] as const;
const ordinaryResources = ['cpu', 'memory', 'ephemeral-storage', 'pods'];

/** https://karpenter.sh/docs/concepts/nodeoverlays/ */
export const nodeOverlayRules: readonly CelRule[] = [
  {
    places: placesOf(overlay, 'spec'),
    serverMessage: "cannot set both 'price' and 'priceAdjustment'",
    *check(spec) {
      const [price, adjustment] = [spec.child('price'), spec.child('priceAdjustment')];
      if (price === undefined || adjustment === undefined || !has(spec, 'price') || !has(spec, 'priceAdjustment')) return;
      const related = [{ message: 'the price', at: price.keyPlace }];
      yield {
        at: adjustment.keyPlace,
        message: '`price` replaces the price, so there is none left for `priceAdjustment`.',
        help: 'Keep one of them.',
        related,
      };
    },
  },
  {
    places: placesOf(overlay, 'spec.capacity'),
    serverMessage: 'invalid resource restricted',
    *check(capacity) {
      for (const [resource, value] of knownEntries(capacity)) {
        if (!ordinaryResources.includes(resource)) continue;
        const message = `\`${resource}\` cannot be overlaid: Karpenter knows ${choose(ordinaryResources, 'and')} of every instance type.`;
        yield { at: value.keyPlace, message, help: 'Overlay only extended resources, such as `smarter-devices/fuse`.' };
      }
    },
  },
];
