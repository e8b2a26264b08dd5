import { describe, expect, it } from 'vitest';
import type { Scope } from '../../src/core/scope.ts';
import { Source } from '../../src/core/source.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { budgetsFor, claimsOf, companionsIn, coveredBy } from '../../src/kubernetes/companions.ts';
import { selects } from '../../src/kubernetes/label-selector.ts';
import { hasKnownKeys, limitOf, requestOf } from '../../src/kubernetes/pod-template.ts';
import { toWorkload, workloadKinds, workloadsIn } from '../../src/kubernetes/workload.ts';
import type { Workload } from '../../src/kubernetes/workload.ts';
import { readSource } from '../../src/linter.ts';

function scopeOf(text: string): Scope {
  const [scope] = new Workspace([readSource(new Source('a.yaml', text))]).scopes;
  if (scope === undefined) throw new Error('nothing was read');
  return scope;
}

function workloadOf(text: string): Workload {
  const [workload] = workloadsIn(scopeOf(text));
  if (workload === undefined) throw new Error('no workload was read');
  return workload;
}

const web = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 3
  template:
    metadata:
      labels: { app: web, tier: "\${TIER}" }
      annotations: { karpenter.sh/do-not-disrupt: "true" }
    spec:
      nodeSelector: { karpenter.sh/capacity-type: spot }
      tolerations:
        - { key: dedicated, value: web, effect: NoSchedule }
        - { operator: Exists }
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - { key: kubernetes.io/arch, operator: In, values: [arm64] }
                  - { key: zone, operator: In, values: ["\${ZONE}"] }
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: kubernetes.io/hostname }]
      topologySpreadConstraints: [{ topologyKey: topology.kubernetes.io/zone, maxSkew: 1 }]
      containers:
        - { name: web, resources: { requests: { cpu: 500m }, limits: { cpu: 1, memory: 1Gi } } }
      initContainers:
        - { name: proxy, restartPolicy: Always }
        - { name: migrate }
      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web, namespace: shop }
spec: { maxUnavailable: 0, selector: { matchLabels: { app: web } } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: elsewhere, namespace: blog }
spec: { minAvailable: 1, selector: {} }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: shop }
---
apiVersion: v1
kind: Namespace
metadata: { name: shop }
`;

describe('a Pod template', () => {
  const { template, replicas } = workloadOf(web);

  it('shows what decides where its pods go', () => {
    expect(replicas).toBe(3);
    expect([...template.nodeSelector]).toEqual([['karpenter.sh/capacity-type', 'spot']]);
    expect(template.tolerations.map(({ key, operator, value, effect }) => [key, operator, value, effect])).toEqual([
      ['dedicated', 'Equal', 'web', 'NoSchedule'],
      [undefined, 'Exists', undefined, undefined],
    ]);
    expect(template.requiredNodeTerms.map((term) => term.map(({ key, values }) => [key, values]))).toEqual([[['kubernetes.io/arch', ['arm64']]]]);
    expect(template.requiredAntiAffinity.map((term) => term.at('topologyKey')?.text)).toEqual(['kubernetes.io/hostname']);
    expect(template.topologySpread.map((constraint) => constraint.at('maxSkew')?.value)).toEqual([1]);
  });

  it('leaves unknown values out and says so', () => {
    expect([...template.labels]).toEqual([['app', 'web']]);
    expect(template.hasKnownLabelKeys).toBe(true);
    expect(hasKnownKeys(template.spec?.at('nodeSelector'))).toBe(true);
    expect(template.label('tier')?.isUnknown).toBe(true);
    expect(template.annotation('karpenter.sh/do-not-disrupt')?.text).toBe('true');
  });

  it('tells containers, init containers and sidecars apart', () => {
    const { containers } = template;
    expect(containers.map(({ name, role }) => `${name} ${role}`)).toEqual(['web container', 'proxy sidecar', 'migrate init']);
    const [main] = containers;
    expect(main && [requestOf(main, 'cpu'), requestOf(main, 'memory'), limitOf(main, 'cpu')]).toEqual([0.5, 2 ** 30, 1]);
  });
});

describe('workload kinds', () => {
  const spec = 'spec: { containers: [{ name: only }] }';
  it.each(workloadKinds.filter(({ kind }) => kind !== 'Pod').map(({ group, kind, template }) => [kind, group, template] as const))(
    '%s holds its template where Kubernetes keeps it',
    (kind, group, template) => {
      const nested = template.reduceRight((inner, key) => `{ ${key}: ${inner} }`, `{ ${spec} }`);
      const text = `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: { name: a }\n${nested.slice(2, -2)}\n`;
      expect(workloadOf(text).template.containers.map(({ name }) => name)).toEqual(['only']);
    },
  );

  it('takes a Pod whole, and no object of another group', () => {
    expect(workloadOf(`apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n${spec}\n`).replicas).toBe(1);
    const other = scopeOf('apiVersion: example.com/v1\nkind: Deployment\nspec: { template: { spec: {} } }\n').resources[0];
    expect(other && toWorkload(other)).toBe(undefined);
  });
});

describe('companions', () => {
  const scope = scopeOf(web);
  const workload = workloadOf(web);

  it('finds the budget of the same namespace whose selector surely matches', () => {
    expect(budgetsFor(workload, scope).map(({ resource, maxUnavailable, minAvailable }) => [resource.name, maxUnavailable?.value, minAvailable])).toEqual([
      ['web', 0, undefined],
    ]);
    const [own, other] = companionsIn(scope, 'podDisruptionBudget');
    expect(own && coveredBy(own, [workload])).toEqual([workload]);
    expect(other && coveredBy(other, [workload])).toEqual([]);
  });

  it('finds claims by name', () => {
    expect(claimsOf(workload, scope).map((claim) => claim.at('metadata', 'name')?.text)).toEqual(['data']);
    expect(companionsIn(scope, 'namespace').map(({ name }) => name)).toEqual(['shop']);
  });
});

describe('label selectors', () => {
  const select = (selector: string): boolean | undefined => {
    const scope = scopeOf(`${web}---\napiVersion: v1\nkind: Probe\nmetadata: { name: a }\n${selector}\n`);
    return selects(scope.ofKind('', 'Probe')[0]?.at('selector'), workloadOf(web).template);
  };

  it.each([
    ['selector: { matchLabels: { app: web } }', true],
    ['selector: { matchLabels: { app: api } }', false],
    ['selector: { matchLabels: { tier: front } }', undefined],
    ['selector: { matchLabels: { team: shop } }', false],
    ['selector: {}', true],
    ['other: {}', false],
  ])('%s: %s where a label is not known', (selector, expected) => {
    expect(select(selector)).toBe(expected);
  });

  const plain = workloadOf(web.replace(', tier: "${TIER}"', '')).template;
  it.each([
    ['{ matchLabels: { app: web } }', true],
    ['{ matchLabels: { app: "${APP}" } }', undefined],
    ['{ matchExpressions: [{ key: app, operator: In, values: [web, api] }] }', true],
    ['{ matchExpressions: [{ key: app, operator: NotIn, values: [web] }] }', false],
    ['{ matchExpressions: [{ key: app, operator: DoesNotExist }] }', false],
    ['{ matchExpressions: [{ key: app, operator: Exists }] }', true],
    ['{}', true],
  ])('%s: %s', (selector, expected) => {
    const scope = scopeOf(`apiVersion: v1\nkind: Probe\nselector: ${selector}\n`);
    expect(selects(scope.resources[0]?.at('selector'), plain)).toBe(expected);
  });
});
