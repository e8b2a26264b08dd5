import { renameKey, replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Severities } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { knownEntries } from '../../karpenter/written.ts';
import { workloadsIn } from '../../kubernetes/workload.ts';

const besideController: Severities = { default: 'improvement', prod: 'improvement', staging: 'improvement', dev: 'note' };

export default defineRule({
  id: 'sg-selector-cluster-owned-tag',
  group: 'correctness',
  severity: { default: 'note', prod: 'note', staging: 'note', dev: 'off' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Security groups are selected by the tag that EKS puts on several of them.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specsecuritygroupselectorterms',
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/security_groups/',
  ],
  fix: 'unsafe',
  *check(nodeClass, context) {
    for (const term of nodeClass.at('spec', 'securityGroupSelectorTerms')?.items() ?? []) {
      const tags = knownEntries(term.at('tags'));
      const [tag] = tags;
      // A second tag narrows the choice.
      if (tag === undefined || tags.length > 1 || !tag[0].startsWith('kubernetes.io/cluster/')) continue;
      const fix = makeFix(nodeClass, tag);
      const severity = runsLoadBalancerController(context.workspace, nodeClass) ? besideController : undefined;
      yield {
        at: tag[1].keyPlace,
        message: `\`${tag[0]}\` is often on several security groups of a cluster, and all of them are attached to the nodes; the AWS Load Balancer Controller fails when more than one group of a node carries this tag.`,
        help: 'Select by a tag of your own, such as `karpenter.sh/discovery`, or add a second tag to the term. Put the tag on the group first; another set of groups replaces nodes.',
        ...(severity === undefined ? {} : { severity }),
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
});

const discovery = 'karpenter.sh/discovery';

/** The name of the cluster is the end of the key. */
function makeFix(nodeClass: Resource, [key, value]: [string, Value]): Fix | undefined {
  const cluster = key.slice('kubernetes.io/cluster/'.length);
  const renamed = renameKey(nodeClass, value, discovery);
  if (renamed === undefined || !/^[A-Za-z][\w-]*$/.test(cluster)) return undefined;
  const title = `Select by \`${discovery}: ${cluster}\`, once the security group carries it (another set of groups replaces nodes)`;
  return { title, safety: 'unsafe', rolls: true, edits: [renamed, replaceScalar(nodeClass, value, cluster)] };
}

function runsLoadBalancerController(workspace: Workspace, nodeClass: Resource): boolean {
  return workspace
    .scopesOf(nodeClass)
    .some((scope) =>
      workloadsIn(scope).some(({ template }) => template.containers.some(({ at }) => /aws-load-balancer-controller/.test(at.at('image')?.text ?? ''))),
    );
}
