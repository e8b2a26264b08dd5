import type { EnvironmentChoice, FoundEnvironment } from '../core/report.ts';

/** The environment of a run and what says so, as a part of a sentence; files may have written some of it. */
export function describeEnvironment({ others = [], ...choice }: EnvironmentChoice): string {
  const rest = others.map(describe).join(', ');
  return `${describe(choice)}${rest === '' ? '' : `, for some objects ${rest}`}`;
}

function describe({ name, reason }: FoundEnvironment): string {
  return reason === undefined ? name : `${name} (by ${reason})`;
}
