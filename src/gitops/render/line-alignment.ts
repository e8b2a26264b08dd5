import { readTemplateFlow } from './template-flow.ts';
import type { Emission, TemplateFlow } from './template-flow.ts';

/** What is odd about a way through the template; the least odd way explains the output. */
const costs = { otherIndent: 1, computed: 1, bare: 2, continued: 2, grown: 3, skipped: 4, oddStart: 5, unexplained: 6 } as const;
/** Lines of text in a row that a way may leave out, as trimmed blanks join lines. */
const maxSkipped = 2;

/** Which line of a template each line of its output came from: an index, or undefined where nothing is known. */
export function alignLines(template: readonly string[], output: readonly string[]): (number | undefined)[] {
  const flow = readTemplateFlow(template.join('\n'));
  const steps = flow.emissions.map((_, index) => stepsFrom(index, flow));
  const lines: (number | undefined)[] = [];
  for (let start = 0; start < output.length;) {
    const length = output.slice(start + 1).findIndex((line) => line.startsWith('---')) + 1 || output.length - start;
    lines.push(...alignDocument(output.slice(start, start + length), flow, steps));
    start += length;
  }
  return lines;
}

interface Step {
  readonly to: number;
  readonly cost: number;
}

/** Where a way may go from an emission. */
function stepsFrom(from: number, { next }: TemplateFlow): Step[] {
  const found = new Map<number, number>();
  let reached: readonly number[] = [from];
  for (let skipped = 0; skipped <= maxSkipped; skipped++) {
    reached = reached.flatMap((index) => next[index] ?? []).filter((index) => !found.has(index));
    for (const index of reached) if (!found.has(index)) found.set(index, skipped * costs.skipped);
  }
  return [...found].map(([to, cost]) => ({ to, cost }));
}

/** The cheapest way that ends at an emission with the output so far. */
interface Way {
  readonly cost: number;
  readonly at: number;
  /** The line of the output that it has come to. */
  readonly index: number;
  readonly before: Way | undefined;
}

function alignDocument(output: readonly string[], flow: TemplateFlow, steps: readonly (readonly Step[])[]): (number | undefined)[] {
  let ways: Way[] = [];
  for (const [index, line] of output.entries()) {
    if (line.trim() === '' || line.startsWith('---') || line.startsWith('# Source: ')) continue;
    ways = ways.length === 0 ? beginnings(line, index, flow) : onwards(ways, line, { index, flow, steps });
  }
  const places: (number | undefined)[] = output.map(() => undefined);
  const best = ways.reduce<Way | undefined>((least, each) => (least === undefined || each.cost < least.cost ? each : least), undefined);
  for (let way = best; way !== undefined; way = way.before) places[way.index] = flow.emissions[way.at]?.line;
  return places.map((place, index) => place ?? places.slice(0, index).findLast((before) => before !== undefined));
}

function beginnings(line: string, index: number, { emissions, starts }: TemplateFlow): Way[] {
  return emissions.flatMap((emission, at): Way[] => {
    const cost = fit(emission, line);
    return cost === undefined ? [] : [{ cost: cost + (starts.includes(at) ? 0 : costs.oddStart), at, index, before: undefined }];
  });
}

interface Surroundings {
  readonly index: number;
  readonly flow: TemplateFlow;
  readonly steps: readonly (readonly Step[])[];
}

function onwards(ways: readonly Way[], line: string, { index, flow, steps }: Surroundings): Way[] {
  const best = new Map<number, Way>();
  const offer = (at: number, cost: number, before: Way): void => {
    const known = best.get(at);
    if (known === undefined || cost < known.cost) best.set(at, { cost, at, index, before });
  };
  const fits = flow.emissions.map((emission) => fit(emission, line));
  for (const way of ways) {
    offer(way.at, way.cost + continuation(flow.emissions[way.at], line), way);
    for (const { to, cost } of steps[way.at] ?? []) {
      const own = fits[to];
      if (own !== undefined) offer(to, way.cost + cost + own, way);
    }
  }
  return [...best.values()];
}

/** What it costs to take a line for one that an emission begins; undefined where it cannot be. */
function fit({ pattern, isComputed, isBare, indent, isSeparator }: Emission, line: string): number | undefined {
  if (isSeparator) return undefined;
  if (isBare) return indentOf(line) >= indent ? costs.bare : undefined;
  if (!pattern.test(line.trim())) return undefined;
  return (isComputed ? costs.computed : 0) + (indentOf(line) === indent ? 0 : costs.otherIndent);
}

/** What it costs to take a line for one more of what an expression gave. */
function continuation(emission: Emission | undefined, line: string): number {
  if (emission?.isComputed !== true || indentOf(line) < emission.innerIndent) return costs.unexplained;
  return emission.innerIndent > 0 ? costs.continued : costs.grown;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
