import type { Resource, Value } from '../../core/resource.ts';
import { compareVersions } from '../versions.ts';
import { knownItems, knownText } from '../written.ts';
import type { DriftChange } from './change.ts';
import { differingValue, hashDiffers } from './hashed-value.ts';

/** What the hash leaves out. Source: EC2NodeClassSpec in karpenter-provider-aws pkg/apis/v1/ec2nodeclass.go. */
const ignored: ReadonlySet<string> = new Set([
  ...['subnetSelectorTerms', 'securityGroupSelectorTerms', 'amiSelectorTerms', 'capacityReservationSelectorTerms'],
  ...['placementGroupSelector', 'ipPrefixCount', 'amiFamily'],
]);

/** The API server writes these where they are absent. */
const metadataDefaults = { httpEndpoint: 'enabled', httpProtocolIPv6: 'disabled', httpPutResponseHopLimit: 1, httpTokens: 'required' };

/** The minors that hash an EC2NodeClass in a new way; across one of them the hashes are not compared. */
const newHashes = ['1.1', '1.12'];

/** True where the hashes of two minors can be compared. */
export function hashesAlike(minor: string, other: string): boolean {
  return newHashes.every((since) => compareVersions(minor, since) >= 0 === compareVersions(other, since) >= 0);
}

/** What an EC2NodeClass of v1 says otherwise than before and makes Karpenter replace its nodes. */
export function classChanges(now: Resource, before: Resource): DriftChange[] {
  return [...hashedChanges(now, before), ...selectorChanges(now, before)];
}

function hashedChanges(now: Resource, before: Resource): DriftChange[] {
  const fields = new Set([...keysOf(now), ...keysOf(before)]);
  const changes = [...fields].flatMap((field): DriftChange[] => {
    const [value, old] = [now.at('spec', field), withDefaults(before.at('spec', field)?.value, field)];
    if (ignored.has(field) || !hashDiffers(withDefaults(value?.value, field), old, field)) return [];
    return [{ field, at: value === undefined ? now.anchor('spec', field) : differingValue(value, old, field), reach: 'every', isHashed: true }];
  });
  const [family, oldFamily] = [familyOf(now), familyOf(before)];
  if (family === undefined || oldFamily === undefined || family === oldFamily) return changes;
  return [...changes, { field: 'amiFamily', at: now.at('spec', 'amiFamily') ?? now.anchor('spec', 'amiSelectorTerms'), reach: 'every', isHashed: true }];
}

function keysOf(nodeClass: Resource): string[] {
  return (nodeClass.at('spec')?.entries() ?? []).map(([key]) => key);
}

function withDefaults(value: unknown, field: string): unknown {
  return field === 'metadataOptions' ? { ...metadataDefaults, ...(value as object | undefined | null) } : value;
}

/** The family that counts: the written one, or else that of the alias. */
function familyOf(nodeClass: Resource): string | undefined {
  const written = nodeClass.at('spec', 'amiFamily');
  const alias = aliasOf(nodeClass.at('spec', 'amiSelectorTerms'));
  return (written === undefined || written.isNull ? alias?.family : knownText(written))?.toLowerCase();
}

function selectorChanges(now: Resource, before: Resource): DriftChange[] {
  return ['amiSelectorTerms', 'subnetSelectorTerms', 'securityGroupSelectorTerms'].flatMap((field): DriftChange[] => {
    const [terms, old] = [now.at('spec', field), before.at('spec', field)];
    if (terms === undefined || old === undefined || !hashDiffers(terms.value, old.value, field)) return [];
    const reach = field === 'amiSelectorTerms' ? imageReach(terms, old) : 'maybe';
    return [{ field, at: differingValue(terms, old.value, field), reach, isHashed: false }];
  });
}

/** Another release of an image, or an image that is no longer named, is no longer the one that nodes run. */
function imageReach(terms: Value, old: Value): DriftChange['reach'] {
  const [alias, oldAlias] = [aliasOf(terms), aliasOf(old)];
  if (alias !== undefined && oldAlias !== undefined) {
    const isCertain = alias.family !== oldAlias.family || (alias.version !== 'latest' && oldAlias.version !== 'latest');
    return isCertain ? 'every' : 'maybe';
  }
  const [ids, oldIds] = [idsOf(terms), idsOf(old)];
  return ids !== undefined && oldIds?.some((id) => !ids.includes(id)) === true ? 'unfitting' : 'maybe';
}

function aliasOf(terms: Value | undefined): { readonly family: string; readonly version: string } | undefined {
  const [, family, version] = /^([^@]+)@(.+)$/.exec(knownText(terms?.items()[0]?.at('alias')) ?? '') ?? [];
  return family === undefined || version === undefined ? undefined : { family, version };
}

/** The ids of terms that name nothing else. */
function idsOf(terms: Value): readonly string[] | undefined {
  const ids = knownItems(terms)?.map((term) => knownText(term.at('id')));
  return ids?.every((id) => id !== undefined) === true ? ids : undefined;
}
