import { removeEntry } from '../../core/fix.ts';
import type { Edit, Fix } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';

/** What the API server writes into the metadata of each object. */
const serverFields = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink', 'deletionTimestamp'];

/** What kubectl and Karpenter write. Source: pkg/apis/v1/labels.go of both repositories. */
const writtenAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'karpenter.sh/nodepool-hash',
  'karpenter.sh/nodepool-hash-version',
  'karpenter.k8s.aws/ec2nodeclass-hash',
  'karpenter.k8s.aws/ec2nodeclass-hash-version',
  'karpenter.sh/stored-version-migrated',
  'karpenter.sh/stored-version',
];
const writtenFinalizers = ['karpenter.sh/termination', 'karpenter.k8s.aws/termination'];

export default defineRule({
  id: 'exported-runtime-fields',
  group: 'gitops',
  severity: 'improvement',
  preset: 'recommended',
  kinds: ['NodePool', 'EC2NodeClass'],
  summary: 'A manifest holds fields that only the cluster writes.',
  references: [
    'https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/',
    'https://github.com/kubernetes-sigs/karpenter/blob/v1.14.1/pkg/controllers/nodepool/hash/controller.go',
  ],
  fix: 'safe',
  *check(resource) {
    const fields = runtimeFields(resource);
    const [first, ...others] = fields;
    if (first === undefined) return;
    const fix = makeFix(resource, fields);
    yield {
      at: first.keyPlace,
      message: `${describe(fields)} of ${resource.kind} \`${resource.name}\` ${others.length === 0 ? 'is' : 'are'} written by the cluster: a repository that writes them too fights with it, and \`uid\` or \`resourceVersion\` make an apply elsewhere fail.`,
      help: 'Remove what the export from a cluster has left; keep `apiVersion`, `kind`, `metadata.name`, your own labels and annotations, and `spec`.',
      related: others.slice(0, 5).map((field) => ({ message: 'This one too.', resource, at: field.keyPlace })),
      ...(fix === undefined ? {} : { fix }),
    };
  },
});

function runtimeFields(resource: Resource): Value[] {
  const status = resource.at('status');
  const fields = serverFields.map((field) => resource.at('metadata', field)).filter((field) => field !== undefined && !field.isNull && !field.isUnknown);
  const annotations = writtenAnnotations.map((key) => resource.at('metadata', 'annotations', key));
  const finalizers = resource.at('metadata', 'finalizers');
  const hasFinalizer = finalizers?.items().some(({ text }) => writtenFinalizers.includes(text ?? '')) === true;
  return [...fields, ...annotations, hasFinalizer ? finalizers : undefined, hasContent(status) ? status : undefined].filter((field) => field !== undefined);
}

/** Code generators write an empty status. */
function hasContent(status: Value | undefined): boolean {
  return status !== undefined && (status.entries().length > 0 || status.items().length > 0);
}

/** Longer lists say no more than their beginning. */
const mostNamed = 3;

function describe(fields: readonly Value[]): string {
  const names = fields.map(({ path }) => `\`${path.length === 1 ? path[0] : path.slice(path.length > 2 ? 2 : 0).join('.')}\``);
  const rest = names.length - mostNamed;
  return [...names.slice(0, mostNamed), ...(rest > 0 ? [`${rest} more`] : [])].join(', ').replace(/, ([^,]*)$/, ' and $1');
}

function makeFix(resource: Resource, fields: readonly Value[]): Fix | undefined {
  const annotations = fields.filter(({ path }) => path[1] === 'annotations');
  const map = resource.at('metadata', 'annotations');
  const isAllOfThem = annotations.length > 0 && map?.entries().length === annotations.length;
  const removable = fields.filter((field) => !(isAllOfThem && annotations.includes(field)) && isWhollyWritten(field));
  const edits = [...removable, ...(isAllOfThem && map !== undefined ? [map] : [])].map((field) => removeEntry(resource, field));
  const all = edits.filter((edit): edit is Edit => edit !== undefined);
  return all.length === 0 || all.length < edits.length ? undefined : { title: 'Remove what the cluster wrote', safety: 'safe', edits: all };
}

/** Finalizers of other controllers are left alone. */
function isWhollyWritten(field: Value): boolean {
  return field.path[1] !== 'finalizers' || field.items().every(({ text }) => writtenFinalizers.includes(text ?? ''));
}
