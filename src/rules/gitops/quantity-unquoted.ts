import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { canonicalInteger } from '../../kubernetes/quantity.ts';

export default defineRule({
  id: 'quantity-unquoted',
  group: 'gitops',
  severity: 'note',
  preset: 'recommended',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A limit of a NodePool is a bare number.',
  references: ['https://karpenter.sh/docs/concepts/nodepools/#speclimits'],
  fix: 'safe',
  yieldsTo: ['limits-quantity-suspicious'],
  *check(pool) {
    for (const [resource, at] of pool.at('spec', 'limits')?.entries() ?? []) {
      // A bare number of bytes is another rule's to tell.
      if (typeof at.value !== 'number' || !Number.isInteger(at.value) || resource === 'memory' || resource === 'ephemeral-storage') continue;
      const lasting = canonicalInteger(at.value);
      const fix = makeFix(pool, at, lasting);
      yield {
        at,
        message: `\`limits.${resource}: ${at.value}\` of NodePool \`${pool.name}\` is a bare number where the documentation advises text: a typed client that rewrites the object makes it \`"${lasting}"\`, and a GitOps controller may then see a difference from Git.`,
        help: `Write \`"${lasting}"\`${lasting === String(at.value) ? '' : `, which is the same amount; \`"${at.value}"\` would become that too`}.`,
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

/** Numbers that YAML reads in another way than people do are left alone. */
function makeFix(pool: Resource, { node }: Value, lasting: string): Fix | undefined {
  const written = pool.source.text.slice(node.start, node.end);
  if (!/^(?:0|[1-9][0-9]*)$/.test(written)) return undefined;
  return { title: `Write \`"${lasting}"\``, safety: 'safe', edits: [{ file: pool.file, range: { start: node.start, end: node.end }, text: `"${lasting}"` }] };
}
