import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { nodeClassesOf } from '../../karpenter/node-class-reference.ts';
import { isAcceleratorPool, namedFamilies } from '../../karpenter/nodepool.ts';
import { selectorTermsOf } from '../../karpenter/selector-terms.ts';
import { installersAround, releasesOf } from '../../kubernetes/chart-release.ts';

/** Charts and DaemonSets that announce accelerators to the kubelet. */
const plugin = /gpu-operator|device-?plugin|neuron|habana|gaudi/i;

export default defineRule({
  id: 'gpu-device-plugin-missing',
  group: 'reliability',
  severity: { default: 'note', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'all',
  kinds: ['NodePool'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Nothing here announces the accelerators of a NodePool to Kubernetes.',
  references: ['https://karpenter.sh/docs/concepts/scheduling/#acceleratorsgpu-resources', 'https://karpenter.sh/docs/troubleshooting/#nodes-not-initialized'],
  *check(pool, context) {
    if (!isAcceleratorPool(pool)) return;
    const { workspace } = context;
    if (!needsPlugin(workspace, pool)) return;
    const installed = installedNames(workspace, pool);
    if (installed.length === 0 || installed.some((name) => plugin.test(name)) || workspace.scopesOf(pool).some(({ unread }) => unread.length > 0)) return;
    yield {
      at: pool.at('metadata', 'name') ?? pool.anchor('metadata', 'name'),
      message: `NodePool \`${pool.name}\` launches nodes with accelerators, and no device plugin among the files announces ${resourceOf(pool)}: a node without it never counts as initialized, and pods that ask for it wait.`,
      help: 'Install the device plugin of the vendor, or its operator, and let it tolerate the taints of the pool.',
    };
  },
});

/** The AMIs of Bottlerocket bring the plugin of NVIDIA along. */
function needsPlugin(workspace: Workspace, pool: Resource): boolean {
  const classes = nodeClassesOf(workspace, pool);
  return (
    classes.length > 0 &&
    classes.every((nodeClass) => {
      const aliases = selectorTermsOf(nodeClass, 'amiSelectorTerms').map((term) => term.text('alias') ?? '');
      return nodeClass.at('spec', 'amiFamily')?.text !== 'Bottlerocket' && !aliases.some((alias) => alias.startsWith('bottlerocket'));
    })
  );
}

/** Charts and DaemonSets beside the pool; none where the files are not about such things. */
function installedNames(workspace: Workspace, pool: Resource): string[] {
  const charts = installersAround(workspace, pool).flatMap((installer) => [installer.name, ...releasesOf(installer, workspace).map(({ chart }) => chart)]);
  return [...charts, ...workspace.around(pool, 'apps', 'DaemonSet').map(({ name }) => name)];
}

function resourceOf(pool: Resource): string {
  const [family = ''] = namedFamilies(pool)?.families ?? [];
  if (/^(?:inf|trn)/.test(family)) return '`aws.amazon.com/neuron`';
  if (/^dl/.test(family)) return '`habana.ai/gaudi`';
  return /^[gp]/.test(family) ? '`nvidia.com/gpu`' : 'them';
}
