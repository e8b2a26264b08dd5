import type { Resource, Value } from '../core/resource.ts';

/** A way into an object: a field's name, `[]` for each item of a list, `{}` for each value of a map with free keys. */
export type Steps = readonly string[];

/** Reads a way such as `spec.template.spec.requirements[].key` or `spec.limits{}`. */
export function toSteps(path: string): Steps {
  return path.split('.').flatMap((step) => (step.endsWith(']') || step.endsWith('}') ? [step.slice(0, -2), step.slice(-2)] : [step]));
}

/** The values that are written at the end of a way into an object; null counts as absent. */
export function valuesAt(resource: Resource, steps: Steps): readonly Value[] {
  // Names are walked in one go, so that the object knows that nothing beside them was looked at.
  const fork = steps.findIndex((step) => step === '[]' || step === '{}');
  const names = fork < 0 ? steps : steps.slice(0, fork);
  const found: Value[] = [];
  descend(names.length === 0 ? resource.root : resource.at(...names), steps, names.length - 1, found);
  return found;
}

function collect(value: Value, steps: Steps, index: number, found: Value[]): void {
  const step = steps[index];
  if (step === undefined) found.push(value);
  else if (step === '[]') for (const item of value.items()) descend(item, steps, index, found);
  else if (step === '{}') for (const [, child] of value.entries()) descend(child, steps, index, found);
  else descend(value.child(step), steps, index, found);
}

function descend(child: Value | undefined, steps: Steps, index: number, found: Value[]): void {
  if (child?.isNull === false) collect(child, steps, index + 1, found);
}
