import { lazy } from '../core/remembered.ts';
import { compareVersions } from './versions.ts';

/** When the controller asks for an action at all. */
export type ActionNeed = 'always' | 'role' | 'queue' | 'reservations' | 'placement groups' | 'zonal shift' | 'prices' | 'endpoint discovery';

interface ControllerAction {
  readonly action: string;
  readonly need: ActionNeed;
  readonly since?: string;
}

const from = (need: ActionNeed, actions: readonly string[], since?: string): ControllerAction[] =>
  actions.map((action) => ({ action, need, ...(since === undefined ? {} : { since }) }));

/** After the CloudFormation template of each minor. https://karpenter.sh/docs/reference/cloudformation/ */
const controllerActions = lazy((): readonly ControllerAction[] => [
  ...from('always', [
    'ec2:CreateFleet',
    'ec2:CreateLaunchTemplate',
    'ec2:CreateTags',
    'ec2:DeleteLaunchTemplate',
    'ec2:RunInstances',
    'ec2:TerminateInstances',
  ]),
  ...from('always', ['ec2:DescribeImages', 'ec2:DescribeInstances', 'ec2:DescribeInstanceTypeOfferings', 'ec2:DescribeInstanceTypes']),
  ...from('always', ['ec2:DescribeLaunchTemplates', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSpotPriceHistory', 'ec2:DescribeSubnets']),
  ...from('always', ['iam:PassRole', 'iam:GetInstanceProfile', 'ssm:GetParameter']),
  ...from('always', ['iam:ListInstanceProfiles'], '1.7'),
  ...from('always', ['ec2:DescribeInstanceStatus'], '1.12'),
  ...from('role', ['iam:CreateInstanceProfile', 'iam:DeleteInstanceProfile', 'iam:TagInstanceProfile']),
  ...from('role', ['iam:AddRoleToInstanceProfile', 'iam:RemoveRoleFromInstanceProfile']),
  ...from('queue', ['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage']),
  ...from('reservations', ['ec2:DescribeCapacityReservations'], '1.3'),
  ...from('placement groups', ['ec2:DescribePlacementGroups'], '1.11'),
  ...from('zonal shift', ['arc-zonal-shift:GetManagedResource'], '1.12'),
  ...from('prices', ['pricing:GetProducts']),
  ...from('endpoint discovery', ['eks:DescribeCluster']),
]);

/** The actions that a Karpenter minor asks for, for what a cluster uses. */
export function neededActions(minor: string, needs: ReadonlySet<ActionNeed>): string[] {
  return controllerActions()
    .filter(({ need, since }) => needs.has(need) && (since === undefined || compareVersions(minor, since) >= 0))
    .map(({ action }) => action);
}
