import { checkLayer } from '../../src/core/layer-check.ts';
import type { LayerProblem } from '../../src/core/layer-check.ts';
import { readManifest } from '../../src/core/manifest.ts';
import { Source } from '../../src/core/source.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { schemaCheck } from '../../src/schemas/check.ts';

/** A problem with the stretch of text that it points at. */
export type ShownProblem = LayerProblem & { readonly shown: string };

/** What the schema layer says of every object of a text. */
export function problemsOf(text: string, karpenter = '1.14'): ShownProblem[] {
  const manifest = readManifest(new Source('test.yaml', text));
  const workspace = new Workspace([manifest]);
  const problems = manifest.resources.flatMap((resource) => [...checkLayer(schemaCheck, resource, { workspace, karpenter })]);
  return problems.map((problem) => ({ ...problem, shown: text.slice(problem.at.range.start, problem.at.range.end) }));
}

/** A NodePool that every minor from 1.0 on takes, with more lines at the end of its `spec`. */
export function nodePool(...lines: readonly string[]): string {
  return `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: general
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: default}
      requirements:
        - {key: karpenter.sh/capacity-type, operator: In, values: [spot]}
${lines.map((line) => `  ${line}\n`).join('')}`;
}
