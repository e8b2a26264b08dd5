import type { Layer, Level } from './finding.ts';
import { groupBy } from './group-by.ts';
import type { Path, Resource } from './resource.ts';
import type { Problem, RuleMeta } from './rule.ts';
import type { Suppression } from './suppression.ts';

/** Where a problem comes from. */
export interface Origin {
  readonly meta: RuleMeta;
  readonly layer: Layer;
  readonly file: string;
  readonly resource: Resource | undefined;
}

/** A problem on its way to become a finding. */
export interface Candidate extends Origin {
  readonly problem: Problem;
  readonly level: Level;
  layer: Layer;
  isExplained: boolean;
  readonly suppression: Suppression | undefined;
}

/** One cause, one finding: the rule that explains a refusal replaces it and inherits its layer. */
export function settleCauses(candidates: readonly Candidate[]): void {
  const byResource = groupBy(candidates, ({ resource }) => resource);
  for (const candidate of candidates) {
    const { yieldsTo } = candidate.meta;
    const explains = explainedBy(candidate);
    if (isSilenced(candidate) || (explains === undefined && yieldsTo === undefined)) continue;
    for (const other of byResource.get(candidate.resource) ?? []) {
      if (other === candidate || other.isExplained) continue;
      if (explains?.includes(other.meta.id) && startsWith(other.problem.at.path, candidate.problem.at.path)) {
        other.isExplained = true;
        candidate.layer = other.layer;
      } else if (yieldsTo?.includes(other.meta.id) && !isSilenced(other) && touches(other.problem.at.path, candidate.problem.at.path)) {
        candidate.isExplained = true;
      }
    }
  }
}

function explainedBy({ problem, meta }: Candidate): readonly string[] | undefined {
  return problem.explains ?? meta.explains;
}

/** A rule that is switched off or suppressed explains nothing: the general finding speaks. */
function isSilenced({ level, suppression }: Candidate): boolean {
  return level === 'off' || suppression !== undefined;
}

function startsWith(path: Path, beginning: Path): boolean {
  return beginning.length <= path.length && beginning.every((step, index) => path[index] === step);
}

function touches(a: Path, b: Path): boolean {
  return startsWith(a, b) || startsWith(b, a);
}
