import { compareVersions } from './versions.ts';

/** Taints that the software behind them takes off. */
const removed: ReadonlySet<string> = new Set([
  'node.cilium.io/agent-not-ready',
  // The untaint controller of Istio: https://istio.io/latest/docs/setup/additional-setup/cni/
  'cni.istio.io/not-ready',
]);

/** True for the taint of software that takes it off by itself. CSI drivers all write it in one form: https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/install.md */
export function hasKnownRemover(key: string): boolean {
  return removed.has(key) || /\.csi\.[^/]+\/agent-not-ready$/.test(key);
}

/**
 * True for taints that the kubelet, the cloud controller or Karpenter take off by themselves.
 * Source: KnownEphemeralTaints in sigs.k8s.io/karpenter pkg/scheduling/taints.go; the prefix came with 1.12.
 */
export function isEphemeralTaint(key: string, minor: string): boolean {
  return ephemeralTaints.has(key) || (key.startsWith('readiness.k8s.io/') && compareVersions(minor, '1.12') >= 0);
}

const ephemeralTaints: ReadonlySet<string> = new Set([
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
  'node.cloudprovider.kubernetes.io/uninitialized',
  'karpenter.sh/unregistered',
]);
