import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/core/manifest.ts';
import { Source } from '../../src/core/source.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { releasesOf } from '../../src/kubernetes/chart-release.ts';
import type { ChartValues } from '../../src/kubernetes/chart-values.ts';

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: karpenter }
spec:
  source:
    repoURL: public.ecr.aws/karpenter
    chart: karpenter
    helm:
      values: |
        replicas: 3
        settings:
          clusterName: text
          featureGates: { nodeRepair: true }
        tolerations: [{ key: a }]
      valuesObject:
        settings:
          clusterName: object
          interruptionQueue: queue
      parameters:
        - name: settings.featureGates.staticCapacity
          value: "true"
        - name: serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn
          value: arn
        - name: controller.env[0].value
          value: secret
`;

function valuesOf(text: string): { values: ChartValues; source: Source } {
  const source = new Source('application.yaml', text);
  const manifest = readManifest(source);
  const [release] = manifest.resources.flatMap((resource) => releasesOf(resource, new Workspace([manifest])));
  if (release === undefined) throw new Error('there is no release');
  return { values: release.values, source };
}

describe('the values of a chart', () => {
  const { values, source } = valuesOf(application);
  const at = (path: string): unknown => values.at(...path.split('/'))?.value.value;

  it('are merged as Helm merges them: maps key by key, the object over the text, parameters over both', () => {
    expect(at('replicas')).toBe(3);
    expect(at('settings')).toEqual({ clusterName: 'object', interruptionQueue: 'queue', featureGates: { nodeRepair: true, staticCapacity: 'true' } });
  });

  it('know dots that part no steps', () => {
    expect(values.at('serviceAccount', 'annotations', 'eks.amazonaws.com/role-arn')?.value.value).toBe('arn');
  });

  it('are unknown where an item of a list is set alone', () => {
    expect(values.at('controller', 'env')?.value.isUnknown).toBe(true);
  });

  it.each([
    ['settings/clusterName', 'object', true],
    ['settings/interruptionQueue', 'queue', true],
    ['replicas', 'replicas', false],
    ['settings/featureGates/nodeRepair', 'nodeRepair', false],
    ['settings/featureGates/staticCapacity', '"true"', false],
  ])('%s points at %s of the file', (path, text, isEditable) => {
    const found = values.at(...path.split('/'));
    const { start = 0, end = 0 } = found?.place.range ?? {};
    expect([source.text.slice(start, end), found?.isEditable]).toEqual([text, isEditable]);
  });

  it('lists every leaf once', () => {
    expect(values.leaves().map(([path]) => path.join('/'))).toEqual([
      'replicas',
      'tolerations',
      'settings/clusterName',
      'settings/interruptionQueue',
      'settings/featureGates/nodeRepair',
      'settings/featureGates/staticCapacity',
      'serviceAccount/annotations/eks.amazonaws.com/role-arn',
      'controller/env',
    ]);
  });
});
