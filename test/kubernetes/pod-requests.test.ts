import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/core/manifest.ts';
import { Source } from '../../src/core/source.ts';
import { requestsOf } from '../../src/kubernetes/pod-requests.ts';
import { toWorkload } from '../../src/kubernetes/workload.ts';

function cpuOf(spec: string): number | undefined {
  const [pod] = readManifest(new Source('pod.yaml', `apiVersion: v1\nkind: Pod\nmetadata: { name: one }\nspec: ${spec}\n`)).resources;
  const template = pod && toWorkload(pod)?.template;
  return template && requestsOf(template).cpu;
}

describe('requestsOf', () => {
  it.each([
    ['containers together', '{ containers: [{ resources: { requests: { cpu: 500m } } }, { resources: { limits: { cpu: 1 } } }] }', 1.5],
    ['a large init container', '{ initContainers: [{ resources: { requests: { cpu: 4 } } }], containers: [{ resources: { requests: { cpu: 1 } } }] }', 4],
    [
      'a sidecar beside everything',
      '{ initContainers: [{ restartPolicy: Always, resources: { requests: { cpu: 1 } } }, { resources: { requests: { cpu: 2 } } }], containers: [{ resources: { requests: { cpu: 1 } } }] }',
      3,
    ],
    ['the overhead', '{ overhead: { cpu: 250m }, containers: [{ resources: { requests: { cpu: 1 } } }] }', 1.25],
    ['the whole pod', '{ resources: { requests: { cpu: 2 } }, containers: [{ resources: { requests: { cpu: 8 } } }] }', 2],
    ['nothing known', '{ containers: [{ resources: { requests: { cpu: "${CPU}" } } }, {}] }', 0],
  ])('counts %s', (_, spec, cpu) => {
    expect(cpuOf(spec)).toBe(cpu);
  });
});
