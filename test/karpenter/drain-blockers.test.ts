import { describe, expect, it } from 'vitest';
import { readManifest } from '../../src/core/manifest.ts';
import { Source } from '../../src/core/source.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { findDrainBlockers } from '../../src/karpenter/drain-blockers.ts';

const annotated = { metadata: { annotations: { 'karpenter.sh/do-not-disrupt': 'true' } } };

function blockersIn(objects: readonly object[], file = 'cluster/shop/objects.json'): string[] {
  const pool = { apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name: 'apples' }, spec: {} };
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  const workspace = new Workspace([readManifest(new Source('cluster/pool.json', JSON.stringify(pool))), readManifest(new Source(file, JSON.stringify(list)))]);
  const [nodePool] = workspace.ofKind('karpenter.sh', 'NodePool');
  if (nodePool === undefined) throw new Error('no pool');
  return findDrainBlockers(workspace, nodePool).map(({ resource, at }) => `${resource.kind} ${at.path.join('.')}`);
}

describe('findDrainBlockers', () => {
  it.each([
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'StatefulSet'],
    ['apps/v1', 'DaemonSet'],
    ['apps/v1', 'ReplicaSet'],
    ['batch/v1', 'Job'],
  ])('reads the pod template of %s %s', (apiVersion, kind) => {
    expect(blockersIn([{ apiVersion, kind, spec: { template: annotated } }])).toEqual([
      `${kind} spec.template.metadata.annotations.karpenter.sh/do-not-disrupt`,
    ]);
  });

  it('reads the pod template of a CronJob, which lies deeper', () => {
    expect(blockersIn([{ apiVersion: 'batch/v1', kind: 'CronJob', spec: { jobTemplate: { spec: { template: annotated } } } }])).toEqual([
      'CronJob spec.jobTemplate.spec.template.metadata.annotations.karpenter.sh/do-not-disrupt',
    ]);
  });

  it.each([['30m'], ['false'], [true], ['${PROTECT}'], [null]])('passes over the annotation value %j', (value) => {
    const template = { metadata: { annotations: { 'karpenter.sh/do-not-disrupt': value } } };
    expect(blockersIn([{ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template } }])).toEqual([]);
  });

  it('passes over the annotation outside the pod template', () => {
    expect(blockersIn([{ apiVersion: 'apps/v1', kind: 'Deployment', ...annotated, spec: { template: {} } }])).toEqual([]);
  });

  it.each([
    ['apples', 1],
    ['pears', 0],
  ])('weighs pods that choose the pool %s: %i', (pool, count) => {
    const template = { ...annotated, spec: { nodeSelector: { 'karpenter.sh/nodepool': pool } } };
    expect(blockersIn([{ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template } }])).toHaveLength(count);
  });

  it.each([
    [{ maxUnavailable: 0 }, ['PodDisruptionBudget spec.maxUnavailable']],
    [{ maxUnavailable: '0%' }, ['PodDisruptionBudget spec.maxUnavailable']],
    [{ minAvailable: '100%' }, ['PodDisruptionBudget spec.minAvailable']],
    [{ maxUnavailable: 1 }, []],
    [{ maxUnavailable: '1%' }, []],
    [{ minAvailable: 3 }, []],
    [{ minAvailable: '50%' }, []],
    [{ minAvailable: '${MIN}' }, []],
    [{}, []],
  ])('judges a PodDisruptionBudget with %j', (spec, expected) => {
    expect(blockersIn([{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec }])).toEqual(expected);
  });

  it('looks only into the folder of the pool and below', () => {
    expect(blockersIn([{ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: annotated } }], 'other/objects.json')).toEqual([]);
  });
});
