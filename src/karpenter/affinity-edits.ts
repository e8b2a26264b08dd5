import { addEntry, addMaps, removeEntry } from '../core/fix.ts';
import type { Edit } from '../core/fix.ts';
import type { Resource, Value } from '../core/resource.ts';
import { nodePoolLabel } from './labels.ts';

const expression = `{ key: ${nodePoolLabel}, operator: DoesNotExist }`;
const affinity = `
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - key: ${nodePoolLabel}
              operator: DoesNotExist`;

/** Keeps the pods of every term away from nodes of Karpenter; undefined where some term is not YAML that can be added to. */
export function keepTermsAway(resource: Resource, terms: readonly Value[]): readonly Edit[] | undefined {
  if (resource.source.text.trimStart().startsWith('{')) return undefined;
  const edits = terms.flatMap((term) => editTerm(resource, term) ?? []);
  return edits.length < terms.length ? undefined : edits;
}

/** Keeps pods that say nothing of their nodes away from those of Karpenter. */
export function addAffinity(resource: Resource, podSpec: Value): readonly Edit[] | undefined {
  const edit = addEntry(resource, podSpec, 'affinity', affinity);
  return edit && [edit];
}

/** Takes away what takes a chart's default away. */
export function removeNull(resource: Resource, value: Value): readonly Edit[] | undefined {
  const edit = removeEntry(resource, value);
  return edit && [edit];
}

function editTerm(resource: Resource, term: Value): Edit | undefined {
  const list = term.at('matchExpressions');
  if (list === undefined) return addEntry(resource, term, 'matchExpressions', `[${expression}]`);
  if (list.node.kind !== 'list') return undefined;
  if (!list.node.flow) return addMaps(resource, list, expression.replace(/^\{ (.*), (.*) \}$/, '$1\n$2'));
  const last = list.node.items.at(-1);
  const at = last?.end ?? list.node.start + 1;
  return { file: resource.file, range: { start: at, end: at }, text: last === undefined ? expression : `, ${expression}` };
}
