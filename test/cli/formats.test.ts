import { describe, expect, it } from 'vitest';
import { formatNames } from '../../src/cli/format-names.ts';
import { TestWorkspace, nodeClass } from './workspace.ts';

describe('--format', () => {
  it('writes every format into a file of its own in one run', async () => {
    const workspace = new TestWorkspace({ 'a.yaml': nodeClass('a') });
    const others = formatNames.filter((name) => name !== 'text');
    const { out, error } = await workspace.run(...others.flatMap((name) => ['--format', `${name}=out/${name}`]));
    expect(out).toContain('imdsv1-allowed');
    expect(error).toBe('');
    for (const name of others) expect(workspace.read(`out/${name}`)).toContain('imdsv1-allowed');
  });

  it('names files from the root of the repository where a service wants that', async () => {
    const workspace = new TestWorkspace({ '.git/HEAD': '', 'infra/a.yaml': nodeClass('a') });
    const { out: github } = await workspace.runWith({ folder: 'infra' }, '--format', 'github');
    const { out: gitlab } = await workspace.runWith({ folder: 'infra' }, '--format', 'gitlab');
    expect(github).toContain('file=infra/a.yaml');
    expect(gitlab).toContain('"path": "infra/a.yaml"');
  });

  it('adds the job summary to the file that GitHub names, whole whatever is listed', async () => {
    const workspace = new TestWorkspace({ 'a.yaml': nodeClass('a'), summary: 'before\n' });
    await workspace.runWith({ environment: { GITHUB_STEP_SUMMARY: workspace.path('summary') } }, '--format', 'github', '--max-findings', '0');
    expect(workspace.read('summary')).toMatch(/^before\n## karplint\n[^]*imdsv1-allowed/);
  });
});

describe('--statistics', () => {
  it('counts by rule, the most frequent first', async () => {
    const workspace = new TestWorkspace({ 'a.yaml': `${nodeClass('a')}---\n${nodeClass('b')}---\n${nodeClass('c', { tokens: 'required' })}` });
    const { out } = await workspace.run('--statistics');
    expect(out).toMatch(/^ +2 +\w+ +imdsv1-allowed +all fixable$/m);
    const counts = [...out.matchAll(/^ +(\d+) +(?:critical|improvement|note)/gm)].map(([, count]) => Number(count));
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(out).toContain(`${counts.reduce((sum, count) => sum + count, 0)}  in all`);
  });
});
