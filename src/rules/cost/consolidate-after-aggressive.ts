import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { parseDuration } from '../../karpenter/duration.ts';
import { isStaticPool } from '../../karpenter/nodepool.ts';
import { isSimulated } from '../../karpenter/other-cloud.ts';
import { knownText, lacks } from '../../karpenter/written.ts';

export default defineRule({
  id: 'consolidate-after-aggressive',
  group: 'cost',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'essential',
  kinds: ['NodePool'],
  apiVersions: ['v1'],
  summary: 'A NodePool moves pods as soon as a node looks underused.',
  references: ['https://karpenter.sh/docs/concepts/disruption/#consolidation', 'https://github.com/aws/karpenter-provider-aws/issues/7146'],
  options: {
    min: { type: 'string', description: 'The shortest time that is no finding.', default: '5m' },
    hardMin: { type: 'string', description: 'Below this time the finding has the severity of the rule, above it is a note.', default: '1m' },
  },
  fix: 'unsafe',
  *check(pool, { options }) {
    if (isStaticPool(pool) || isSimulated(pool)) return;
    const policy = pool.at('spec', 'disruption', 'consolidationPolicy');
    const isBalanced = policy?.text === 'Balanced';
    if (!movesPods(policy)) return;
    const after = readAfter(pool);
    if (after === undefined || after.seconds >= secondsOf(options['min']) || pool.at('spec', 'template')?.node.kind !== 'map') return;
    const isHard = after.seconds < secondsOf(options['hardMin']) && !isBalanced;
    const fix = makeFix(pool, after.at, String(options['min']));
    yield {
      at: after.at ?? pool.anchor('spec', 'disruption', 'consolidateAfter'),
      message: `${describe(pool, after)}, so short dips in load can move pods again and again, and each move costs image pulls, start-up time and risk.`,
      help: `Set \`${String(options['min'])}\` or more, unless nodes are meant to go as fast as possible.`,
      ...(isHard ? {} : { severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' } }),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** Moving pods is the default. */
function movesPods(policy: Value | undefined): boolean {
  return policy === undefined || policy.isNull || policy.text === 'WhenEmptyOrUnderutilized' || policy.text === 'Balanced';
}

interface After {
  readonly seconds: number;
  /** Absent where the default holds. */
  readonly at: Value | undefined;
}

/** The default of 0s holds only where nothing of `disruption` is written; otherwise the field is required. */
function readAfter(pool: Resource): After | undefined {
  const at = pool.at('spec', 'disruption', 'consolidateAfter');
  if (at === undefined && lacks(pool.at('spec'), 'disruption')) return { seconds: 0, at: undefined };
  const reading = parseDuration(knownText(at) ?? 'Never');
  return reading.ok ? { seconds: reading.seconds, at } : undefined;
}

function describe({ name }: Resource, { seconds, at }: After): string {
  const written = at?.text ?? '';
  const when = seconds === 0 ? 'as soon as a pod has gone' : `once no pod has come or gone for ${written}`;
  if (at === undefined) return `NodePool \`${name}\` leaves \`consolidateAfter\` to its default, 0s: a node may be consolidated ${when}`;
  return `With \`consolidateAfter: ${written}\` a node may be consolidated ${when}`;
}

function secondsOf(option: unknown): number {
  const reading = parseDuration(String(option));
  return reading.ok ? reading.seconds : 0;
}

function makeFix(pool: Resource, at: Value | undefined, duration: string): Fix | undefined {
  if (at === undefined) return undefined;
  return { title: `Set \`consolidateAfter: ${duration}\``, safety: 'unsafe', edits: [replaceScalar(pool, at, duration)] };
}
