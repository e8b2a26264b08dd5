import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Scope } from '../../core/scope.ts';
import { karpenterReleases } from '../../karpenter/chart.ts';
import { selectorTermsOf } from '../../karpenter/selector-terms.ts';
import type { SelectorField } from '../../karpenter/selector-terms.ts';
import { knownText } from '../../karpenter/written.ts';
import type { Workspace } from '../../core/workspace.ts';
import { isSame } from '../../kubernetes/delivery.ts';

export default defineRule({
  id: 'hardcoded-identity',
  group: 'gitops',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'note' },
  preset: 'essential',
  kinds: ['EC2NodeClass', 'HelmRelease', 'Application'],
  summary: 'A manifest that several clusters share names things of one of them.',
  references: [
    'https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution',
    'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/',
  ],
  yieldsTo: ['placeholder-value'],
  *check(resource, context) {
    const scopes = context
      .lookAround(resource)
      .scopesOf(resource)
      .filter((scope) => isDelivered(resource, scope));
    if (scopes.length < 2 || scopes.some(({ kind }) => kind === 'folder')) return;
    const names = scopes.map(({ name }) => `\`${name}\``);
    const shown = names.length > 3 ? `${names.length} clusters` : names.join(' and ');
    for (const { at, what } of identitiesOf(resource, context.workspace)) {
      yield {
        at,
        message: `\`${String(at.value)}\` is ${what} and is written into ${resource.kind} \`${resource.name}\`, which ${shown} share: where they differ in it, it is right for one of them only.`,
        help: 'Inject it for each cluster: by `postBuild.substitute` in Flux, by a parameter of an ApplicationSet, or by a patch in the overlay.',
      };
    }
  },
});

/** Of a folder with Applications the other files may be meant for one of them, and for the same cluster. */
function isDelivered(resource: Resource, scope: Scope): boolean {
  if (scope.kind !== 'argocd' && scope.kind !== 'flux') return true;
  return scope.resources.some((other) => isSame(other, resource) && scope.bringers.has(other));
}

interface Identity {
  readonly at: Value;
  /** Completes "… is". */
  readonly what: string;
}

function identitiesOf(resource: Resource, workspace: Workspace): Identity[] {
  if (resource.kind !== 'EC2NodeClass') {
    return karpenterReleases(resource, workspace).flatMap(({ values }) =>
      [
        ['settings', 'clusterName'],
        ['settings', 'interruptionQueue'],
        ['settings', 'clusterEndpoint'],
        ['serviceAccount', 'annotations', 'eks.amazonaws.com/role-arn'],
      ].flatMap((path) => {
        const found = values.at(...path);
        return found?.isEditable === true && knownText(found.value) ? [{ at: found.value, what: `\`${path.at(-1)}\` of one cluster` }] : [];
      }),
    );
  }
  const role = resource.at('spec', 'role');
  const fields: SelectorField[] = ['subnetSelectorTerms', 'securityGroupSelectorTerms'];
  const terms = fields.flatMap((field) => selectorTermsOf(resource, field));
  const ids = terms.flatMap(({ at }) => at.at('id') ?? []).filter((id) => /^(?:subnet|sg)-[0-9a-f]+$/.test(id.text ?? ''));
  const tags = terms.flatMap((term) =>
    term.tags.filter(([key, value]) => key === 'karpenter.sh/discovery' && knownText(value) !== undefined && value.text !== '*').map(([, value]) => value),
  );
  const keys = (resource.at('spec', 'blockDeviceMappings')?.items() ?? []).flatMap((mapping) => mapping.at('ebs', 'kmsKeyID') ?? []);
  return [
    ...[role, ...keys].flatMap((at) => (at !== undefined && /^arn:[^$]*:[0-9]{12}:[^$]*$/.test(at.text ?? '') ? [{ at, what: 'an ARN of one account' }] : [])),
    ...ids.map((at) => ({ at, what: 'an id in one VPC' })),
    ...tags.map((at) => ({ at, what: 'the tag of one cluster' })),
  ];
}
