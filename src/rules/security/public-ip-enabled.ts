import { replaceScalar } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { selectorTermsOf } from '../../karpenter/selector-terms.ts';
import { knownText } from '../../karpenter/written.ts';

export default defineRule({
  id: 'public-ip-enabled',
  group: 'security',
  severity: { default: 'improvement', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Nodes get public IP addresses, or their subnets look public.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specassociatepublicipaddress',
    'https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html',
  ],
  fix: 'unsafe',
  *check(nodeClass) {
    const at = nodeClass.at('spec', 'associatePublicIPAddress');
    if (at?.value === true) {
      const efa = (nodeClass.at('spec', 'networkInterfaces')?.items() ?? []).length > 1;
      yield {
        at,
        message: `\`associatePublicIPAddress: true\` gives every node of EC2NodeClass \`${nodeClass.name}\` a public address, ${efa ? 'which EC2 refuses for instances that are launched with several network interfaces, so nothing launches' : 'so that only security groups stand between the kubelet and the internet'}.`,
        help: 'Set `false` and launch nodes in private subnets with a NAT gateway or VPC endpoints.',
        ...(efa ? { severity: { default: 'critical', prod: 'critical', staging: 'critical', dev: 'improvement' } } : {}),
        fix: {
          title: 'Set `associatePublicIPAddress: false` (replaces nodes; without NAT or endpoints they lose their way out)',
          safety: 'unsafe',
          rolls: true,
          edits: [replaceScalar(nodeClass, at, 'false')],
        },
      };
    } else if (at === undefined || at.isNull) {
      yield* suspectSubnets(nodeClass);
    }
  },
});

function* suspectSubnets(nodeClass: Resource) {
  for (const { tags } of selectorTermsOf(nodeClass, 'subnetSelectorTerms')) {
    const tag = tags.find(([key, value]) => looksPublic(key, knownText(value) ?? ''));
    if (tag === undefined) continue;
    const [key, at] = tag;
    yield {
      at,
      message: `EC2NodeClass \`${nodeClass.name}\` selects subnets whose tag \`${key}: ${at.text}\` says that they are public, and leaves it to them whether nodes get public addresses.`,
      help: 'Select private subnets with a NAT gateway or VPC endpoints. `associatePublicIPAddress: false` overrides the setting of the subnet, but leaves a node in a public subnet without a way out.',
      severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
    } as const;
  }
}

/** The second tag marks the subnets of load balancers that face the internet. https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html */
function looksPublic(key: string, value: string): boolean {
  const words = `${key} ${value}`.toLowerCase();
  return (/public/.test(words) && !/(?:non|not)-?public/.test(words) && value !== 'false') || (key === 'kubernetes.io/role/elb' && value !== '*');
}
