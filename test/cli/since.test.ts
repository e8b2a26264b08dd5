import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { TestWorkspace, nodeClass } from './workspace.ts';

const rule = 'imdsv1-allowed';

function repository(files: Record<string, string>): TestWorkspace & { git: (...args: string[]) => void } {
  const workspace = new TestWorkspace(files);
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  const git = (...args: string[]) => void execFileSync('git', [...identity, ...args], { cwd: workspace.folder, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'Begin', '--allow-empty');
  return Object.assign(workspace, { git });
}

async function rulesSince(workspace: TestWorkspace, ref: string, ...args: string[]): Promise<string[]> {
  return (await workspace.findings('--since', ref, ...args)).filter((name) => name.endsWith(rule) || name.endsWith('limits-missing'));
}

describe('--since', () => {
  it('reports the lines that changed, committed or not, and new files', async () => {
    const workspace = repository({ 'old.yaml': nodeClass('old'), 'both.yaml': nodeClass('one'), 'späth "x".yaml': nodeClass('three', { tokens: 'required' }) });
    workspace.write('both.yaml', `${nodeClass('one')}---\n${nodeClass('two')}`);
    workspace.write('new folder/new.yaml', nodeClass('new'));
    workspace.write('späth "x".yaml', nodeClass('three'));
    const expected = [`both.yaml:29 ${rule}`, `new folder/new.yaml:14 ${rule}`, `späth "x".yaml:14 ${rule}`];
    expect(await rulesSince(workspace, 'HEAD')).toEqual(expected);
    workspace.git('add', '-A');
    expect(await rulesSince(workspace, 'HEAD')).toEqual(expected);
    workspace.git('commit', '-q', '-m', 'Add');
    expect(await rulesSince(workspace, 'HEAD')).toEqual([]);
    expect(await rulesSince(workspace, 'HEAD~1')).toEqual(expected);
  });

  it('does not count what others did meanwhile, nor a renamed file', async () => {
    const workspace = repository({ 'a.yaml': nodeClass('a'), 'b.yaml': nodeClass('b', { tokens: 'required' }) });
    workspace.git('checkout', '-q', '-b', 'work');
    workspace.git('mv', 'a.yaml', 'renamed.yaml');
    workspace.git('commit', '-q', '-m', 'Rename');
    workspace.git('checkout', '-q', 'main');
    workspace.write('b.yaml', nodeClass('b'));
    workspace.git('commit', '-q', '-a', '-m', 'Change b');
    workspace.git('checkout', '-q', 'work');
    expect(await rulesSince(workspace, 'main')).toEqual([]);
  });

  it('reports what is missing because its lines were taken away', async () => {
    const pool = (limits: string) => `apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  name: general
spec:
  disruption:
    consolidationPolicy: WhenEmpty
    consolidateAfter: 5m
${limits}  template:
    spec:
      nodeClassRef: { group: karpenter.k8s.aws, kind: EC2NodeClass, name: general }
      requirements: []
`;
    const workspace = repository({ 'pool.yaml': pool('  limits:\n    cpu: "100"\n'), 'other.yaml': pool('').replace('general', 'other') });
    workspace.write('pool.yaml', pool(''));
    workspace.write('other.yaml', `# a comment\n${pool('').replace('general', 'other')}`);
    expect(await rulesSince(workspace, 'HEAD')).toEqual(['pool.yaml:5 limits-missing']);
  });

  it('works from a folder of the repository', async () => {
    const workspace = repository({ 'deep/a.yaml': nodeClass('a', { tokens: 'required' }) });
    workspace.write('deep/a.yaml', nodeClass('a'));
    const { out } = await workspace.runWith({ folder: 'deep' }, '--since', 'HEAD', '--format', 'json');
    expect((JSON.parse(out) as { findings: { rule: string }[] }).findings.map((finding) => finding.rule)).toContain(rule);
  });

  it('runs no program that the configuration of the repository names', async () => {
    const workspace = repository({ 'a.yaml': nodeClass('a') });
    const program = `touch ${workspace.path('ran')}; cat`;
    for (const key of ['core.fsmonitor', 'diff.external', 'diff.x.textconv', 'diff.x.command']) workspace.git('config', key, program);
    workspace.write('.gitattributes', '*.yaml diff=x\n');
    workspace.write('a.yaml', nodeClass('b'));
    await workspace.run('--since', 'HEAD');
    expect(() => workspace.read('ran')).toThrow('ENOENT');
  });

  it.each([
    ['an unknown ref', 'nowhere', 'knows no commit'],
    ['what looks like an option', '--output=x', 'knows no commit'],
  ])('refuses %s', async (_, ref, message) => {
    const { code, error } = await repository({}).run(`--since=${ref}`);
    expect(error).toContain(message);
    expect(code).toBe(2);
  });

  it('says so outside of a repository', async () => {
    const { code, error } = await new TestWorkspace({}).run('--since', 'HEAD');
    expect(error).toContain('not in a Git repository');
    expect(code).toBe(2);
  });
});
