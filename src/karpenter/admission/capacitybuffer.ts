import { has, lacks } from '../written.ts';
import { placesOf } from './rule.ts';
import type { CelRule } from './rule.ts';

const buffer = [['CapacityBuffer', 'v1beta1']] as const;

/** https://karpenter.sh/docs/concepts/capacity-buffers/ */
export const capacityBufferRules: readonly CelRule[] = [
  {
    places: placesOf(buffer, 'spec'),
    serverMessage: 'You must define either PodTemplateRef or ScalableRef, but not both',
    *check(spec) {
      const [template, scalable] = [spec.child('podTemplateRef'), spec.child('scalableRef')];
      if (template === undefined || scalable === undefined || !has(spec, 'podTemplateRef') || !has(spec, 'scalableRef')) return;
      const message = 'A buffer holds room for `podTemplateRef` or for `scalableRef`, not for both.';
      yield { at: scalable.keyPlace, message, help: 'Make two buffers.', related: [{ message: 'the pod template', at: template.keyPlace }] };
    },
  },
  {
    places: placesOf(buffer, 'spec'),
    serverMessage: 'If podTemplateRef is set, replicas or limits must also be set',
    *check(spec) {
      const template = spec.child('podTemplateRef');
      if (template === undefined || !has(spec, 'podTemplateRef') || !lacks(spec, 'replicas') || !lacks(spec, 'limits')) return;
      const message = 'A buffer with `podTemplateRef` needs `replicas` or `limits`: a template does not say how many pods to hold room for.';
      yield { at: template.keyPlace, message, help: 'Add `replicas`.' };
    },
  },
];
