import { removeEntry, replaceScalar } from '../../core/fix.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { defineRule } from '../../core/rule.ts';
import type { OwnProblem } from '../../core/rule.ts';
import { ebsLimitsOf, operationsPerMib } from '../../karpenter/ebs-limits.ts';
import type { EbsLimits, Range } from '../../karpenter/ebs-limits.ts';
import { knownNumber, knownText, lacks } from '../../karpenter/written.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';

export default defineRule({
  id: 'ebs-performance-out-of-range',
  group: 'correctness',
  severity: 'critical',
  preset: 'recommended',
  kinds: ['EC2NodeClass'],
  apiVersions: ['v1', 'v1beta1'],
  summary: 'Size, IOPS or throughput of a volume are outside of what EBS takes.',
  references: [
    'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html',
    'https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings',
  ],
  fix: 'unsafe',
  yieldsTo: ['api-rejected'],
  *check(nodeClass) {
    for (const mapping of nodeClass.at('spec', 'blockDeviceMappings')?.items() ?? []) {
      const ebs = mapping.at('ebs');
      const written = ebs?.at('volumeType');
      const type = written === undefined || written.isNull ? 'gp3' : knownText(written);
      const limits = type === undefined ? undefined : ebsLimitsOf(type);
      if (ebs === undefined || type === undefined || limits === undefined) continue;
      yield* checkVolume({ nodeClass, ebs, type, limits });
    }
  },
});

interface Volume {
  readonly nodeClass: Resource;
  readonly ebs: Value;
  readonly type: string;
  readonly limits: EbsLimits;
}

function* checkVolume(volume: Volume): Iterable<OwnProblem> {
  const { nodeClass, ebs, type, limits } = volume;
  const [iops, throughput, size] = [ebs.at('iops'), ebs.at('throughput'), ebs.at('volumeSize')];
  const bytes = parseQuantity(knownText(size));
  const gib = bytes === undefined ? undefined : bytes / 2 ** 30;
  if (size !== undefined && gib !== undefined) yield* outOfRange(volume, { at: size, field: 'volumeSize', value: gib, range: limits.size, unit: 'GiB' });
  if (limits.needsIops === true && lacks(ebs, 'iops')) {
    yield {
      at: nodeClass.anchor(...ebs.path, 'iops'),
      message: `A \`${type}\` volume has no \`iops\`, without which EC2 refuses to create it, and with it every node.`,
      help: 'Add `iops`, or use `gp3`.',
    };
  }
  yield* performance(volume, { at: iops, field: 'iops', range: limits.iops, unit: 'IOPS', gib });
  yield* performance(volume, { at: throughput, field: 'throughput', range: limits.throughput, unit: 'MiB/s', gib });
  if (throughput !== undefined) yield* unevenThroughput(volume, throughput);
}

/** Only where both figures are fine by themselves. */
function* unevenThroughput({ nodeClass, ebs, limits }: Volume, throughput: Value): Iterable<OwnProblem> {
  const [operations, mib] = [knownNumber(ebs.at('iops')) ?? limits.iops?.least, knownNumber(throughput)];
  if (operations === undefined || mib === undefined || !isWithin(operations, limits.iops) || !isWithin(mib, limits.throughput)) return;
  if (mib <= operations / operationsPerMib) return;
  yield {
    at: throughput,
    message: `\`throughput: ${mib}\` takes at least ${mib * operationsPerMib} IOPS, but the volume has ${operations}, so EC2 refuses to create it.`,
    help: `Set \`iops\` to ${mib * operationsPerMib} or more, or lower \`throughput\`.`,
    fix: clamp(nodeClass, throughput, Math.floor(operations / operationsPerMib)),
  };
}

interface Setting {
  readonly at: Value | undefined;
  readonly field: string;
  readonly range: Range | undefined;
  readonly unit: string;
  readonly gib: number | undefined;
}

function* performance(volume: Volume, { at, field, range, unit, gib }: Setting): Iterable<OwnProblem> {
  const value = knownNumber(at);
  if (at === undefined || value === undefined) return;
  if (range === undefined) {
    const removal = removeEntry(volume.nodeClass, at);
    yield {
      at: at.keyPlace,
      message: `\`${field}\` cannot be set on a \`${volume.type}\` volume, so EC2 refuses to create it, and with it every node.`,
      help: `Remove \`${field}\`, or use \`gp3\`.`,
      ...(removal === undefined ? {} : { fix: { title: `Remove \`${field}\` (replaces nodes)`, safety: 'unsafe', rolls: true, edits: [removal] } }),
    };
    return;
  }
  const perGib = (range as { readonly perGib?: number }).perGib;
  const most = perGib === undefined || gib === undefined ? undefined : Math.max(range.least, Math.floor(perGib * gib));
  if (most !== undefined && value > most && value <= range.most) {
    yield {
      at,
      message: `\`${field}: ${value}\` is more than the ${most} that a \`${volume.type}\` volume of ${round(gib ?? 0)} GiB can have, so EC2 refuses to create it.`,
      help: `Lower it to ${most}, or make the volume larger.`,
      fix: clamp(volume.nodeClass, at, most),
    };
  } else yield* outOfRange(volume, { at, field, value, range, unit });
}

interface Measure {
  readonly at: Value;
  readonly field: string;
  readonly value: number;
  readonly range: Range;
  readonly unit: string;
}

function* outOfRange({ nodeClass, type }: Volume, { at, field, value, range, unit }: Measure): Iterable<OwnProblem> {
  const { least, most, formerMost } = range;
  const isOut = value < least || value > most;
  if (!isOut && (formerMost === undefined || value <= formerMost)) return;
  const bound = value < least ? least : most;
  const shown = `${round(value)} ${unit}`;
  yield {
    at,
    message: isOut
      ? `${shown} is ${value < least ? 'less than' : 'more than'} the ${bound} that a \`${type}\` volume takes, so EC2 refuses to create it, and with it every node.`
      : `${shown} on a \`${type}\` volume is more than the ${formerMost ?? most} that held until late 2025; check that your region takes it.`,
    help: `A \`${type}\` volume takes ${least} to ${most} ${unit}.`,
    ...(isOut ? {} : { severity: 'note' }),
    ...(isOut ? { fix: clamp(nodeClass, at, field === 'volumeSize' ? `${bound}Gi` : bound) } : {}),
  };
}

function isWithin(value: number, range: Range | undefined): boolean {
  return range !== undefined && value >= range.least && value <= range.most;
}

function clamp(nodeClass: Resource, at: Value, bound: number | string) {
  return { title: `Write ${bound} (replaces nodes)`, safety: 'unsafe' as const, rolls: true, edits: [replaceScalar(nodeClass, at, String(bound))] };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
