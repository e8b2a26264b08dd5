/** Software that belongs on every node, by the usual names of its DaemonSet. */
const agents: readonly (readonly [noun: string, name: RegExp])[] = [
  ['network of pods', /^(?:aws-node|cilium(?:-envoy)?|calico-node|kube-proxy|kube-router|weave-net|antrea-agent)$/],
  ['storage driver', /^(?:ebs-csi-node|efs-csi-node|fsx-csi-node|s3-csi-node|.*-csi-(?:node|driver))$/],
  ['log shipping', /^(?:.*-)?(?:fluent-?bit|fluentd|promtail|filebeat|vector|alloy|aws-for-fluent-bit|fluentd-cloudwatch)(?:-agent)?$/],
  [
    'metrics agent',
    /^(?:.*-)?(?:node-exporter|cloudwatch-agent|datadog(?:-agent)?|newrelic-bundle-nrk8s-kubelet|otel-?collector-agent|grafana-agent|dynatrace-oneagent)$/,
  ],
  [
    'security agent',
    /^(?:.*-)?(?:falco|falcon-sensor|falcon-node-sensor|sysdig-agent|guardduty-agent|aws-guardduty-agent|twistlock-defender-ds|kured|tetragon|wazuh-agent)$/,
  ],
  ['node-local DNS cache', /^node-local-dns$/],
  ['Pod Identity agent', /^eks-pod-identity-agent$/],
];

/** What nodes lack without a DaemonSet of this name; undefined for a set that not every node needs. */
export function nodeAgentOf(name: string): string | undefined {
  return agents.find(([, pattern]) => pattern.test(name))?.[0];
}
