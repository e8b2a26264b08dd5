import { perResource } from '../core/resource.ts';
import type { Value } from '../core/resource.ts';
import { isOperator } from './requirements.ts';
import type { LabelRequirement } from './requirements.ts';
import { knownNumber, knownText } from './written.ts';

/** One requirement as it is written, or a label of the template, which counts as `In` with one value. */
export interface WrittenRequirement extends LabelRequirement {
  /** The item of the list, or the label's value. */
  readonly at: Value;
  /** The list of values, where one is written. */
  readonly valuesAt: Value | undefined;
}

export interface RequirementsReading {
  /** What surely is required: more may be, where something is a placeholder. */
  readonly requirements: readonly WrittenRequirement[];
  /** False where a placeholder, or something that is no requirement, hides a part of it. */
  readonly isKnown: boolean;
}

/** What an object demands of nodes: the requirements of a NodePool, a NodeClaim or a NodeOverlay, and the labels of a pool's template. */
export const readRequirements = perResource((resource): RequirementsReading => {
  const isPool = resource.kind === 'NodePool';
  const list = isPool ? resource.at('spec', 'template', 'spec', 'requirements') : resource.at('spec', 'requirements');
  const labels = isPool ? resource.at('spec', 'template', 'metadata', 'labels') : undefined;
  const items = (list?.items() ?? []).map(readItem);
  const entries = (labels?.entries() ?? []).map(([key, value]) => readLabel(key, value));
  const readings = [...items, ...entries];
  return {
    requirements: readings.flatMap(({ requirement }) => requirement ?? []),
    isKnown: [list, labels].every((part) => part === undefined || part.isNull || part.node.kind !== 'scalar') && readings.every(({ isKnown }) => isKnown),
  };
});

interface ItemReading {
  readonly requirement?: WrittenRequirement;
  readonly isKnown: boolean;
}

/** An unknown value may be the one that an `In` list needs; `NotIn` leaves out the known ones in any case. */
function readItem(item: Value): ItemReading {
  const [key, operator, minValues, list] = [knownText(item.at('key')), knownText(item.at('operator')), knownNumber(item.at('minValues')), item.at('values')];
  if (key === undefined || operator === undefined || !isOperator(operator)) return { isKnown: false };
  const written = list?.items() ?? [];
  const values = written.flatMap((value) => knownText(value) ?? []);
  const isKnown = list === undefined || list.isNull || (list.node.kind === 'list' && values.length === written.length);
  if (!isKnown && operator !== 'NotIn') return { isKnown };
  return { requirement: { key, operator, values, at: item, valuesAt: list, ...(minValues === undefined ? {} : { minValues }) }, isKnown };
}

function readLabel(key: string, value: Value): ItemReading {
  const text = knownText(value);
  if (text === undefined) return { isKnown: value.isNull };
  return { requirement: { key, operator: 'In', values: [text], at: value, valuesAt: undefined }, isKnown: true };
}
