import { renameSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TestWorkspace, nodeClass } from './workspace.ts';

const baseline = 'karplint-baseline.json';
const rule = 'imdsv1-allowed';

async function adopted(files: Record<string, string>): Promise<TestWorkspace> {
  const workspace = new TestWorkspace(files);
  expect((await workspace.run('--update-baseline', '--preset', 'all')).code).toBe(0);
  return workspace;
}

const check = ['--baseline', baseline, '--preset', 'all', '--fail-on', 'note', '--strict-baseline'];

describe('--baseline', () => {
  it('accepts what is there, and counts it', async () => {
    const workspace = await adopted({ 'a.yaml': nodeClass('a'), 'b.yaml': `${nodeClass('b')}---\n${nodeClass('c')}` });
    const { code, out } = await workspace.run(...check);
    expect(out).toMatch(/No findings .* known from the baseline/);
    expect(code).toBe(0);
  });

  it('reports what is new, in an old file and in a new one', async () => {
    const workspace = await adopted({ 'a.yaml': nodeClass('a') });
    workspace.write('a.yaml', `${nodeClass('a')}---\n${nodeClass('b')}`);
    workspace.write('c.yaml', nodeClass('c'));
    const findings = await workspace.findings(...check);
    expect(findings.filter((name) => name.endsWith(rule))).toEqual([`a.yaml:29 ${rule}`, `c.yaml:14 ${rule}`]);
    expect((await workspace.run('--baseline', baseline, '--fail-on', 'improvement')).code).toBe(1);
  });

  it('counts: the second finding of the same kind is new', async () => {
    const workspace = await adopted({ 'a.yaml': nodeClass('a') });
    workspace.write('a.yaml', `${nodeClass('a')}---\n${nodeClass('a')}`);
    expect((await workspace.findings(...check)).filter((name) => name.endsWith(rule))).toHaveLength(1);
  });

  it('survives moved lines, a renamed file and an object that moved to another file', async () => {
    const workspace = await adopted({ 'a.yaml': nodeClass('a'), 'b.yaml': `${nodeClass('b')}---\n${nodeClass('c')}` });
    workspace.write('a.yaml', nodeClass('a', { head: '# a head\n\n' }));
    renameSync(workspace.path('a.yaml'), workspace.path('renamed.yaml'));
    workspace.write('b.yaml', nodeClass('b'));
    workspace.write('elsewhere/c.yaml', nodeClass('c'));
    expect(await workspace.findings(...check)).toEqual([]);
  });

  it('does not let the same mistake in a copy pass for the old one', async () => {
    const workspace = await adopted({ 'clusters/one/class.yaml': nodeClass('default') });
    workspace.write('clusters/one/class.yaml', nodeClass('default', { tokens: 'required' }));
    workspace.write('clusters/two/class.yaml', nodeClass('default'));
    const findings = await workspace.findings(...check);
    expect(findings).toContain(`clusters/two/class.yaml:14 ${rule}`);
    expect(findings).toContainEqual(expect.stringMatching(/^karplint-baseline.json:\d+ baseline-entry-stale$/));
  });

  it('reports a stale entry at its line, and fails only with --strict-baseline', async () => {
    const workspace = await adopted({ 'a.yaml': nodeClass('a') });
    workspace.write('a.yaml', nodeClass('a', { tokens: 'required' }));
    const relaxed = await workspace.run('--baseline', baseline);
    expect(relaxed.code).toBe(0);
    expect(relaxed.out).toContain('baseline-entry-stale');
    const strict = await workspace.run('--baseline', baseline, '--strict-baseline');
    expect(strict.code).toBe(1);
    expect(strict.out).toContain(`"rule":"${rule}"`);
  });

  it('forgets what is gone with --prune-baseline, and nothing else', async () => {
    const workspace = await adopted({ 'a.yaml': nodeClass('a'), 'b.yaml': nodeClass('b') });
    const before = workspace.read(baseline);
    expect((await workspace.run('--baseline', baseline, '--prune-baseline', 'a.yaml', '--preset', 'essential')).code).toBe(0);
    expect(workspace.read(baseline)).toBe(before);
    workspace.write('a.yaml', nodeClass('a', { tokens: 'required' }));
    await workspace.run('--baseline', baseline, '--prune-baseline');
    expect(workspace.read(baseline)).not.toContain(`"file":"a.yaml","rule":"${rule}"`);
    expect(workspace.read(baseline)).toContain(`"file":"b.yaml","rule":"${rule}"`);
    rmSync(workspace.path('b.yaml'));
    await workspace.run('--baseline', baseline, '--prune-baseline');
    expect(workspace.read(baseline)).not.toContain('b.yaml');
  });

  it('says nothing of files that this run did not read', async () => {
    const workspace = await adopted({ 'a.yaml': nodeClass('a'), 'b.yaml': nodeClass('b') });
    expect(await workspace.findings(...check, 'a.yaml')).toEqual([]);
  });

  it('keeps what it could not judge when a part is updated', async () => {
    const workspace = await adopted({ 'a.yaml': nodeClass('a'), 'b.yaml': nodeClass('b') });
    workspace.write('a.yaml', `${nodeClass('a')}---\n${nodeClass('c')}`);
    await workspace.run('--update-baseline', '--baseline', baseline, '--preset', 'all', 'a.yaml');
    expect(await workspace.findings(...check)).toEqual([]);
  });

  it('means the same from another folder, and by the configuration', async () => {
    const workspace = await adopted({ 'a/a.yaml': nodeClass('a'), 'karplint.yaml': `baseline: ${baseline}\npreset: all\n` });
    const { out } = await workspace.runWith({ folder: 'a' }, '--fail-on', 'note');
    expect(out).toContain('known from the baseline');
  });

  it('is written in the same order whatever the order of the run, one entry a line', async () => {
    const workspace = await adopted({ 'a.yaml': nodeClass('a'), 'b.yaml': nodeClass('b') });
    const lines = workspace.read(baseline).split('\n').slice(3, -3);
    expect(lines).toEqual([...lines].sort());
    const before = workspace.read(baseline);
    await workspace.run('--update-baseline', '--preset', 'all', 'b.yaml', 'a.yaml', '.');
    expect(workspace.read(baseline)).toBe(before);
  });

  it.each([
    ['not there', undefined, 'There is no baseline'],
    ['not JSON', '{', 'is not a baseline'],
    ['of another version', '{"version": 2}', 'version is `2`'],
    ['without a rule', '{"version": 1, "findings": [{"file": "a"}]}', 'is not an entry'],
  ])('is refused when it is %s', async (_, text, message) => {
    const workspace = new TestWorkspace(text === undefined ? {} : { 'base.json': text });
    const { code, error } = await workspace.run('--baseline', 'base.json');
    expect(error).toContain(message);
    expect(code).toBe(2);
  });

  it('adopts hundreds of findings and shows the one that is new', async () => {
    const many = Array.from({ length: 100 }, (_, index) => nodeClass(`class-${index}`)).join('---\n');
    const workspace = await adopted({ 'many.yaml': many });
    workspace.write('many.yaml', `${nodeClass('first')}---\n${many}`);
    expect((await workspace.findings(...check)).filter((name) => name.endsWith(rule))).toEqual([`many.yaml:14 ${rule}`]);
  });
});
