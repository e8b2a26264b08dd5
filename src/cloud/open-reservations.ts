import { cloudResourcesOf } from './template.ts';
import type { Workspace } from '../core/workspace.ts';

const reservationTypes: ReadonlySet<string> = new Set(['aws_ec2_capacity_reservation', 'AWS::EC2::CapacityReservation']);

/** Names of reservations and of what they are, in comments and elsewhere. */
const mention = /\bcr-[0-9a-f]{17}\b|\bODCRs?\b|\bon-demand capacity reservations?\b/i;

/** Where files speak of a capacity reservation that instances use without being told to; undefined where none does. */
export function openReservationSign(workspace: Workspace): string | undefined {
  const declared = cloudResourcesOf(workspace).filter(({ type }) => reservationTypes.has(type));
  const open = declared.find(({ at }) => {
    const criteria = (at.at('instance_match_criteria') ?? at.at('InstanceMatchCriteria'))?.text;
    return criteria !== 'targeted';
  });
  if (open !== undefined) return open.holder.file;
  // Where all that is declared has to be named by whoever uses it, a mention may well speak of that.
  return declared.length > 0 ? undefined : workspace.manifests.find(({ source }) => mention.test(source.text))?.source.file;
}
