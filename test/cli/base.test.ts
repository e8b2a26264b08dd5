import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TestWorkspace, nodeClass } from './workspace.ts';

const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', '-c', 'protocol.file.allow=always'];

function git(folder: string, ...args: string[]): void {
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'pipe' });
}

const pool = (name: string, more = ''): string => `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: ${name}
spec:
  template:
    spec:
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: general }
${more}      requirements: []
`;

function repository(files: Record<string, string>): TestWorkspace {
  const workspace = new TestWorkspace(files);
  git(workspace.folder, 'init', '-q', '-b', 'main');
  commit(workspace);
  return workspace;
}

function commit({ folder }: TestWorkspace): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'Change', '--allow-empty');
}

function remove(workspace: TestWorkspace, name: string): void {
  rmSync(workspace.path(name));
}

const names = ['nodepool-removed', 'fleet-wide-drift', 'immutable-field-change'];

async function changes(workspace: TestWorkspace, ...args: string[]): Promise<string[]> {
  return (await workspace.findings(...args)).filter((finding) => names.some((name) => finding.endsWith(name)));
}

describe('--base', () => {
  it('judges what is committed and what is not, against what the ref shares with it', async () => {
    const workspace = repository({ 'a.yaml': pool('one'), 'b.yaml': pool('two'), 'class.yaml': nodeClass('general') });
    git(workspace.folder, 'checkout', '-q', '-b', 'work');
    workspace.write('a.yaml', pool('one', '      expireAfter: 24h\n'));
    commit(workspace);
    remove(workspace, 'b.yaml');
    // What others do meanwhile is no change of this branch.
    git(workspace.folder, 'stash', '-q', '-u');
    git(workspace.folder, 'checkout', '-q', 'main');
    workspace.write('c.yaml', pool('three'));
    commit(workspace);
    git(workspace.folder, 'checkout', '-q', 'work');
    git(workspace.folder, 'stash', 'pop', '-q');
    expect(await changes(workspace, '--base', 'main')).toEqual(['a.yaml:4 nodepool-removed', 'a.yaml:9 fleet-wide-drift']);
    expect(await changes(workspace, '--base', 'HEAD')).toEqual(['a.yaml:4 nodepool-removed']);
    expect(await changes(workspace)).toEqual([]);
  });

  it('follows references within the commit', async () => {
    const workspace = repository({
      'clusters/prod/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../../base]\n',
      'base/kustomization.yaml': 'resources: [pool.yaml]\n',
      'base/pool.yaml': pool('general'),
    });
    remove(workspace, 'base/pool.yaml');
    workspace.write('base/kustomization.yaml', 'resources: [class.yaml]\n');
    workspace.write('base/class.yaml', nodeClass('general'));
    expect(await changes(workspace, 'clusters', '--base', 'HEAD')).toEqual(['clusters/prod/kustomization.yaml:2 nodepool-removed']);
  });

  it('leaves out what the run leaves out', async () => {
    const files = { 'a.yaml': nodeClass('general'), 'vendor/b.yaml': pool('vendor'), 'old/c.yaml': pool('old'), 'below/d.yaml': pool('below') };
    const workspace = repository({ ...files, 'karplint.yaml': 'ignore: [vendor/]\n', '.karplintignore': 'old/\n' });
    for (const name of ['vendor/b.yaml', 'old/c.yaml', 'below/d.yaml']) remove(workspace, name);
    expect(await changes(workspace, '--base', 'HEAD')).toEqual(['a.yaml:4 nodepool-removed']);
    const { folder } = workspace;
    const { out } = await workspace.runWith({ folder: 'below' }, '--base', 'HEAD', '--format', 'json');
    expect((JSON.parse(out) as { base: unknown }).base).toEqual({
      ref: 'HEAD',
      commit: execFileSync('git', ['rev-parse', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim(),
    });
  });

  it('is kept whole by --since, and judged by the exit code', async () => {
    const workspace = repository({ 'a.yaml': pool('one'), 'b.yaml': pool('two') });
    remove(workspace, 'b.yaml');
    expect(await workspace.findings('--base', 'HEAD', '--since', 'HEAD')).toEqual(['a.yaml:4 nodepool-removed']);
    expect((await workspace.run('--base', 'HEAD', '--since', 'HEAD')).code).toBe(1);
  });

  it('is part of a review', async () => {
    const workspace = repository({ 'a.yaml': pool('one'), 'b.yaml': pool('two') });
    remove(workspace, 'b.yaml');
    const { out } = await workspace.run('review', '--base', 'HEAD');
    expect(out).toContain('compared with `HEAD`');
    expect(out).toContain('nodepool-removed in NodePool one');
    expect(out).toContain('karplint --base HEAD');
  });

  it('is not mentioned where a suppression has nothing to suppress without it', async () => {
    const workspace = repository({ 'a.yaml': `# karplint-disable-file nodepool-removed -- the last ones go\n${pool('one')}`, 'b.yaml': pool('two') });
    remove(workspace, 'b.yaml');
    expect((await workspace.findings()).filter((finding) => finding.includes('suppression'))).toEqual([]);
    expect(await changes(workspace, '--base', 'HEAD')).toEqual([]);
  });
});

describe('--base without a base', () => {
  const failing = async (workspace: TestWorkspace, ...args: string[]): Promise<string> => {
    const { code, error } = await workspace.run(...args);
    expect(code).toBe(2);
    return error;
  };

  it('says so outside of a repository', async () => {
    expect(await failing(new TestWorkspace({ 'a.yaml': pool('one') }), '--base', 'main')).toContain('this folder is not in a Git repository');
  });

  it.each(['nowhere', '--output=/tmp/x'])('refuses the ref %j', async (ref) => {
    expect(await failing(repository({ 'a.yaml': pool('one') }), `--base=${ref}`)).toContain(`Git knows no commit \`${ref}\``);
  });

  it('says so where a shallow clone shares no commit', async () => {
    const origin = repository({ 'a.yaml': pool('one') });
    git(origin.folder, 'checkout', '-q', '-b', 'work');
    commit(origin);
    git(origin.folder, 'checkout', '-q', 'main');
    origin.write('more.yaml', pool('more'));
    commit(origin);
    const clone = mkdtempSync(`${tmpdir()}/karplint-clone-`);
    onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
    git(clone, 'clone', '-q', '--depth', '1', '--no-single-branch', '--branch', 'work', `file://${origin.folder}`, '.');
    const { code, error } = await new TestWorkspace().runWith({ workingFolder: clone }, '--base', 'origin/main');
    expect(error).toContain('shares no commit with `origin/main`. A shallow clone may lack it');
    expect(code).toBe(2);
  });

  it('fetches nothing that a partial clone lacks', async () => {
    const origin = repository({ 'a.yaml': pool('one'), 'b.yaml': pool('two') });
    git(origin.folder, 'config', 'uploadpack.allowFilter', 'true');
    remove(origin, 'b.yaml');
    commit(origin);
    const clone = mkdtempSync(`${tmpdir()}/karplint-clone-`);
    onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
    git(clone, 'clone', '-q', '--filter=blob:none', `file://${origin.folder}`, '.');
    const { code, error } = await new TestWorkspace().runWith({ workingFolder: clone }, '--base', 'HEAD~1');
    expect(error).toContain('This clone is a partial one and lacks files of that commit');
    expect(code).toBe(2);
  });

  it.each([['a.yaml'], ['*.yaml'], ['-']])('refuses %s, which is no folder', async (path) => {
    expect(await failing(repository({ 'a.yaml': pool('one') }), path, '--base', 'HEAD')).toContain('`--base` compares folders');
  });
});
