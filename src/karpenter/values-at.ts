import type { Value } from '../core/resource.ts';

/** A way into an object: a field's name, `[]` for each item of a list, `{}` for each value of a map with free keys. */
export type Steps = readonly string[];

/** Reads a way such as `spec.template.spec.requirements[].key` or `spec.limits{}`. */
export function toSteps(path: string): Steps {
  return path.split('.').flatMap((step) => (/[\]}]$/.test(step) ? [step.slice(0, -2), step.slice(-2)] : [step]));
}

/** The values that are written at the end of a way; null counts as absent. */
export function valuesAt(root: Value, steps: Steps): readonly Value[] {
  let values: readonly Value[] = [root];
  for (const step of steps) {
    values = values.flatMap((value) => childrenAt(value, step));
    if (values.length === 0) break;
  }
  return values;
}

function childrenAt(value: Value, step: string): Value[] {
  const children = step === '[]' ? value.items() : step === '{}' ? value.entries().map(([, child]) => child) : [value.child(step)];
  return children.filter((child): child is Value => child?.isNull === false);
}
