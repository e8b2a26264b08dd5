import { describe, expect, it } from 'vitest';
import { Scope } from '../../src/core/scope.ts';
import { Source } from '../../src/core/source.ts';
import { Workspace } from '../../src/core/workspace.ts';
import { readSource } from '../../src/linter.ts';

function read(files: Readonly<Record<string, string>>) {
  return Object.entries(files).map(([file, text]) => readSource(new Source(file, text)));
}

const pool = (name: string): string => `apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata:\n  name: ${name}\n`;
const names = (resources: readonly { name: string }[]): string[] => resources.map(({ name }) => name);

describe('folders without a declaration', () => {
  const manifests = read({
    'dev/a.yaml': pool('a'),
    'dev/deep/b.yaml': pool('b'),
    'prod/c.yaml': pool('c'),
    'dev/chart/t.yaml': '{{ if x }}\nkind: NodePool\n',
  });
  const workspace = new Workspace(manifests);
  const [a, b, c] = workspace.ofKind('karpenter.sh', 'NodePool');

  it('lets an object meet what is in its folder and below it', () => {
    expect(a && names(workspace.inScope(a, 'karpenter.sh', 'NodePool'))).toEqual(['a', 'b']);
    expect(b && names(workspace.inScope(b, 'karpenter.sh', 'NodePool'))).toEqual(['b']);
    expect(c && names(workspace.inScope(c, 'karpenter.sh', 'NodePool'))).toEqual(['c']);
  });

  it('lets an object meet what is in the folders around it as well, if asked to', () => {
    expect(b && names(workspace.around(b, 'karpenter.sh', 'NodePool'))).toEqual(['b', 'a']);
    expect(a && names(workspace.around(a, 'karpenter.sh', 'NodePool'))).toEqual(['a', 'b']);
    expect(c && names(workspace.around(c, 'karpenter.sh', 'NodePool'))).toEqual(['c']);
  });

  it('knows what it could not read', () => {
    expect(a && workspace.mayHold(a, 'NodePool')).toBe(true);
    expect(a && workspace.mayHold(a, 'EC2NodeClass')).toBe(false);
    expect(c && workspace.mayHold(c, 'NodePool')).toBe(false);
  });

  it('has one scope for each folder that holds objects', () => {
    expect(workspace.scopes.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['folder dev', 'folder dev/deep', 'folder prod']);
  });
});

describe('declared scopes', () => {
  const manifests = read({ 'base/a.yaml': pool('a'), 'prod/b.yaml': pool('b'), 'rest/c.yaml': pool('c') });
  const [a, b, c] = manifests.flatMap(({ resources }) => resources);
  if (a === undefined || b === undefined || c === undefined) throw new Error('three objects were written');
  const dev = new Scope({ kind: 'kustomize', name: 'dev', resources: [a], unread: [] });
  const prod = new Scope({ kind: 'kustomize', name: 'prod', resources: [a, b], unread: [{ file: 'prod/k.yaml', reason: 'is remote' }] });
  const workspace = new Workspace(manifests, [dev, prod]);

  it('puts an object into each scope that takes it', () => {
    expect(workspace.scopesOf(a)).toEqual([dev, prod]);
    expect(names(workspace.inScope(a, 'karpenter.sh', 'NodePool'))).toEqual(['a', 'b']);
    expect(names(workspace.inScope(c, 'karpenter.sh', 'NodePool'))).toEqual(['c']);
  });

  it('may hold anything where a part has no text', () => {
    expect(workspace.mayHold(b, 'EC2NodeClass')).toBe(true);
    expect(workspace.mayHold(c, 'EC2NodeClass')).toBe(false);
  });
});
