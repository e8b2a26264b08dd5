import { findEntry } from '../../core/node.ts';
import type { ListNode, MapEntry, MapNode, Node } from '../../core/node.ts';
import { textAtPath, withEntry, withoutEntry } from '../nodes.ts';

/**
 * Lays a patch over an object as kustomize does: maps are merged, null removes, `$patch` directs. Lists are replaced, save
 * those of Kubernetes' own kinds that have a merge key. Undefined where the patch deletes the object.
 * https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
export function mergePatch(base: MapNode, patch: MapNode, hasMergeKeys: boolean): MapNode | undefined {
  const directive = textAtPath(patch, ['$patch']);
  if (directive === 'delete') return undefined;
  const plain = withoutEntry(patch, '$patch');
  if (directive === 'replace') return plain;
  return plain.entries.reduce((merged, entry) => mergeEntry(merged, entry, hasMergeKeys), base);
}

function mergeEntry(base: MapNode, patch: MapEntry, hasMergeKeys: boolean): MapNode {
  const { key, value } = patch;
  if (value.kind === 'scalar' && value.value === null) return withoutEntry(base, key);
  const known = findEntry(base, key);
  if (value.kind === 'map') {
    const inner = known?.value.kind === 'map' ? known.value : { ...value, entries: [] };
    const merged = mergePatch(inner, value, hasMergeKeys);
    if (merged === undefined) return withoutEntry(base, key);
    // A map that was there keeps its own place; one that the patch brings has the patch's.
    return withEntry(base, known?.value.kind === 'map' ? { ...known, value: merged } : { ...patch, value: merged });
  }
  const mergeKey = hasMergeKeys ? mergeKeys[key] : undefined;
  if (value.kind === 'list' && known?.value.kind === 'list' && mergeKey !== undefined) {
    return withEntry(base, { ...known, value: mergeLists(known.value, value, mergeKey) });
  }
  return withEntry(base, patch);
}

/** The lists of Kubernetes' own kinds that are merged item by item, by the field that tells their items apart. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  ports: 'containerPort',
};

function mergeLists(base: ListNode, patch: ListNode, mergeKey: string): ListNode {
  const keyOf = (item: Node): unknown => {
    const value = item.kind === 'map' ? findEntry(item, mergeKey)?.value : undefined;
    return value?.kind === 'scalar' ? value.value : undefined;
  };
  if (patch.items.some((item) => textAtPath(item, ['$patch']) === 'replace')) {
    return { ...patch, items: patch.items.filter((item) => textAtPath(item, ['$patch']) !== 'replace') };
  }
  // What the patch names comes first, in its order; kustomize keeps the rest behind it.
  const named = new Set(patch.items.map(keyOf));
  const merged = patch.items.flatMap((item) => {
    const known = base.items.find((candidate) => keyOf(candidate) === keyOf(item));
    if (item.kind !== 'map' || known?.kind !== 'map') return textAtPath(item, ['$patch']) === 'delete' ? [] : [item];
    return mergePatch(known, item, true) ?? [];
  });
  return { ...base, items: [...merged, ...base.items.filter((item) => !named.has(keyOf(item)))] };
}
