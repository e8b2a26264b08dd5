import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { poolInstances } from '../../karpenter/instances/pool-instances.ts';
import { poolsOf } from '../../karpenter/node-class-reference.ts';
import { knownItems, knownText } from '../../karpenter/written.ts';

export default defineRule({
  id: 'ami-single-architecture',
  group: 'correctness',
  severity: 'note',
  preset: 'all',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'One image serves NodePools that allow two processor architectures.',
  references: [
    'https://karpenter.sh/docs/concepts/nodeclasses/#specamiselectorterms',
    'https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/amifamily/ami.go',
  ],
  *check(nodeClass, context) {
    const at = onlyImage(nodeClass);
    if (at === undefined) return;
    const { workspace } = context;
    const pools = poolsOf(workspace, nodeClass);
    for (const pool of pools) {
      const instances = poolInstances(pool, context);
      if (instances === undefined || !instances.isKnown) continue;
      const archs = new Set(instances.types.map(({ facts }) => facts.arch));
      if (archs.size < 2) continue;
      yield {
        at,
        message: `EC2NodeClass \`${nodeClass.name}\` has one image, but NodePool \`${pool.name}\` allows ${[...archs]
          .sort()
          .map((arch) => `\`${arch}\``)
          .join(' and ')}: an image boots on one architecture, and the instances of the other are never launched.`,
        help: 'Add a term for the other architecture, select images by an alias, or require one `kubernetes.io/arch` in the pool.',
        related: [{ message: `NodePool \`${pool.name}\` is here.`, resource: pool, at: pool.at('metadata', 'name') ?? pool.anchor('metadata', 'name') }],
      };
      return;
    }
  },
});

/** The one term that names one image; an alias, tags and wildcards find images for each architecture. */
function onlyImage(nodeClass: Resource): Value | undefined {
  const terms = knownItems(nodeClass.at('spec', 'amiSelectorTerms'));
  const [term] = terms ?? [];
  if (terms?.length !== 1 || term === undefined || term.at('tags') !== undefined) return undefined;
  const [id, parameter, name] = [term.at('id'), term.at('ssmParameter'), term.at('name')];
  if (knownText(id) !== undefined) return id;
  if (knownText(parameter) !== undefined) return parameter;
  const text = knownText(name);
  return text !== undefined && !text.includes('*') && /x86_64|arm64|aarch64/.test(text) ? name : undefined;
}
