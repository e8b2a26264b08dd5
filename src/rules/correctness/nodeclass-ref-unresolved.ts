import { closest, editDistance } from '../../core/did-you-mean.ts';
import { replaceScalar } from '../../core/fix.ts';
import type { Fix } from '../../core/fix.ts';
import { perObject } from '../../core/remembered.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem } from '../../core/rule.ts';
import type { Scope } from '../../core/scope.ts';
import type { Workspace } from '../../core/workspace.ts';
import { isDefinedElsewhere, mayHoldNodeClass, nearbyNodeClasses } from '../../karpenter/nearby-node-classes.ts';
import { ec2NodeClassName, poolsOf } from '../../karpenter/node-class-reference.ts';

export default defineRule({
  id: 'nodeclass-ref-unresolved',
  group: 'correctness',
  severity: 'critical',
  preset: 'essential',
  kinds: ['NodePool', 'NodeClaim'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'A NodePool or NodeClaim refers to an EC2NodeClass that is not there.',
  references: [
    'https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecnodeclassref',
    'https://karpenter.sh/docs/concepts/nodeclasses/#statusconditions',
  ],
  fix: 'unsafe',
  yieldsTo: ['kustomize-prefix-breaks-reference', 'nodeclass-ref-group-kind'],
  *check(resource, { workspace }) {
    const at = ec2NodeClassName(resource);
    if (at?.text === undefined) return;
    for (const scope of workspace.scopesOf(resource)) yield* checkScope({ resource, at, name: at.text }, scope, workspace);
  },
});

interface Reference {
  readonly resource: Resource;
  readonly at: Value;
  readonly name: string;
}

/** Every pool of a folder asks for the same classes. */
const namesOf = perObject((classes: readonly Resource[]): ReadonlySet<string> => new Set(classes.map(({ name }) => name)));

function* checkScope({ resource, at, name }: Reference, scope: Scope, workspace: Workspace): Iterable<OwnProblem> {
  const classes = nearbyNodeClasses(workspace, scope, resource);
  if (namesOf(classes).has(name) || mayHoldNodeClass(workspace, scope, resource) || isDefinedElsewhere(workspace, scope, name)) return;
  const reference = `${resource.kind} \`${resource.name}\` refers to EC2NodeClass \`${name}\``;
  if (classes.length === 0 || isLone(workspace, name, classes)) {
    yield {
      at,
      scope,
      message: `${reference}, which is not among the linted files; without it the ${resource.kind} gets no node.`,
      help: 'Make sure that the cluster gets it from elsewhere, or lint both together.',
      severity: 'note',
    };
  } else if (!classes.some((nodeClass) => nodeClass.root.at('metadata', 'name')?.isUnknown)) {
    const message = `${reference}, which is not defined here; without it the ${resource.kind} never gets ready and launches no node.`;
    yield { at, scope, message, ...suggest(resource, at, classes) };
  }
}

function suggest(resource: Resource, at: Value, classes: readonly Resource[]) {
  const name = at.text ?? '';
  const renamed = classes.find(({ facts }) => facts.written?.name === name);
  if (renamed !== undefined) {
    return {
      help: `The overlay calls it \`${renamed.name}\`, and kustomize does not know that \`nodeClassRef\` names an EC2NodeClass: say so in a \`nameReference\` of \`configurations\`.`,
      related: [{ message: `EC2NodeClass \`${renamed.name}\` is written here.`, resource: renamed, at: renamed.anchor('metadata', 'name') }],
    };
  }
  const guess = closestOf(name, classes);
  if (guess === undefined) return { help: `Define it, or refer to one that is here: ${listNames(classes)}.` };
  const fix = makeFix(resource, at, classes);
  return {
    help: `Did you mean \`${guess.name}\`?`,
    related: [{ message: `EC2NodeClass \`${guess.name}\` is here.`, resource: guess, at: guess.at('metadata', 'name') ?? guess.anchor('metadata', 'name') }],
    ...(fix === undefined ? {} : { fix }),
  };
}

/** A lone file in which each class has its pool says nothing of the others, unless it shows a slip. */
function isLone(workspace: Workspace, name: string, classes: readonly Resource[]): boolean {
  const isUsed = (nodeClass: Resource): boolean => poolsOf(workspace, nodeClass).length > 0;
  return workspace.manifests.length === 1 && classes.every(isUsed) && closestOf(name, classes) === undefined;
}

function closestOf(name: string, classes: readonly Resource[]): Resource | undefined {
  const names = classes.map((nodeClass) => nodeClass.name);
  const guess = closest(name, names);
  return classes.find((nodeClass) => nodeClass.name === guess);
}

/** Longer lists help nobody. */
const mostNamed = 5;

function listNames(classes: readonly Resource[]): string {
  const names = [...new Set(classes.map(({ name }) => `\`${name}\``))].sort();
  return names.length <= mostNamed ? names.join(', ') : `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`;
}

/** One slip away and nothing else as near. */
function makeFix(resource: Resource, at: Value, classes: readonly Resource[]): Fix | undefined {
  const near = new Set(classes.map(({ name }) => name).filter((name) => editDistance(name, at.text ?? '') === 1));
  const [name] = near;
  if (name === undefined || near.size > 1) return undefined;
  const rolls = resource.kind === 'NodePool';
  const title = `Refer to EC2NodeClass \`${name}\`${rolls ? ' (replaces nodes that the pool already has)' : ''}`;
  return { title, safety: 'unsafe', ...(rolls ? { rolls } : {}), edits: [replaceScalar(resource, at, name)] };
}
