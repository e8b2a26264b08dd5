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

/** The two operators with an older equivalent: `Gte n` is `Gt n-1`, and where every number will do, `Exists`. */
function makeFix(resource: Resource, path: Path): Fix | undefined {
  if (path.at(-1) !== 'operator') return undefined;
  const item = resource.at(...path.slice(0, -1));
  const [operator, values] = [item?.at('operator'), item?.at('values')];
  const [value, ...more] = values?.items() ?? [];
  const bound = Number(knownText(value));
  if (operator === undefined || value === undefined || more.length > 0 || !Number.isSafeInteger(bound)) return undefined;
  const isLower = operator.text === 'Gte';
  // Values must not be negative, so nothing is above -1 in these words.
  if ((!isLower && operator.text !== 'Lte') || (isLower && bound === 0)) return undefined;
  const edits = [replaceScalar(resource, operator, isLower ? 'Gt' : 'Lt'), replaceScalar(resource, value, String(isLower ? bound - 1 : bound + 1))];
  return { title: `Write \`${isLower ? 'Gt' : 'Lt'}\``, safety: 'unsafe', edits };
}
