import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TestWorkspace } from './workspace.ts';

async function print(...args: string[]) {
  return new TestWorkspace().run('schema', ...args);
}

describe('karplint schema', () => {
  it('prints the schema of a kind, however it is capitalised, in its newest version', async () => {
    const { code, out } = await print('nodepool');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', title: 'NodePool karpenter.sh/v1, Karpenter 1.14' });
  });

  it('describes another Karpenter, and another API version', async () => {
    const { out } = await print('NodePool', '--karpenter-version', 'v1.0.2', '--api-version', 'v1beta1');
    expect(JSON.parse(out)).toMatchObject({ title: 'NodePool karpenter.sh/v1beta1, Karpenter 1.0' });
    const newer = await print('NodePool', '--karpenter-version', '9.9');
    expect(newer.error).toContain('newer than this karplint');
    expect(newer.code).toBe(0);
  });

  it('writes every kind under the name that kubeconform looks for', async () => {
    const workspace = new TestWorkspace();
    expect((await workspace.run('schema', '--all', '--output', 'schemas', '--karpenter-version', '1.0')).code).toBe(0);
    expect(readdirSync(workspace.path('schemas')).sort()).toEqual([
      'ec2nodeclass_v1.json',
      'ec2nodeclass_v1beta1.json',
      'nodeclaim_v1.json',
      'nodeclaim_v1beta1.json',
      'nodepool_v1.json',
      'nodepool_v1beta1.json',
    ]);
    expect((await workspace.run('schema', 'NodePool', '--output', 'one')).code).toBe(0);
    expect(JSON.parse(workspace.read('one/nodepool_v1.json'))).toHaveProperty('properties.spec.properties.weight.description');
  });

  it.each([
    [[], 'Say which kind: `karplint schema <kind>`. Karpenter 1.14 has CapacityBuffer, EC2NodeClass, NodeClaim, NodeOverlay, NodePool.'],
    [['NodePol'], 'Karpenter 1.14 has no kind `NodePol`. Did you mean `NodePool`?'],
    [['Deployment'], 'It has CapacityBuffer, EC2NodeClass, NodeClaim, NodeOverlay, NodePool.'],
    [['NodeOverlay', '--karpenter-version', '1.6'], 'Karpenter 1.6 has no kind `NodeOverlay`.'],
    [['NodePool', '--api-version', 'v2'], 'Karpenter 1.14 does not serve NodePool in `v2`, but in `v1`.'],
    [['NodePool', '--karpenter-version', 'soon'], 'soon'],
    [['--all'], '`--all` needs a folder: `--output <folder>`.'],
    [['NodePool', '--all', '--output', 'x'], '`--all` takes no kind.'],
  ])('refuses %j', async (args, message) => {
    const { code, error } = await print(...args);
    expect(error).toContain(message);
    expect(code).toBe(2);
  });
});
