/** On a pod: `"true"`, or a duration since 1.12. On a node: `"true"` only. https://karpenter.sh/docs/concepts/disruption/#pod-level-controls */
export const doNotDisrupt = 'karpenter.sh/do-not-disrupt';
