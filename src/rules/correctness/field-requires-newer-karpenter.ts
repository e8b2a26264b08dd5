import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Path, Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { newerFeatures } from '../../karpenter/newer-features.ts';
import { knownText } from '../../karpenter/written.ts';
import { podOwnerKinds } from '../../kubernetes/kinds.ts';

export default defineRule({
  id: 'field-requires-newer-karpenter',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool', 'EC2NodeClass', 'NodeOverlay', 'CapacityBuffer', 'NodeClaim', ...podOwnerKinds],
  summary: 'An object uses something that only a later Karpenter has than the one that is linted for.',
  references: ['https://karpenter.sh/docs/upgrading/upgrade-guide/'],
  fix: 'unsafe',
  explains: ['unknown-field', 'api-rejected', 'controller-rejected'],
  yieldsTo: ['legacy-api-version'],
  *check(resource, { karpenter }) {
    for (const { at, what, since } of newerFeatures(resource, karpenter)) {
      const fix = makeFix(resource, at.path);
      yield {
        at,
        message: `${what} came with Karpenter ${since}, and this is linted for ${karpenter}: there it is refused, or means nothing.`,
        help: `Upgrade Karpenter and its CRDs to ${since} or later first, or do without it.`,
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

/** The two operators with an older equivalent: `Gte n` is `Gt n-1`, and `Lte n` is `Lt n+1`. */
function makeFix(resource: Resource, path: Path): Fix | undefined {
  const item = path.at(-1) === 'operator' ? resource.at(...path.slice(0, -1)) : undefined;
  const [operator, [value, ...more]] = [item?.at('operator'), item?.at('values')?.items() ?? []];
  const older = olderBound(operator?.text, Number(knownText(value)));
  if (operator === undefined || value === undefined || older === undefined || more.length > 0) return undefined;
  const edits = [replaceScalar(resource, operator, older.operator), replaceScalar(resource, value, String(older.bound))];
  return { title: `Write \`${older.operator}\``, safety: 'unsafe', edits };
}

/** Values must not be negative, so `Gte 0` has no equivalent of the kind. */
function olderBound(operator: string | undefined, bound: number): { readonly operator: string; readonly bound: number } | undefined {
  if (!Number.isSafeInteger(bound)) return undefined;
  if (operator === 'Lte') return { operator: 'Lt', bound: bound + 1 };
  return operator === 'Gte' && bound > 0 ? { operator: 'Gt', bound: bound - 1 } : undefined;
}
