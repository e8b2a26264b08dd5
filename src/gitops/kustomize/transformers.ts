import type { Node, ScalarNode } from '../../core/node.ts';
import type { Value } from '../../core/resource.ts';
import { nodeAtPath, textAtPath } from '../nodes.ts';
import type { Item } from '../item.ts';
import type { Kustomization } from './kustomization.ts';

/** Objects that kustomize knows to belong to no namespace; kinds that it does not know get one. */
const clusterScoped: ReadonlySet<string> = new Set([
  ...['Namespace', 'Node', 'PersistentVolume', 'ClusterRole', 'ClusterRoleBinding', 'StorageClass', 'PriorityClass', 'CustomResourceDefinition'],
  ...['APIService', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'IngressClass', 'RuntimeClass', 'CSIDriver', 'CSINode'],
  ...['VolumeAttachment', 'FlowSchema', 'PriorityLevelConfiguration', 'CertificateSigningRequest', 'ComponentStatus'],
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'TokenReview', 'SubjectAccessReview', 'PodSecurityPolicy'],
]);

export function setNamespace({ root, source }: Kustomization, items: readonly Item[]): void {
  const namespace = root.at('namespace');
  if (namespace?.text === undefined || namespace.text === '') return;
  for (const item of items) if (!clusterScoped.has(item.id.kind)) item.move(namespace.node, source);
}

/** Kinds whose names nothing may change. */
const fixedNames: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);

export function setNames({ root }: Kustomization, items: readonly Item[]): void {
  const prefix = root.at('namePrefix')?.text ?? '';
  const suffix = root.at('nameSuffix')?.text ?? '';
  if (prefix + suffix === '') return;
  for (const item of items) if (!fixedNames.has(item.id.kind)) item.rename(prefix + item.id.name + suffix);
}

/** Where a workload carries labels beside its own: its Pod template's and its selector's. */
const templateOf: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};
const selectorOf: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'selector', 'matchLabels'],
  StatefulSet: ['spec', 'selector', 'matchLabels'],
  DaemonSet: ['spec', 'selector', 'matchLabels'],
  ReplicaSet: ['spec', 'selector', 'matchLabels'],
  Service: ['spec', 'selector'],
  PodDisruptionBudget: ['spec', 'selector', 'matchLabels'],
};
/** Selectors that get labels only where they are written already. */
const onlyPresent: ReadonlySet<string> = new Set(['PodDisruptionBudget']);

export function setLabels(kustomization: Kustomization, items: readonly Item[]): void {
  const { root } = kustomization;
  addLabels(kustomization, items, root.at('commonLabels'), { selectors: true, templates: true });
  for (const group of root.at('labels')?.items() ?? []) {
    const selectors = group.at('includeSelectors')?.value === true;
    addLabels(kustomization, items, group.at('pairs'), { selectors, templates: selectors || group.at('includeTemplates')?.value === true });
  }
}

interface LabelReach {
  readonly selectors: boolean;
  readonly templates: boolean;
}

function addLabels({ source }: Kustomization, items: readonly Item[], pairs: Value | undefined, reach: LabelReach): void {
  for (const [key, value] of pairs?.entries() ?? []) {
    for (const item of items) {
      const { kind } = item.id;
      const template = templateOf[kind];
      const selector = selectorOf[kind];
      item.set(['metadata', 'labels', key], asText(value.node), source);
      if (reach.templates && template !== undefined) item.set([...template, 'metadata', 'labels', key], asText(value.node), source);
      const isThere = selector !== undefined && nodeAtPath(item.root, selector) !== undefined;
      if (reach.selectors && selector !== undefined && (isThere || !onlyPresent.has(kind))) item.set([...selector, key], asText(value.node), source);
    }
  }
}

export function setAnnotations({ root, source }: Kustomization, items: readonly Item[]): void {
  for (const [key, value] of root.at('commonAnnotations')?.entries() ?? []) {
    for (const item of items) {
      const template = templateOf[item.id.kind];
      item.set(['metadata', 'annotations', key], asText(value.node), source);
      if (template !== undefined) item.set([...template, 'metadata', 'annotations', key], asText(value.node), source);
    }
  }
}

/** Labels and annotations are text, however they are written in the kustomization. */
function asText(node: Node): Node {
  return node.kind === 'scalar' ? { ...node, value: node.text } : node;
}

export function setReplicas({ root, source }: Kustomization, items: readonly Item[]): void {
  for (const entry of root.at('replicas')?.items() ?? []) {
    const name = entry.at('name')?.text;
    const count = entry.at('count');
    if (name === undefined || count === undefined) continue;
    for (const item of items) {
      const isMeant = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'].includes(item.id.kind) && item.ids.some((id) => id.name === name);
      if (isMeant) item.set(['spec', 'replicas'], count.node, source);
    }
  }
}

/** A field that names another object, which follows when that object is renamed. */
export interface NameReference {
  readonly kind: string;
  readonly fields: readonly { readonly kind: string | undefined; readonly path: readonly string[] }[];
}

/** References that `configurations` files declare: kustomize knows none of Karpenter's, so `nodeClassRef` does not follow by itself. */
export function nameReferences({ root }: Kustomization): NameReference[] {
  return (root.at('nameReference')?.items() ?? []).map((reference) => ({
    kind: reference.at('kind')?.text ?? '',
    fields: (reference.at('fieldSpecs')?.items() ?? []).map((field) => ({
      kind: field.at('kind')?.text,
      path: (field.at('path')?.text ?? '').split('/').filter((step) => step !== ''),
    })),
  }));
}

export function followNames(references: readonly NameReference[], items: readonly Item[]): void {
  for (const { kind, fields } of references) {
    for (const { kind: referrer, path } of fields) {
      for (const item of items) if (referrer === undefined || item.id.kind === referrer) followName(item, path, items, kind);
    }
  }
}

function followName(item: Item, path: readonly string[], items: readonly Item[], kind: string): void {
  const name = textAtPath(item.root, path);
  const target = items.find((other) => other.id.kind === kind && other.ids.some((id) => id.name === name));
  const node = nodeAtPath(item.root, path);
  if (target === undefined || node?.kind !== 'scalar' || target.id.name === name) return;
  const followed: ScalarNode = { ...node, value: target.id.name, text: target.id.name };
  item.set(path, followed, item.written.source);
}
