import type { Place, Resource } from '../core/resource.ts';
import { schemaIn } from '../schemas/look-up.ts';
import { nodeAt } from '../schemas/node-at.ts';
import { servedIn } from '../schemas/served.ts';
import type { ObjectKind } from '../schemas/served.ts';
import { validateSchema } from '../schemas/validate.ts';
import type { Violation } from '../schemas/validate.ts';
import { doNotDisrupt } from './annotations.ts';
import { parseDuration } from './duration.ts';
import { labelUsesOf } from './label-uses.ts';
import type { LabelUse } from './label-uses.ts';
import { knownValues, wellKnownLabel } from './labels.ts';
import { compareVersions, knownVersions, newestVersion } from './versions.ts';
import { knownText } from './written.ts';
import { toWorkload } from '../kubernetes/workload.ts';

/** Something that an object uses and that a Karpenter minor does not have yet. */
export interface NewerFeature {
  readonly at: Place;
  /** As the subject of a sentence. */
  readonly what: string;
  /** The minor that brought it. */
  readonly since: string;
}

/** What an object uses that came only after a minor. */
export function newerFeatures(resource: Resource, minor: string): NewerFeature[] {
  // Nothing that karplint knows is newer.
  if (minor === newestVersion) return [];
  const kind = { group: resource.group, version: resource.version, kind: resource.kind };
  const served = servedIn(kind.group, kind.version, kind.kind);
  if (served?.since !== undefined && compareVersions(minor, served.since) < 0) {
    return [
      { at: resource.at('apiVersion') ?? resource.anchor('apiVersion'), what: `The kind \`${kind.kind}\` in \`${resource.apiVersion}\``, since: served.since },
    ];
  }
  const fields =
    served === undefined ? [] : validateSchema(kind, minor, resource.plain).flatMap((violation) => fromViolation(resource, kind, { violation, minor }));
  return [...fields, ...labelUsesOf(resource).flatMap((use) => fromLabel(use, minor)), ...fromAnnotation(resource, minor)];
}

interface Question {
  readonly violation: Violation;
  readonly minor: string;
}

/** A field, or a value of a closed list, that a later minor takes. */
function fromViolation(resource: Resource, kind: ObjectKind, { violation, minor }: Question): NewerFeature[] {
  const { path, keyword } = violation;
  const value = resource.at(...path);
  const text = knownText(value);
  if (value === undefined || (keyword !== 'unknown' && (keyword !== 'enum' || text === undefined))) return [];
  const since = later(minor).find((candidate) => {
    const node = nodeAt(schemaIn(kind, candidate), path);
    return keyword === 'unknown' ? node !== undefined : node?.enum?.includes(text ?? '') === true;
  });
  if (since === undefined) return [];
  const name = String(path.at(-1));
  return [{ at: keyword === 'unknown' ? value.keyPlace : value, what: keyword === 'unknown' ? `The field \`${name}\`` : `\`${name}: ${text ?? ''}\``, since }];
}

/** A well-known label or a value of one. The label of something that is no requirement is only a wish. */
function fromLabel({ key, keyAt, values, operator }: LabelUse, minor: string): NewerFeature[] {
  const label = wellKnownLabel(key, newestVersion);
  if (label?.since !== undefined && wellKnownLabel(key, minor) === undefined) return [{ at: keyAt, what: `The label \`${key}\``, since: label.since }];
  if (operator !== 'In') return [];
  const known = knownValues(key, minor);
  return values.flatMap((value) => {
    const text = knownText(value) ?? '';
    const since = known === undefined || known.includes(text) ? undefined : later(minor).find((candidate) => knownValues(key, candidate)?.includes(text));
    return since === undefined ? [] : [{ at: value, what: `\`${key}\` with the value \`${text}\``, since }];
  });
}

/** Pods may be protected for a time from 1.12 on. */
function fromAnnotation(resource: Resource, minor: string): NewerFeature[] {
  const value = toWorkload(resource)?.template.annotation(doNotDisrupt);
  const reading = parseDuration(knownText(value) ?? '');
  const isDuration = reading.ok && reading.seconds > 0;
  if (value === undefined || !isDuration || compareVersions(minor, '1.12') >= 0) return [];
  return [{ at: value, what: `A duration in \`${doNotDisrupt}\``, since: '1.12' }];
}

function later(minor: string): readonly string[] {
  return knownVersions.filter((candidate) => compareVersions(candidate, minor) > 0);
}
