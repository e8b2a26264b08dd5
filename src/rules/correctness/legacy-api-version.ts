import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { otherCloudOf } from '../../karpenter/other-cloud.ts';
import { compareVersions } from '../../karpenter/versions.ts';

/** The kind that took the place of an API version, and the minor that no longer serves it. */
interface Retirement {
  readonly gone: string;
  readonly group: string;
  readonly kind: string;
}

/** https://karpenter.sh/docs/upgrading/upgrade-guide/ */
const retirements: ReadonlyMap<string, Retirement> = new Map([
  ['karpenter.sh/v1alpha5 Provisioner', { gone: '0.33', group: 'karpenter.sh', kind: 'NodePool' }],
  ['karpenter.sh/v1alpha5 Machine', { gone: '0.33', group: 'karpenter.sh', kind: 'NodeClaim' }],
  ['karpenter.k8s.aws/v1alpha1 AWSNodeTemplate', { gone: '0.33', group: 'karpenter.k8s.aws', kind: 'EC2NodeClass' }],
  ['karpenter.sh/v1beta1 NodePool', { gone: '1.1', group: 'karpenter.sh', kind: 'NodePool' }],
  ['karpenter.sh/v1beta1 NodeClaim', { gone: '1.1', group: 'karpenter.sh', kind: 'NodeClaim' }],
  ['karpenter.k8s.aws/v1beta1 EC2NodeClass', { gone: '1.1', group: 'karpenter.k8s.aws', kind: 'EC2NodeClass' }],
]);

export default defineRule({
  id: 'legacy-api-version',
  group: 'correctness',
  severity: 'critical',
  preset: 'essential',
  kinds: ['Provisioner', 'AWSNodeTemplate', 'Machine', 'NodePool', 'EC2NodeClass', 'NodeClaim'],
  apiVersions: ['v1alpha5', 'v1alpha1', 'v1beta1'],
  summary: 'An object is written in an API version that Karpenter has dropped, or is about to drop.',
  references: ['https://karpenter.sh/docs/upgrading/upgrade-guide/#upgrading-to-110', 'https://karpenter.sh/v1.0/upgrading/v1-migration/'],
  explains: ['api-rejected'],
  *check(resource, { karpenter }) {
    const name = `${resource.apiVersion} ${resource.kind}`;
    const retirement = retirements.get(name);
    if (retirement === undefined) return;
    const isGone = compareVersions(karpenter, retirement.gone) >= 0;
    yield {
      at: resource.at('apiVersion') ?? resource.anchor('apiVersion'),
      message: isGone
        ? `\`${name}\` has not been served since Karpenter ${retirement.gone}, so the API server refuses the object.`
        : `\`${name}\` still works with Karpenter ${karpenter}, but ${retirement.gone} drops it, and the object must be converted before you upgrade.`,
      help: `Convert it to \`${successorOf(retirement, karpenter)}\`. ${describeConversion(resource)}`,
      ...(isGone ? {} : { severity: 'note' }),
    };
  },
});

/** What the linted version serves; objects of v1 begin with 1.0. */
function successorOf({ group, kind, gone }: Retirement, karpenter: string): string {
  const isBeta = gone === '0.33' && compareVersions(karpenter, '1.0') < 0;
  return `${group}/${isBeta ? 'v1beta1' : 'v1'} ${kind}`;
}

/** The parts of a conversion that are easily missed. */
function describeConversion(resource: Resource): string {
  const { kind, version } = resource;
  if (kind === 'Machine' || kind === 'NodeClaim') return 'Karpenter makes these objects itself; they seldom belong into a repository.';
  if (kind === 'AWSNodeTemplate') return 'Selectors become lists of terms, and an AMI and a role or an instance profile must be named.';
  if (kind === 'Provisioner') return 'Labels, taints and requirements move under `template`, `ttlSeconds…` become `disruption` and `expireAfter`.';
  if (kind === 'EC2NodeClass') return '`amiSelectorTerms` is required there, and defaults of `metadataOptions` differ.';
  return version === 'v1beta1'
    ? `\`kubelet\` moves to the ${otherCloudOf(resource) === undefined ? 'EC2NodeClass' : 'node class'}, \`expireAfter\` under \`template.spec\`, and \`nodeClassRef\` names a group.`
    : '';
}
