import type { Sentence } from './describe.ts';
import { groupOfKind } from '../karpenter/kinds.ts';
import { knownVersions } from '../karpenter/versions.ts';
import { holdsIn } from './project.ts';
import type { MinorRange } from './authored.ts';
import { schemaTexts } from './authored.generated.ts';
import { servedIn, versionsOf } from './served.ts';
import type { ObjectKind } from './served.ts';
import { choose } from './words.ts';
import { closest } from '../core/did-you-mean.ts';

/** Says that a minor does not serve a kind in this version, and which minors or versions do. */
export function describeUnserved({ group, version, kind }: ObjectKind, minor: string): Sentence | undefined {
  const name = group === '' ? version : `${group}/${version}`;
  const served = servedIn(group, version, kind);
  const other = versionsOf(group, kind).filter((entry) => holdsIn(entry, minor));
  const successor = successors[kind];
  const taken = successor === undefined ? undefined : `\`${successor}\` took its place.`;
  const use = other.length === 0 ? taken : `Use ${choose(other.map((entry) => `${group}/${entry.version}`))}, which Karpenter ${minor} serves.`;
  if (served !== undefined) {
    const message = `\`${name}\` ${kind} is not served by Karpenter ${minor} (served in ${spellRange(served)}), so the API server refuses it.`;
    return withHelp(message, use);
  }
  if (versionsOf(group, kind).length > 0) {
    return withHelp(`\`${kind}\` has no version \`${name}\` in Karpenter ${minor}, so the API server refuses it.`, use);
  }
  if (group === 'autoscaling.x-k8s.io' && !Object.hasOwn(groupOfKind, kind)) return undefined;
  return describeForeign({ group, version, kind }, minor, name);
}

const successors: Readonly<Record<string, string>> = { Provisioner: 'NodePool', Machine: 'NodeClaim', AWSNodeTemplate: 'EC2NodeClass' };

function describeForeign({ group, kind }: ObjectKind, minor: string, name: string): Sentence {
  const kinds = schemaTexts.filter((entry) => entry.group !== '' && holdsIn(entry, minor));
  const home = kinds.find((entry) => entry.kind === kind);
  const message = `\`${name}\` has no kind \`${kind}\` in Karpenter ${minor}, so the API server refuses it.`;
  if (home !== undefined) return { message, help: `\`${kind}\` belongs to \`${home.group}/${home.version}\`.` };
  const guess = closest(
    kind,
    kinds.filter((entry) => entry.group === group).map((entry) => entry.kind),
  );
  return withHelp(message, guess === undefined ? undefined : `Did you mean \`${guess}\`?`);
}

function withHelp(message: string, help: string | undefined): Sentence {
  return help === undefined ? { message } : { message, help };
}

/** `0.32 to 1.0`, `1.7 and later`. */
function spellRange({ since, until }: MinorRange): string {
  const [oldest = ''] = knownVersions;
  const last = until === undefined ? undefined : knownVersions[knownVersions.indexOf(until) - 1];
  if (last === undefined) return `${since ?? oldest} and later`;
  if (since === undefined) return last === oldest ? `${last} and earlier` : `${oldest} to ${last}`;
  return since === last ? last : `${since} to ${last}`;
}
