import type { FoundEnvironment, Report } from '../core/report.ts';

/** For which environment a run was and why, and what it was compared with, as a part of a sentence; files may have written some of it. */
export function describeStage({ environment: { others = [], ...environment }, base }: Pick<Report, 'environment' | 'base'>): string {
  const rest = others.length === 0 ? '' : `, for some objects ${others.map(describe).join(', ')}`;
  const compared = base === undefined ? '' : `, compared with \`${base.ref}\` (${base.commit.slice(0, 7)})`;
  return `environment ${describe(environment)}${rest}${compared}`;
}

function describe({ name, reason }: FoundEnvironment): string {
  return reason === undefined ? name : `${name} (by ${reason})`;
}
