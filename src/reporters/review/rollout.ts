import type { Finding } from '../../core/finding.ts';

/** How a correction reaches the cluster, and how it is taken back. */
export interface Rollout {
  /** Commands and checks, in order. */
  readonly verify: readonly string[];
  readonly rollback: string;
  /** True where the correction makes Karpenter replace nodes. */
  readonly rollsNodes: boolean;
}

/** `lint` is the command that would find it again. https://karpenter.sh/docs/concepts/disruption/#drift */
export function describeRollout(finding: Finding, lint: string): Rollout {
  const { file, resource } = finding;
  const rollsNodes = changesNodes(finding);
  const kind = resource?.kind.toLowerCase() ?? '';
  const readiness =
    kind === 'nodepool' || kind === 'ec2nodeclass' ? [`kubectl wait --for=condition=Ready ${kind}/${quoteWord(resource?.name ?? '')} --timeout=2m`] : [];
  const watch = rollsNodes ? [`kubectl get nodeclaims${kind === 'nodepool' ? ` -l karpenter.sh/nodepool=${quoteWord(resource?.name ?? '')}` : ''} -w`] : [];
  return {
    verify: [lint, `kubectl diff -f ${quoteWord(file)}`, ...readiness, ...watch],
    rollback: rollsNodes ? rollingRollback : 'Revert the commit and apply it again; no node is replaced.',
    rollsNodes,
  };
}

const rollingRollback =
  'Revert the commit and apply it again. That rolls nodes a second time: those made since then drift back, at the pace that the disruption budgets allow. ' +
  'Never delete the NodePool to go back, since its nodes go with it at once.';

/** Drift compares the template of a NodePool and the whole EC2NodeClass; `weight`, `limits` and `disruption` never roll. */
function changesNodes({ resource, path = [], fix }: Finding): boolean {
  if (fix !== undefined) return fix.rolls === true;
  if (resource?.kind === 'NodePool') return path[0] === 'spec' && path[1] === 'template';
  return resource?.kind === 'EC2NodeClass' && path[0] === 'spec';
}

/** A word as a shell takes it, whatever is in it. */
export function quoteWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
