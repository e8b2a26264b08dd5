import type { CelPlace } from './rule.ts';
import { createRules } from './rules.ts';
import { transitionRules } from './transitions.ts';

/** One rule at one place, as data: what a CRD must hold, and hold nothing else, to be the one that is authored here. */
export interface ListedRule extends CelPlace {
  readonly serverMessage: string;
  /** True for a rule that compares with the stored object. */
  readonly isTransition: boolean;
}

export const celRules: readonly ListedRule[] = [
  ...createRules.flatMap(({ places, serverMessage }) => places.map((place) => ({ ...place, serverMessage, isTransition: false }))),
  ...transitionRules.flatMap(({ places, serverMessage }) => places.map((place) => ({ ...place, serverMessage, isTransition: true }))),
];
