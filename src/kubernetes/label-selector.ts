import { hasPlaceholder } from '../core/resource.ts';
import type { Value } from '../core/resource.ts';
import type { PodTemplate } from './pod-template.ts';

/** True, false, or undefined where a placeholder decides. */
type Certainty = boolean | undefined;

/**
 * Says whether a `LabelSelector` picks the pods of a template; undefined where a placeholder on either side decides.
 * An empty selector picks every pod. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export function selects(selector: Value | undefined, template: PodTemplate): boolean | undefined {
  if (selector === undefined || selector.isNull) return false;
  if (selector.node.kind !== 'map') return undefined;
  const pairs = (selector.at('matchLabels')?.entries() ?? []).map(([key, value]) => isEqual(template, key, value));
  const expressions = selector.at('matchExpressions');
  return every([...pairs, ...(expressions?.items() ?? []).map((expression) => holds(template, expression)), expressions?.isUnknown ? undefined : true]);
}

function every(conditions: readonly Certainty[]): Certainty {
  if (conditions.includes(false)) return false;
  return conditions.includes(undefined) ? undefined : true;
}

function isEqual(template: PodTemplate, key: string, value: Value): Certainty {
  if (hasPlaceholder(key) || value.isUnknown) return undefined;
  return isOneOf(template, key, [value.text]);
}

function isOneOf(template: PodTemplate, key: string, values: readonly unknown[]): Certainty {
  const label = template.label(key);
  if (label === undefined) return template.hasKnownLabelKeys ? false : undefined;
  return label.isUnknown ? undefined : values.includes(label.text);
}

function holds(template: PodTemplate, expression: Value): Certainty {
  const key = expression.at('key')?.text;
  const values = expression.at('values')?.items() ?? [];
  if (key === undefined || hasPlaceholder(key) || expression.at('values')?.isUnknown || values.some((value) => value.isUnknown)) return undefined;
  const operator = expression.at('operator')?.text;
  const isThere = template.label(key) !== undefined || (template.hasKnownLabelKeys ? false : undefined);
  if (operator === 'Exists') return isThere;
  if (operator === 'DoesNotExist') return negate(isThere);
  const isListed = isOneOf(
    template,
    key,
    values.map(({ text }) => text),
  );
  return operator === 'In' ? isListed : operator === 'NotIn' ? negate(isListed) : undefined;
}

function negate(condition: Certainty): Certainty {
  return condition === undefined ? undefined : !condition;
}
