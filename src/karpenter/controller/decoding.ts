import type { ObjectType } from '../../core/layer-check.ts';
import type { Resource, Value } from '../../core/resource.ts';
import { parseQuantity } from '../../kubernetes/quantity.ts';
import { holdsIn } from '../../schemas/project.ts';
import { schemaTextOf } from '../../schemas/served.ts';
import { typedFields } from '../../schemas/typed-fields.generated.ts';
import type { TypedField } from '../../schemas/typed-fields.generated.ts';
import { quote, shortName } from '../../schemas/words.ts';
import { parseDuration } from '../duration.ts';
import { isGoTime } from '../go-time.ts';
import { toSteps, valuesAt } from '../values-at.ts';
import type { Steps } from '../values-at.ts';
import type { Objection } from './objection.ts';

/**
 * Fields that the API server stores and Karpenter's Go types then cannot hold, a check for each: Karpenter fails to read the object, and
 * with it the whole list of the kind.
 */
export function decodingChecks(type: ObjectType, minor: string): ((resource: Resource) => Iterable<Objection>)[] {
  return fieldsOf(type, minor).map((field) => (resource) => checkField(resource, field));
}

export function* checkDecoding(resource: Resource, minor: string): Iterable<Objection> {
  for (const field of fieldsOf(resource, minor)) yield* checkField(resource, field);
}

function* checkField(resource: Resource, { steps, read }: ReadField): Iterable<Objection> {
  for (const value of valuesAt(resource, steps)) {
    const reason = value.isUnknown ? undefined : read(value);
    if (reason === undefined) continue;
    const name = `\`${shortName(value.path)}\``;
    yield {
      at: value,
      message: `${name} ${reason.message}: the API server stores it, but Karpenter cannot read it and may then read no ${resource.kind} at all.`,
      ...(reason.help === undefined ? {} : { help: reason.help }),
    };
  }
}

interface Misfit {
  /** Completes "`field` …". */
  readonly message: string;
  readonly help?: string;
}

/** Says why a value does not fit; silent also on values of a type that the API server refuses. */
type Reader = (value: Value) => Misfit | undefined;

interface ReadField {
  readonly steps: Steps;
  readonly read: Reader;
}

/** Text fields with a Go type of their own, by kind and version. Source: pkg/apis of both repositories. */
const textFields: Readonly<Record<string, readonly (readonly [path: string, read: Reader])[]>> = {
  'NodePool v1': [
    ['spec.template.spec.expireAfter', readDuration],
    ['spec.template.spec.terminationGracePeriod', readDuration],
    ['spec.disruption.consolidateAfter', readDuration],
    ['spec.disruption.budgets[].duration', readDuration],
    ['spec.limits{}', readQuantity],
  ],
  'NodePool v1beta1': [
    ['spec.template.spec.kubelet.evictionSoftGracePeriod{}', readDuration],
    ['spec.template.spec.terminationGracePeriod', readDuration],
    ['spec.disruption.consolidateAfter', readDuration],
    ['spec.disruption.expireAfter', readDuration],
    ['spec.disruption.budgets[].duration', readDuration],
    ['spec.limits{}', readQuantity],
  ],
  'NodeClaim v1': [
    ['spec.expireAfter', readDuration],
    ['spec.terminationGracePeriod', readDuration],
    ['spec.resources.requests{}', readQuantity],
  ],
  'NodeClaim v1beta1': [
    ['spec.kubelet.evictionSoftGracePeriod{}', readDuration],
    ['spec.terminationGracePeriod', readDuration],
    ['spec.resources.requests{}', readQuantity],
  ],
  'NodeOverlay v1alpha1': [['spec.capacity{}', readQuantity]],
  'EC2NodeClass v1': [
    ['spec.kubelet.evictionSoftGracePeriod{}', readDuration],
    ['spec.blockDeviceMappings[].ebs.volumeSize', readQuantity],
  ],
  'EC2NodeClass v1beta1': [['spec.blockDeviceMappings[].ebs.volumeSize', readQuantity]],
};

const known = new Map<string, readonly ReadField[]>();

function fieldsOf({ group, version, kind }: ObjectType, minor: string): readonly ReadField[] {
  const name = `${kind} ${version}`;
  const key = `${name} ${minor}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const texts = (textFields[name] ?? []).map(([path, read]) => ({ steps: toSteps(path), read }));
  const schema = schemaTextOf({ group, version, kind });
  const typed = schema === undefined ? [] : (typedFields[schema.name]?.() ?? []).filter((field) => holdsIn(field, minor));
  const fields = [...texts, ...typed.map(({ steps, type }) => ({ steps, read: readers[type] }))];
  known.set(key, fields);
  return fields;
}

const readers: Readonly<Record<TypedField['type'], Reader>> = { int32: readInt32, int64: readInt64, time: readTime };

function readInt32(value: Value): Misfit | undefined {
  return readInteger(value, 2 ** 31);
}

function readInt64(value: Value): Misfit | undefined {
  return readInteger(value, 2 ** 63);
}

function readInteger({ node }: Value, limit: number): Misfit | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'number') return undefined;
  if (!Number.isInteger(node.value)) return { message: `is ${quote(node.text)}, which is no whole number`, help: 'Write a whole number.' };
  if (node.value >= -limit && node.value < limit) return undefined;
  return { message: `is ${quote(node.text)}, more than the ${limit === 2 ** 31 ? 32 : 64} bits that it has`, help: `Write a number below ${limit}.` };
}

function readDuration({ text }: Value): Misfit | undefined {
  if (text === undefined || text === 'Never') return undefined;
  const reading = parseDuration(text);
  return reading.ok ? undefined : { message: `is ${quote(text)}, which is no duration (${reading.reason})`, help: 'Write a duration such as `1h30m`.' };
}

/** A number that is written as one is a quantity; an exponent has at most 63 bits, and no fraction. */
function readQuantity({ text }: Value): Misfit | undefined {
  if (text === undefined) return undefined;
  const exponent = /[eE]([-+]?[0-9]+)$/.exec(text)?.[1];
  const isSmall = exponent === undefined || BigInt.asIntN(64, BigInt(exponent.replace('+', ''))) === BigInt(exponent.replace('+', ''));
  if (isSmall && parseQuantity(text) !== undefined) return undefined;
  return { message: `is ${quote(text)}, which is no quantity`, help: 'Write a number with a unit such as `Gi` or `m`.' };
}

function readTime({ node }: Value): Misfit | undefined {
  const help = 'Write a time such as `2026-01-31T12:00:00Z`, with a capital `T` and `Z`.';
  if (node.kind === 'list') return { message: 'is a list, but means a time', help };
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || isGoTime(node.value)) return undefined;
  return { message: `is ${node.value === '' ? 'empty' : quote(node.value)}, which is no time as Go reads it`, help };
}
