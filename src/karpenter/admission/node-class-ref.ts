import { knownText } from '../written.ts';
import { placesOf } from './rule.ts';
import type { CelPlace, CelRule } from './rule.ts';

const examples: Readonly<Record<string, string>> = { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default' };

/** https://karpenter.sh/docs/concepts/nodepools/#spectemplatespecnodeclassref */
export const nodeClassRefRules: readonly CelRule[] = ['group', 'kind', 'name'].map((field) => ({
  places: places(field),
  serverMessage: `${field} may not be empty`,
  *check(value) {
    if (knownText(value) !== '') return;
    const message = `\`nodeClassRef.${field}\` is empty, so Karpenter cannot find the node class.`;
    yield { at: value, message, help: `Write for example \`${examples[field] ?? ''}\`.` };
  },
}));

function places(field: string): CelPlace[] {
  return [
    ...placesOf([['NodePool', 'v1']], `spec.template.spec.nodeClassRef.${field}`, { since: '1.1' }),
    ...placesOf([['NodeClaim', 'v1']], `spec.nodeClassRef.${field}`, { since: '1.1' }),
  ];
}
