import { removeItem } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';

export default defineRule({
  id: 'taint-duplicate',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Two taints of a NodePool have the same key and effect.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#spectemplatespectaints',
    'https://github.com/kubernetes-sigs/karpenter/blob/main/pkg/apis/v1/nodeclaim_validation.go',
  ],
  fix: 'unsafe',
  explains: ['controller-rejected'],
  yieldsTo: ['api-rejected'],
  *check(pool) {
    const firsts = new Map<string, Value>();
    for (const list of ['taints', 'startupTaints']) {
      for (const taint of pool.at('spec', 'template', 'spec', list)?.items() ?? []) {
        const [key, effect] = [taint.at('key'), taint.at('effect')];
        if (key?.text === undefined || effect?.text === undefined || key.isUnknown || effect.isUnknown) continue;
        const name = `${key.text}:${effect.text}`;
        const first = firsts.get(name);
        if (first === undefined) {
          firsts.set(name, taint);
          continue;
        }
        const fix = makeFix(pool, first, taint);
        yield {
          at: taint,
          message: `The taint \`${name}\` appears twice in NodePool \`${pool.name}\`, and Karpenter counts \`taints\` and \`startupTaints\` together, whatever the values: the pool never gets ready.`,
          help: 'Keep one of the two. A taint that something removes at startup belongs into `startupTaints`, one that stays into `taints`.',
          related: [{ message: 'The first one is here.', resource: pool, at: first }],
          ...(fix === undefined ? {} : { fix }),
        };
      }
    }
  },
});

/** Drops a startup taint that is also a lasting one; which of two in one list is meant, nobody knows. */
function makeFix(pool: Resource, first: Value, taint: Value): Fix | undefined {
  if (first.path.includes('startupTaints') || !taint.path.includes('startupTaints')) return undefined;
  const list = pool.at(...taint.path.slice(0, -1));
  const edit = list === undefined ? undefined : removeItem(pool, list, taint);
  return edit === undefined ? undefined : { title: 'Drop the copy in `startupTaints` (replaces nodes)', safety: 'unsafe', rolls: true, edits: [edit] };
}
