import type { Group, Severity } from '../../core/finding.ts';

export const groupTitles: Readonly<Record<Group, string>> = {
  validity: 'What Kubernetes and Karpenter refuse',
  correctness: 'Correctness',
  cost: 'Cost',
  reliability: 'Reliability',
  security: 'Security',
  gitops: 'GitOps',
};

export const severityMeanings: Readonly<Record<Severity, string>> = {
  critical: 'Must be mended before production.',
  improvement: 'Should be mended: cost or resilience.',
  note: 'Good to know.',
};
