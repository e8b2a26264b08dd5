import { placesOf } from './rule.ts';
import type { TransitionRule } from './rule.ts';

/** The rules that compare with the stored object: they speak on updates only, so they are listed and never run. */
export const transitionRules: readonly TransitionRule[] = [
  { places: placesOf([['NodeClaim', 'v1']], 'spec'), serverMessage: 'spec is immutable' },
  { places: placesOf([['NodePool', 'v1']], 'spec.template.spec.nodeClassRef', { since: '1.1' }), serverMessage: 'nodeClassRef.group is immutable' },
  { places: placesOf([['NodePool', 'v1']], 'spec.template.spec.nodeClassRef', { since: '1.1' }), serverMessage: 'nodeClassRef.kind is immutable' },
  {
    places: placesOf([['NodePool', 'v1']], 'spec', { since: '1.8' }),
    serverMessage: 'Cannot transition NodePool between static (replicas set) and dynamic (replicas unset) provisioning modes',
  },
  {
    places: [...placesOf([['EC2NodeClass', 'v1beta1']], 'spec.role'), ...placesOf([['EC2NodeClass', 'v1']], 'spec.role', { until: '1.7' })],
    serverMessage: 'immutable field changed',
  },
  {
    places: [...placesOf([['EC2NodeClass', 'v1beta1']], 'spec'), ...placesOf([['EC2NodeClass', 'v1']], 'spec', { until: '1.7' })],
    serverMessage: "changing from 'instanceProfile' to 'role' is not supported. You must delete and recreate this node class if you want to change this.",
  },
];
