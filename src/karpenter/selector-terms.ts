import type { Resource, Value } from '../core/resource.ts';
import { knownText } from './written.ts';

/** The fields of an EC2NodeClass that pick things of AWS, and what they pick. https://karpenter.sh/docs/concepts/nodeclasses/ */
export const selectorFields = {
  subnetSelectorTerms: 'subnets',
  securityGroupSelectorTerms: 'security groups',
  amiSelectorTerms: 'AMIs',
  capacityReservationSelectorTerms: 'capacity reservations',
} as const;

export type SelectorField = keyof typeof selectorFields;

/** One term of a selector: what it says must all hold, and a resource that meets one term is taken. */
export interface SelectorTerm {
  readonly at: Value;
  readonly field: SelectorField;
  /** The readable text of a property such as `id`, `name`, `owner`, `alias`; undefined where it is absent or filled in later. */
  text(property: string): string | undefined;
  readonly tags: readonly [key: string, value: Value][];
}

export function selectorTermsOf(nodeClass: Resource, field: SelectorField): SelectorTerm[] {
  return (nodeClass.at('spec', field)?.items() ?? []).map((at) => ({
    at,
    field,
    text: (property) => knownText(at.at(property)),
    tags: at.at('tags')?.entries() ?? [],
  }));
}

/** True for a name or a tag value that EC2 reads as a pattern. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}
