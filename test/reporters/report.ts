import { Source } from '../../src/core/source.ts';
import type { Report, Sources } from '../../src/core/report.ts';
import { lintManifests, readSource } from '../../src/linter.ts';
import type { LintOptions } from '../../src/linter.ts';

export interface Linted {
  readonly report: Report;
  readonly sources: Sources;
}

/** Lints texts by name, as one run. */
export function lintTexts(texts: Readonly<Record<string, string>>, options: LintOptions = {}): Linted {
  const sources = Object.entries(texts).map(([file, text]) => new Source(file, text));
  return {
    report: lintManifests(
      sources.map((source) => readSource(source)),
      { now: new Date('2025-10-01'), ...options },
    ),
    sources: new Map(sources.map((source) => [source.file, source])),
  };
}

/** A NodePool with one unknown field, a broken reference and a fix. */
export const faultyPool = `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: apples
spec:
  disruption:
    consolidateAfter: Never
  template:
    spec:
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: defalt }
      requirments: []
      requirements: []
`;

export const nodeClass = `apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata:
  name: default
spec:
  role: nodes
  amiSelectorTerms: [{ alias: al2023@v20250915 }]
  subnetSelectorTerms: [{ id: subnet-1 }]
  securityGroupSelectorTerms: [{ id: sg-1 }]
  tags: { Environment: prod, Team: apples }
  metadataOptions: { httpTokens: optional }
`;
