import type { DecodedSource } from '../../core/derived-source.ts';
import { readManifest } from '../../core/manifest.ts';
import type { Manifest } from '../../core/manifest.ts';
import type { MapEntry, MapNode, Node } from '../../core/node.ts';
import { Resource, terraformVersion } from '../../core/resource.ts';
import type { Source } from '../../core/source.ts';
import { isKarpenterObject } from '../../karpenter/kinds.ts';
import { withEmbedded } from '../embedded.ts';
import { innerText } from '../../core/inner-text.ts';
import { ManifestParts } from '../manifest-parts.ts';
import { textNode } from '../nodes.ts';
import { readHcl, toNode } from './hcl.ts';
import type { Attribute, Block, Expression } from './hcl.ts';

/** Where each type of resource holds a manifest. */
const manifestFields: Readonly<Record<string, string>> = {
  kubectl_manifest: 'yaml_body',
  kubernetes_manifest: 'manifest',
};

/** Resources that are objects for rules themselves: charts, roles, queues, what sends them events, and reservations. */
const ownTypes =
  /^(?:helm_release|aws_iam_\w+|aws_sqs_queue(?:_policy)?|aws_cloudwatch_event_(?:rule|target)|aws_ec2_capacity_reservation|aws_eks_\w+|module)$/;

/** Reads the manifests that Terraform applies, at their place in its file; what must be computed is unknown. */
export function readTerraform(source: Source): Manifest {
  const parts = new ManifestParts(source);
  const body = readHcl(source);
  if (body === undefined && /karpenter\.(?:sh|k8s\.aws)\//.test(source.text)) parts.skip('is not HCL that could be read');
  for (const block of body?.blocks ?? []) readBlock(block, source, parts);
  return parts.manifest();
}

function readBlock(block: Block, source: Source, parts: ManifestParts): void {
  const [type = '', name = ''] = block.type === 'module' ? ['module', ...block.labels] : block.labels;
  const field = block.type === 'resource' && Object.hasOwn(manifestFields, type) ? manifestFields[type] : undefined;
  if (field !== undefined) {
    const value = block.attributes.find(({ key }) => key.text === field)?.value;
    if (value !== undefined) readValue(value, source, parts);
  }
  if (!['resource', 'data', 'module'].includes(block.type) || !ownTypes.test(type)) return;
  parts.addResource(
    new Resource(source, toMap(block, source), parts.count, {
      type: { apiVersion: terraformVersion, kind: block.type === 'data' ? `data.${type}` : type },
      name,
      isForeign: true,
      holder: 'terraform',
    }),
  );
  if (type === 'helm_release') for (const { key, value } of block.attributes) if (key.text === 'values') readValue(value, source, parts);
}

/** A text, what a function makes a text of, or an object. */
function readValue(value: Expression, source: Source, parts: ManifestParts): void {
  if (value.kind === 'heredoc') readText(value.text, parts);
  else if (value.kind === 'value') readNode(value.node, source, parts);
  else if (value.kind === 'call' && /^(?:yamlencode|jsonencode|yamldecode|jsondecode|tolist|concat)$/.test(value.name)) {
    for (const parameter of value.parameters) readValue(parameter, source, parts);
  }
}

function readNode(node: Node, source: Source, parts: ManifestParts): void {
  if (node.kind === 'list') for (const item of node.items) readNode(item, source, parts);
  if (node.kind === 'scalar' && node.style !== 'plain' && node.text.includes('\n')) readText(innerText(node, source), parts);
  const isObject = node.kind === 'map' && ['apiVersion', 'kind'].every((key) => node.entries.some((entry) => entry.key === key));
  if (isObject) parts.addResource(new Resource(source, node, parts.count, { isForeign: true, holder: 'terraform' }));
}

function readText(text: DecodedSource, parts: ManifestParts): void {
  const manifest = withEmbedded(readManifest(text, { isOurs: isKarpenterObject, isTemplate: true }));
  const resources = manifest.resources.flatMap(({ root: { node }, index }) =>
    node.kind === 'map' ? [new Resource(text, node, index, { holder: 'terraform' })] : [],
  );
  parts.add({ ...manifest, resources });
}

/** A block as a map: attributes by name, and the blocks inside as lists, as Terraform's own JSON has them. */
function toMap(block: Block, source: Source): MapNode {
  const { start, end } = block.range;
  const entries = block.attributes.map(({ key, value }: Attribute): MapEntry => ({ key: key.text, keyNode: key, value: toNode(value, source) }));
  const types = [...new Set(block.blocks.map(({ type }) => type))];
  const inner = types.map((type): MapEntry => {
    const items = block.blocks.filter((each) => each.type === type).map((each) => toMap(each, source));
    const [first] = items;
    const range = { start: first?.start ?? start, end: first?.end ?? end };
    return { key: type, keyNode: textNode(type, range), value: { kind: 'list', ...range, flow: false, items } };
  });
  return { kind: 'map', start, end, flow: false, entries: [...entries, ...inner] };
}
