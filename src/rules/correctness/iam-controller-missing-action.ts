import { neededActions } from '../../karpenter/controller-actions.ts';
import type { ActionNeed } from '../../karpenter/controller-actions.ts';
import { allowing, controllerPolicies, isControllerRole, rolesOf } from '../../cloud/identity.ts';
import type { Policy } from '../../cloud/policy.ts';
import type { Resource } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { Problem } from '../../core/rule.ts';
import type { Workspace } from '../../core/workspace.ts';
import { karpenterChart } from '../../karpenter/chart.ts';
import { olderApi } from '../../karpenter/older-api.ts';
import { nodeClassKind } from '../../karpenter/node-class-reference.ts';
import { has } from '../../karpenter/written.ts';
import { releasesOf } from '../../kubernetes/chart-release.ts';
import type { ChartRelease } from '../../kubernetes/chart-release.ts';
import { valuesKinds } from '../../kubernetes/delivery-kinds.ts';

export default defineRule({
  id: 'iam-controller-missing-action',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_policy_document'],
  scope: 'workspace',
  summary: 'The Karpenter controller lacks an action that its version asks for.',
  references: ['https://karpenter.sh/docs/reference/cloudformation/', 'https://karpenter.sh/docs/upgrading/upgrade-guide/'],
  *check(workspace, { karpenter }) {
    const releases = releasesIn(workspace);
    const needed = neededActions(karpenter, needsOf(workspace, releases));
    for (const policies of groupByFile(controllerPolicies(workspace))) {
      const [launch] = allowing(policies, 'ec2:CreateFleet');
      const owner = policies.find(({ statements }) => launch !== undefined && statements.includes(launch));
      if (launch === undefined || owner === undefined) continue;
      const missing = needed.filter((action) => allowing(policies, action).length === 0);
      if (missing.length === 0) continue;
      yield {
        resource: owner.holder,
        at: launch.at,
        message: `No policy of the Karpenter controller here allows ${list(missing)}, which Karpenter ${karpenter} asks for: what depends on it fails with \`UnauthorizedOperation\` or \`AccessDenied\`.`,
        help: `Add ${missing.length === 1 ? 'it' : 'them'} as the CloudFormation template of Karpenter ${karpenter} does, with its conditions.`,
        ...soften(missing, {
          mayBeElsewhere: mayHaveMore(workspace, owner.holder),
          isInstalledHere: releases.length > 0,
          isOlder: olderApi(workspace) !== undefined,
        }),
      };
    }
  },
});

/** From 1.9 on the official template is five policies, so they are taken together. */
function groupByFile(policies: readonly Policy[]): Policy[][] {
  return [...new Set(policies.map(({ holder }) => holder.file))].map((file) => policies.filter(({ holder }) => holder.file === file));
}

/** What the classes and the installation ask for, as far as they are here. */
function needsOf(workspace: Workspace, releases: readonly ChartRelease[]): ReadonlySet<ActionNeed> {
  const specs = workspace.ofKind(nodeClassKind.group, nodeClassKind.kind).map((nodeClass) => nodeClass.at('spec'));
  const needs: [ActionNeed, boolean][] = [
    ['always', true],
    ['role', specs.some((spec) => has(spec, 'role'))],
    ['reservations', specs.some((spec) => has(spec, 'capacityReservationSelectorTerms'))],
    ['placement groups', specs.some((spec) => has(spec, 'placementGroupSelector'))],
    ['queue', releases.some((release) => isSet(release, 'interruptionQueue'))],
    ['zonal shift', releases.some((release) => isSet(release, 'enableZonalShift'))],
    ['prices', !releases.some((release) => isSet(release, 'isolatedVPC'))],
    ['endpoint discovery', !releases.some((release) => isSet(release, 'clusterEndpoint'))],
  ];
  return new Set(needs.flatMap(([need, isThere]) => (isThere ? [need] : [])));
}

function releasesIn(workspace: Workspace): readonly ChartRelease[] {
  return workspace.resources
    .filter(({ kind }) => valuesKinds.includes(kind))
    .flatMap((resource) => releasesOf(resource, workspace))
    .filter(({ chart }) => chart === karpenterChart);
}

function isSet({ values }: ChartRelease, setting: string): boolean {
  const value = values.at('settings', setting)?.value;
  return value !== undefined && !value.isNull && value.text !== '' && value.value !== false && value.text !== 'false';
}

/** Without these health checks, the clean-up of profiles and current prices are lost, but nodes are launched. */
const sideActions: ReadonlySet<string> = new Set(['ec2:DescribeInstanceStatus', 'iam:ListInstanceProfiles', 'pricing:GetProducts']);

interface Doubt {
  readonly mayBeElsewhere: boolean;
  /** Only the chart's values say whether the endpoint of the cluster has to be looked up. */
  readonly isInstalledHere: boolean;
  /** The pools are for a Karpenter that asked for less. */
  readonly isOlder: boolean;
}

function soften(missing: readonly string[], { mayBeElsewhere, isInstalledHere, isOlder }: Doubt): Pick<Problem, 'severity'> {
  if (mayBeElsewhere) return { severity: 'note' };
  const isSide = (action: string): boolean => sideActions.has(action) || (!isInstalledHere && action === 'eks:DescribeCluster');
  return isOlder || missing.every(isSide) ? { severity: 'improvement' } : {};
}

/** A role of the controller with policies that are not here. */
function mayHaveMore(workspace: Workspace, { file }: Resource): boolean {
  return rolesOf(workspace).some(
    (role) => role.holder.file === file && isControllerRole(role) && role.managedPolicies.some(({ text }) => !/aws_iam_policy\.|^\$\{\w+\}$/.test(text)),
  );
}

function list(actions: readonly string[]): string {
  const shown = actions.slice(0, 4).map((action) => `\`${action}\``);
  const rest = actions.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}
