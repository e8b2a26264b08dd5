import { addEntry } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import { hasKnownKeys } from '../../kubernetes/pod-template.ts';

export default defineRule({
  id: 'cost-allocation-tags-missing',
  group: 'cost',
  severity: { default: 'improvement', prod: 'improvement', staging: 'note', dev: 'off' },
  preset: 'essential',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Instances carry no tags that say who pays for them.',
  references: ['https://karpenter.sh/docs/concepts/nodeclasses/#spectags', 'https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/cost-alloc-tags.html'],
  options: {
    required: { type: 'array', description: 'Keys that every class must have.', default: ['Environment'], items: { type: 'string' } },
    anyOf: {
      type: 'array',
      description: 'Keys of which every class must have one.',
      default: ['CostCenter', 'Team', 'Owner', 'BillingCode'],
      items: { type: 'string' },
    },
    inherited: { type: 'array', description: 'Keys that something else puts on your instances.', default: [], items: { type: 'string' } },
    values: { type: 'object', description: 'Values for missing keys, which the fix writes.', default: {}, additionalProperties: { type: 'string' } },
  },
  fix: 'unsafe',
  *check(nodeClass, { options }) {
    const spec = nodeClass.at('spec');
    const tags = spec?.at('tags');
    if (spec?.node.kind !== 'map' || spec.node.entries.length === 0 || !hasKnownKeys(tags)) return;
    const written = new Set([...(tags?.entries() ?? []).map(([key]) => key), ...(options['inherited'] as readonly string[])].map(plain));
    const missing = (options['required'] as readonly string[]).filter((key) => !isWritten(key, written));
    const anyOf = options['anyOf'] as readonly string[];
    const lacksOwner = anyOf.length > 0 && !anyOf.some((key) => isWritten(key, written));
    if (missing.length === 0 && !lacksOwner) return;
    const wanted = [
      ...missing.map((key) => `the tag \`${key}\``),
      ...(lacksOwner ? [`a tag for the owner (${anyOf.map((key) => `\`${key}\``).join(', ')})`] : []),
    ];
    const fix = makeFix(nodeClass, [...missing, ...(lacksOwner ? anyOf : [])], options['values'] as Readonly<Record<string, unknown>>);
    yield {
      at: nodeClass.anchor('spec', 'tags'),
      message: `EC2NodeClass \`${nodeClass.name}\` lacks ${wanted.join(' and ')}: instances and volumes get Karpenter's own tags, which name cluster and pool, and those written here, so cost reports have no tag to group them by ${[...missing, ...(lacksOwner ? ['owner'] : [])].map((key) => key.toLowerCase()).join(' or ')}.`,
      help: 'Add them under `spec.tags`, and activate them as cost allocation tags in the billing console. Nodes with other tags are replaced.',
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

/** Other words for what a key says; a project or a product stands for those who own it. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  environment: ['env', 'stage'],
  owner: ['owners', 'ownedby', 'squad', 'department', 'businessunit', 'project', 'product', 'application', 'app', 'service', 'contact'],
  team: ['teamname'],
  costcenter: ['costcentre'],
};

function isWritten(key: string, written: ReadonlySet<string>): boolean {
  return [plain(key), ...(synonyms[plain(key)] ?? [])].some((word) => written.has(word));
}

/** The key of `acme:cost-center` is what stands behind the prefix. `cost-center`, `Cost Center` and `CostCenter` are one key to people. */
function plain(key: string): string {
  return key
    .slice(Math.max(key.lastIndexOf(':'), key.lastIndexOf('/')) + 1)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}

/** Only what the configuration has a value for, under the tags that are there. */
function makeFix(nodeClass: Resource, keys: readonly string[], values: Readonly<Record<string, unknown>>): Fix | undefined {
  const tags = nodeClass.at('spec', 'tags');
  const spec = nodeClass.at('spec');
  const known = keys.filter((key) => typeof values[key] === 'string');
  if (known.length === 0 || spec === undefined) return undefined;
  const lines = known.map((key) => `${key}: ${JSON.stringify(values[key])}`);
  const edits =
    tags === undefined
      ? [addEntry(nodeClass, spec, 'tags', lines.map((line) => `\n  ${line}`).join(''))]
      : known.map((key) => addEntry(nodeClass, tags, key, JSON.stringify(values[key])));
  const all = edits.filter((edit) => edit !== undefined);
  return all.length < edits.length ? undefined : { title: 'Add the tags (replaces nodes)', safety: 'unsafe', rolls: true, edits: all };
}
