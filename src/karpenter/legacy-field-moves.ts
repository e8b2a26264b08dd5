import { addEntry, removeEntry, replaceEntry, replaceScalar, textOf } from '../core/fix.ts';
import type { Edit, Fix } from '../core/fix.ts';
import type { Resource, Value } from '../core/resource.ts';
import type { Workspace } from '../core/workspace.ts';
import { ec2NodeClassName, nodeClassKind } from './node-class-reference.ts';
import { knownText } from './written.ts';

/** A legacy value with what is around it. */
interface Written {
  readonly resource: Resource;
  readonly value: Value;
  readonly workspace: Workspace;
}

/** Edits that say the same in v1; undefined where nothing certain can be written, or where v1's place is taken. */
export function moveLegacyField(written: Written): Fix | undefined {
  return moves[written.value.path.join('.')]?.(written);
}

const moves: Readonly<Record<string, (written: Written) => Fix | undefined>> = {
  'spec.disruption.consolidationPolicy': renamePolicy,
  'spec.disruption.expireAfter': ({ resource, value }) => expire(resource, value, knownText(value)),
  'spec.ttlSecondsUntilExpired': ({ resource, value }) => expire(resource, value, secondsOf(value)),
  'spec.ttlSecondsAfterEmpty': consolidateWhenEmpty,
  'spec.limits.resources': liftResources,
  'spec.template.spec.kubelet': moveKubelet,
  'spec.providerRef': referToClass,
  'spec.template.spec.providerRef': referToClass,
  'spec.subnetSelector': (written) => listTerms(written, 'subnetSelectorTerms'),
  'spec.securityGroupSelector': (written) => listTerms(written, 'securityGroupSelectorTerms'),
};

/** The same policy under its new name. */
function renamePolicy({ resource, value }: Written): Fix {
  return { title: 'Write `WhenEmptyOrUnderutilized`', safety: 'safe', edits: [replaceScalar(resource, value, 'WhenEmptyOrUnderutilized')] };
}

function expire(pool: Resource, value: Value, duration: string | undefined): Fix | undefined {
  const target = pool.at('spec', 'template', 'spec');
  if (duration === undefined || target === undefined || target.at('expireAfter') !== undefined) return undefined;
  return rolling('Move it to `spec.template.spec.expireAfter`', [removeEntry(pool, value), addEntry(pool, target, 'expireAfter', duration)]);
}

function secondsOf(value: Value): string | undefined {
  return typeof value.value === 'number' ? `${value.value}s` : undefined;
}

function consolidateWhenEmpty({ resource, value }: Written): Fix | undefined {
  const after = secondsOf(value);
  if (after === undefined || resource.at('spec', 'disruption') !== undefined) return undefined;
  const edit = replaceEntry(resource, value, `disruption:\n  consolidationPolicy: WhenEmpty\n  consolidateAfter: ${after}`);
  return edit === undefined ? undefined : { title: 'Write it as `spec.disruption`', safety: 'unsafe', edits: [edit] };
}

function liftResources({ resource, value }: Written): Fix | undefined {
  const text = textOf(resource, value);
  if (text?.startsWith('\n') !== true || resource.at('spec', 'limits')?.entries().length !== 1) return undefined;
  const edit = replaceEntry(
    resource,
    value,
    text
      .slice(1)
      .split('\n')
      .map((line) => line.slice(2))
      .join('\n'),
  );
  return edit === undefined ? undefined : { title: 'Write the resources directly under `limits`', safety: 'unsafe', edits: [edit] };
}

/** Only to a class that is here, has no `kubelet`, and gets one from no other pool. */
function moveKubelet({ resource, value, workspace }: Written): Fix | undefined {
  const name = ec2NodeClassName(resource)?.text;
  const classes = workspace.ofKind(nodeClassKind.group, nodeClassKind.kind).filter((nodeClass) => nodeClass.name === name);
  const others = workspace.ofKind('karpenter.sh', 'NodePool').filter((pool) => pool !== resource && ec2NodeClassName(pool)?.text === name);
  const [nodeClass] = classes;
  const spec = nodeClass?.at('spec');
  if (nodeClass === undefined || spec === undefined || classes.length > 1 || spec.at('kubelet') !== undefined) return undefined;
  if (others.some((pool) => pool.at('spec', 'template', 'spec', 'kubelet') !== undefined)) return undefined;
  const text = textOf(resource, value);
  if (text === undefined) return undefined;
  return rolling(`Move it to EC2NodeClass \`${nodeClass.name}\``, [removeEntry(resource, value), addEntry(nodeClass, spec, 'kubelet', text)]);
}

function referToClass({ resource, value }: Written): Fix | undefined {
  const target = resource.at('spec', 'template', 'spec');
  const name = knownText(value.at('name'));
  if (name === undefined || target === undefined || target.at('nodeClassRef') !== undefined) return undefined;
  const lines = ['group: karpenter.k8s.aws', 'kind: EC2NodeClass', `name: ${name}`].map((line) => `\n  ${line}`).join('');
  const isInside = value.path.length > 2;
  const edits = isInside
    ? [replaceEntry(resource, value, `nodeClassRef:${lines}`)]
    : [removeEntry(resource, value), addEntry(resource, target, 'nodeClassRef', lines)];
  return rolling('Write it as `nodeClassRef`', edits);
}

/** Plain tags only: `aws-ids` and wildcards over several values meant more than a tag in the alpha API. */
function listTerms({ resource, value }: Written, key: string): Fix | undefined {
  const tags = value.entries();
  const arePlain = tags.length > 0 && tags.every(([tag, text]) => !tag.startsWith('aws') && /^[^,]+$/.test(knownText(text) ?? ''));
  if (!arePlain || resource.at('spec', key) !== undefined) return undefined;
  const lines = tags.map(([tag, text]) => `\n      ${JSON.stringify(tag)}: ${JSON.stringify(text.text)}`).join('');
  return rolling(`Write it as \`${key}\``, [replaceEntry(resource, value, `${key}:\n  - tags:${lines}`)]);
}

function rolling(title: string, edits: readonly (Edit | undefined)[]): Fix | undefined {
  const all = edits.filter((edit) => edit !== undefined);
  return all.length < edits.length ? undefined : { title: `${title} (replaces nodes)`, safety: 'unsafe', rolls: true, edits: all };
}
