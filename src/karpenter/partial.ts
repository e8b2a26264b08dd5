import { hasKey } from '../core/node.ts';
import type { Resource } from '../core/resource.ts';

/** What every whole object of a kind has, and a patch for one mostly lacks. */
const mainParts: Readonly<Record<string, readonly string[]>> = {
  NodePool: ['template'],
  EC2NodeClass: ['subnetSelectorTerms', 'securityGroupSelectorTerms'],
  NodeClaim: ['nodeClassRef'],
  NodeOverlay: ['requirements'],
  CapacityBuffer: ['podTemplateRef', 'scalableRef'],
};

/** True for an object of ours without any of the parts that its kind cannot do without. */
export function lacksMainParts(resource: Resource): boolean {
  const parts = mainParts[resource.kind];
  return parts !== undefined && !parts.some((part) => resource.at('spec', part) !== undefined);
}

/** True for an object that is evidently half of one: it says so, or it is called a patch and lacks what the kind cannot do without. */
export function isEvidentPatch(resource: Resource): boolean {
  if (mainParts[resource.kind] === undefined) return false;
  if (resource.source.text.includes('$') && hasKey(resource.root.node, (key) => directive.test(key))) return true;
  return isPatchFile(resource.file) && lacksMainParts(resource);
}

/** True for a file or folder that is called a patch. */
export function isPatchFile(file: string): boolean {
  const path = file.toLowerCase();
  return path.includes('patch') && /(?:^|[^a-z])patch(?:es)?(?:[^a-z]|$)/.test(path);
}

/** https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md */
const directive = /^\$(?:patch|retainKeys|setElementOrder|deleteFromPrimitiveList)\b/;
