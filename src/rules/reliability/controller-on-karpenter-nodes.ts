import type { Edit } from '../../core/fix.ts';
import type { Place, Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { addAffinity, keepTermsAway, removeNull } from '../../karpenter/affinity-edits.ts';
import { karpenterReleases } from '../../karpenter/chart.ts';
import { nodePoolLabel } from '../../karpenter/labels.ts';
import { poolsBeside, wordsOfPools } from '../../karpenter/placement.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import type { ChartValue } from '../../kubernetes/chart-values.ts';
import { valuesKinds } from '../../kubernetes/delivery-kinds.ts';
import { readExpressions } from '../../kubernetes/pod-template.ts';
import type { LabelExpression } from '../../kubernetes/pod-template.ts';
import { toWorkload } from '../../kubernetes/workload.ts';

export default defineRule({
  id: 'controller-on-karpenter-nodes',
  group: 'reliability',
  severity: { default: 'critical', prod: 'critical', staging: 'improvement', dev: 'note' },
  preset: 'essential',
  kinds: [...valuesKinds, 'Deployment'],
  summary: 'The Karpenter controller may run on nodes that it manages itself.',
  references: [
    'https://docs.aws.amazon.com/eks/latest/best-practices/karpenter.html',
    'https://github.com/aws/karpenter-provider-aws/blob/main/charts/karpenter/values.yaml',
  ],
  fix: 'unsafe',
  *check(resource, { workspace }) {
    for (const { at, what, edits } of lostAffinities(resource, workspace)) {
      yield {
        at,
        message: `${what}, so the Karpenter controller may run on nodes that it has launched itself: it can then drain the node under its own feet, and after a cold start nothing is left that could launch one.`,
        help: `Keep \`${nodePoolLabel}\` \`DoesNotExist\` in every term of the required node affinity (terms are alternatives), or select a managed node group or Fargate.`,
        ...(edits === undefined ? {} : { fix: { title: 'Keep the controller away from NodePools (its pods restart)', safety: 'unsafe', edits } }),
      };
    }
  },
});

const provisionerLabel = 'karpenter.sh/provisioner-name';

interface LostAffinity {
  readonly at: Place;
  /** The beginning of the message. */
  readonly what: string;
  readonly edits?: readonly Edit[] | undefined;
}

function lostAffinities(resource: Resource, workspace: Workspace): LostAffinity[] {
  const isOffered = offeredLabels(resource, workspace);
  if (resource.kind === 'Deployment') return plainDeployment(resource, isOffered);
  return karpenterReleases(resource, workspace).flatMap((release) => lostInValues(release, isOffered) ?? []);
}

const termsPath = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'];

/** Helm merges maps and replaces lists, so an `affinity` without `nodeAffinity` keeps the chart's. */
function lostInValues({ resource, values }: ChartRelease, isOffered: (key: string) => boolean): LostAffinity | undefined {
  const selector = values.at('nodeSelector')?.value;
  if (selector?.isUnknown || selector?.entries().some(([key]) => keepsAway(key, isOffered))) return undefined;
  const owner = `Values of ${resource.kind} \`${resource.name}\``;
  for (let length = 1; length < termsPath.length; length++) {
    const path = termsPath.slice(0, length);
    const part = values.at(...path);
    if (part?.value.isUnknown) return undefined;
    if (part?.value.isNull !== true) continue;
    const edits = part.isEditable ? removeNull(resource, part.value) : undefined;
    return { at: part.place, what: `${owner} take the chart's \`${path.join('.')}\` away`, edits };
  }
  const terms = values.at(...termsPath);
  return terms && lostInTerms(terms, isOffered, { resource, owner });
}

function lostInTerms({ value, place, isEditable }: ChartValue, isOffered: (key: string) => boolean, { resource, owner }: Owner): LostAffinity | undefined {
  const terms = value.items();
  if (value.isUnknown || terms.some(({ isUnknown }) => isUnknown)) return undefined;
  const unsafe = terms.filter((term) => !isSafeTerm(readExpressions(term.at('matchExpressions')), isOffered));
  if (terms.length > 0 && unsafe.length === 0) return undefined;
  const edits = isEditable && terms.length > 0 ? keepTermsAway(resource, unsafe) : undefined;
  return { at: place, what: `${owner} replace the chart's node affinity by one that lets NodePools in`, edits };
}

interface Owner {
  readonly resource: Resource;
  /** The beginning of the message. */
  readonly owner: string;
}

function plainDeployment(resource: Resource, isOffered: (key: string) => boolean): LostAffinity[] {
  const template = toWorkload(resource)?.template;
  const image = template?.containers.map(({ at }) => at.at('image')?.text ?? '').find((name) => /\/karpenter\/controller(?:[:@]|$)/.test(name));
  if (template === undefined || image === undefined || [...template.nodeSelector.keys()].some((key) => keepsAway(key, isOffered))) return [];
  const terms = template.requiredNodeTerms;
  if (template.spec?.at('affinity')?.isUnknown || (terms.length > 0 && terms.every((term) => isSafeTerm(term, isOffered)))) return [];
  const at = template.spec?.at('affinity')?.keyPlace ?? resource.anchor(...template.at.path, 'spec');
  return [{ at, edits: deploymentEdits(resource, template.spec, terms.length), what: `Nothing keeps Deployment \`${resource.name}\` away from NodePools` }];
}

/** Where the pods have an affinity of another kind, the new one has to be put together by hand. */
function deploymentEdits(resource: Resource, spec: Value | undefined, count: number): readonly Edit[] | undefined {
  if (spec === undefined || count > 0) return undefined;
  return spec.at('affinity') === undefined ? addAffinity(resource, spec) : undefined;
}

function isSafeTerm(term: readonly LabelExpression[], isOffered: (key: string) => boolean): boolean {
  return term.some(({ key, operator }) => {
    // Before NodePools, nodes were told by the name of their Provisioner.
    if (key === nodePoolLabel || (key === provisionerLabel && !isOffered(nodePoolLabel))) return operator === 'DoesNotExist';
    return (operator === 'In' || operator === 'Exists') && keepsAway(key, isOffered);
  });
}

/** A label that nodes of Karpenter don't carry: those of node groups and Fargate, and own ones that no NodePool here offers. */
function keepsAway(key: string, isOffered: (key: string) => boolean): boolean {
  if (/^(?:kubernetes\.io\/(?:os|arch|hostname)|beta\.kubernetes\.io\/|topology\.|node\.kubernetes\.io\/|failure-domain\.|karpenter\.)/.test(key)) return false;
  return !isOffered(key);
}

function offeredLabels(resource: Resource, workspace: Workspace): (key: string) => boolean {
  const { labels } = wordsOfPools(workspace, resource);
  const hasPools = poolsBeside(workspace, resource).length > 0;
  return (key) => labels.has(key) || labels.has(undefined) || (hasPools && key === nodePoolLabel);
}
