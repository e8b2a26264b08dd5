import { removeItem } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { groupOfKind } from '../../karpenter/kinds.ts';
import { applicationSpec, syncOptionsOf } from '../../kubernetes/argocd.ts';

export default defineRule({
  id: 'argocd-ignores-spec',
  group: 'gitops',
  severity: { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['Application', 'ApplicationSet'],
  summary: 'Argo CD is told to ignore differences in the spec of NodePools or EC2NodeClasses.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#statusamis',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/',
  ],
  fix: 'unsafe',
  *check(resource) {
    const spec = applicationSpec(resource);
    const isRespected = syncOptionsOf(resource).some(({ text }) => text === 'RespectIgnoreDifferences=true');
    for (const entry of spec?.at('ignoreDifferences')?.items() ?? []) {
      const kind = entry.at('kind')?.text;
      if (kind === undefined || groupOfKind[kind] === undefined || groupOfKind[kind] !== entry.at('group')?.text) continue;
      for (const { list, item, name } of ignoredParts(entry)) {
        const fix = makeFix(resource, list, item);
        yield {
          at: item,
          message: `\`${name}\` of ${kind} is ignored by ${resource.kind} \`${resource.name}\`: Karpenter never writes there, so this hides real differences${isRespected ? ', and with `RespectIgnoreDifferences=true` a change in Git is never applied' : ', and a change of nothing else starts no sync'}.`,
          help: 'Remove it. What Karpenter finds out, such as the AMIs, stands in `status`, which Argo CD ignores anyway.',
          ...(isRespected ? { severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' } } : {}),
          ...(fix === undefined ? {} : { fix }),
        };
      }
    }
  },
});

interface IgnoredPart {
  readonly list: Value;
  readonly item: Value;
  readonly name: string;
}

/** Limits are left out: quantities may be written in other words. */
function ignoredParts(entry: Value): IgnoredPart[] {
  const lists = [
    [entry.at('jsonPointers'), /^\/spec(?:\/|$)/],
    [entry.at('jqPathExpressions'), /^\.spec\b/],
  ] as const;
  return lists.flatMap(([list, pattern]) =>
    (list?.items() ?? []).flatMap((item) => {
      const name = item.text ?? '';
      if (list === undefined || !pattern.test(name) || /^[./]spec[./]limits/.test(name)) return [];
      return [{ list, item, name }];
    }),
  );
}

function makeFix(resource: Resource, list: Value, item: Value): Fix | undefined {
  if (list.items().length === 1) return undefined;
  const edit = removeItem(resource, list, item);
  return edit && { title: 'Remove it from the list', safety: 'unsafe', edits: [edit] };
}
