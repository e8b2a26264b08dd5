/** Every Karpenter minor that the schemas speak of, oldest first. A minor means its last patch. */
export const knownMinors: readonly string[] = [
  ...['0.32', '0.33', '0.34', '0.35', '0.36', '0.37'],
  ...['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10', '1.11', '1.12', '1.13', '1.14'],
];
