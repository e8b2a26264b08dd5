import { innerText } from '../core/inner-text.ts';
import type { Manifest } from '../core/manifest.ts';
import { perObject } from '../core/remembered.ts';
import { readYaml } from '../core/read-yaml.ts';
import { Resource, terraformVersion, Value } from '../core/resource.ts';
import type { Place } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';

/** Something of AWS that a template declares: a resource of CloudFormation, or of Terraform in its JSON form. */
export interface CloudResource {
  /** As the tool writes it: `AWS::IAM::Role`, `aws_iam_role`; `data.` goes before the data sources of Terraform. */
  readonly type: string;
  /** The name by which other parts of the template refer to it. */
  readonly name: string;
  /** The properties or arguments. */
  readonly at: Value;
  /** Where its name is written. */
  readonly place: Place;
  /** Stands for it in findings. */
  readonly holder: Resource;
}

/** What the templates of a run declare, in order. */
export const cloudResourcesOf = perObject((workspace: Workspace): readonly CloudResource[] => {
  const native = workspace.resources.filter(({ apiVersion, kind }) => apiVersion === terraformVersion && /^(?:data\.)?aws_/.test(kind));
  return [
    ...workspace.manifests.flatMap((manifest) => readTemplate(manifest)),
    ...native.map((holder) => ({ type: holder.kind, name: holder.name, at: holder.root, place: headOf(holder), holder })),
  ];
});

/** The words before a block's brace. */
function headOf({ root, source }: Resource): Place {
  const { start } = root.node;
  return { range: { start, end: start + source.text.slice(start).search(/\s*\{/) }, path: [] };
}

/** The YAML of a file that holds no Kubernetes objects; undefined where it is none of ours. */
export function rootOfTemplate({ source, passedOver }: Manifest, evidence: RegExp): Value | undefined {
  if (!passedOver || !evidence.test(source.text)) return undefined;
  const { root, problems } = readYaml(source.text);
  return root === undefined || problems.length > 0 || root.kind !== 'map' ? undefined : new Value(root, []);
}

function readTemplate(manifest: Manifest): CloudResource[] {
  const root = rootOfTemplate(manifest, /AWS::|"aws_/);
  if (root === undefined) return [];
  return [...cloudFormation(root, manifest), ...terraform(root, 'resource', manifest), ...terraform(root, 'data', manifest)];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html */
function cloudFormation(root: Value, manifest: Manifest): CloudResource[] {
  return (root.at('Resources')?.entries() ?? []).flatMap(([name, resource]) => {
    const type = resource.at('Type')?.text;
    const at = resource.at('Properties');
    return type?.startsWith('AWS::') && at !== undefined ? [declare({ type, name, at, place: resource.keyPlace }, root, manifest)] : [];
  });
}

/** https://developer.hashicorp.com/terraform/language/syntax/json */
function terraform(root: Value, block: 'resource' | 'data', manifest: Manifest): CloudResource[] {
  const prefix = block === 'data' ? 'data.' : '';
  return (root.at(block)?.entries() ?? []).flatMap(([type, named]) =>
    named.entries().flatMap(([name, body]) => {
      const at = body.items()[0] ?? body;
      return type.startsWith('aws_') && at.node.kind === 'map' ? [declare({ type: prefix + type, name, at, place: body.keyPlace }, root, manifest)] : [];
    }),
  );
}

function declare(part: Omit<CloudResource, 'holder'>, root: Value, { source }: Manifest): CloudResource {
  const { node } = root;
  if (node.kind !== 'map') throw new Error('a template is a map');
  return { ...part, holder: new Resource(source, node, 0, { name: part.name, type: { apiVersion: 'template', kind: part.type } }) };
}

/**
 * The text of a value, with functions of CloudFormation written as placeholders: `${Name}` for `Ref`, `${Name.Arn}` for `Fn::GetAtt`.
 * Undefined for what is no text.
 */
export function cloudText(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.node.kind === 'scalar') return value.isNull ? undefined : value.node.text;
  const reference = value.at('Ref')?.text;
  if (reference !== undefined) return `\${${reference}}`;
  const substitution = value.at('Fn::Sub');
  if (substitution !== undefined) return substitution.text ?? substitution.items()[0]?.text;
  const attribute = value.at('Fn::GetAtt');
  if (attribute !== undefined)
    return `\${${
      attribute.text ??
      attribute
        .items()
        .map(({ text }) => text ?? '')
        .join('.')
    }}`;
  const [separator, parts] = value.at('Fn::Join')?.items() ?? [];
  return separator?.text === undefined || parts === undefined
    ? undefined
    : parts
        .items()
        .map((part) => cloudText(part) ?? '')
        .join(separator.text);
}

/** One text or a list of them, each with its place. */
export function cloudTexts(value: Value | undefined): { readonly text: string; readonly at: Value }[] {
  if (value === undefined) return [];
  const values = value.node.kind === 'list' ? value.items() : [value];
  return values.flatMap((at) => {
    const text = cloudText(at);
    return text === undefined ? [] : [{ text, at }];
  });
}

/** A value that may be a map, or JSON in a text, as policies are; with the object to point at it in. */
export function innerMap(value: Value | undefined, holder: Resource): { readonly root: Value; readonly holder: Resource } | undefined {
  const body = value?.at('Fn::Sub') ?? value;
  if (body?.node.kind === 'map') return { root: body, holder };
  if (body?.node.kind !== 'scalar' || body.text === undefined || !/^\s*\{/.test(body.text)) return undefined;
  const source = innerText(body.node, holder.source);
  const { root, problems } = readYaml(source.text);
  if (root?.kind !== 'map' || problems.length > 0) return undefined;
  const inner = new Resource(source, root, 0, { ...holder.facts, name: holder.name, type: { apiVersion: holder.apiVersion, kind: holder.kind } });
  return { root: inner.root, holder: inner };
}
