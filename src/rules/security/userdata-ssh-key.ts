import { placeInside } from '../../core/text-place.ts';
import { defineRule } from '../../core/rule.ts';

/** How user data lets people in by SSH; the last is the admin container of Bottlerocket. */
const ways = [
  /\bauthorized_keys2?\b/,
  /\bssh-(?:rsa|ed25519|dss) AAAA/,
  /\bsystemctl (?:enable|start|restart)(?: --now)? sshd?\b/,
  /\[settings\.host-containers\.admin\](?=[^[]*\benabled\s*=\s*true)/,
];

export default defineRule({
  id: 'userdata-ssh-key',
  group: 'security',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'User data opens nodes for SSH.',
  references: [
    'https://karpenter.sh/docs/faq/#can-i-add-ssh-keys-to-a-nodepool',
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html',
  ],
  *check(nodeClass) {
    const userData = nodeClass.at('spec', 'userData');
    const evidence = ways.flatMap((way) => way.exec(userData?.text ?? '')?.[0] ?? [])[0];
    if (userData === undefined || evidence === undefined) return;
    yield {
      at: placeInside(nodeClass, userData, evidence),
      message: `User data of EC2NodeClass \`${nodeClass.name}\` opens its nodes for SSH: a key that lies on every node can't be taken back, and nobody sees who used it.`,
      help: 'Use Session Manager: give the node role the policy `AmazonSSMManagedInstanceCore`, and remove the keys.',
    };
  },
});
