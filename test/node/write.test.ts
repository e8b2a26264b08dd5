import { chmodSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeAtomically } from '../../src/node/write.ts';
import { plant } from '../tree.ts';

describe('writeAtomically', () => {
  it('makes the folders of a new file', () => {
    const root = plant({});
    writeAtomically(join(root, 'a/b/c.txt'), 'new');
    expect(readFileSync(join(root, 'a/b/c.txt'), 'utf8')).toBe('new');
  });

  it('keeps the mode and leaves nothing beside', () => {
    const root = plant({ 'a.sh': 'old' });
    chmodSync(join(root, 'a.sh'), 0o750);
    writeAtomically(join(root, 'a.sh'), 'new');
    expect(statSync(join(root, 'a.sh')).mode & 0o7777).toBe(0o750);
    expect(readdirSync(root)).toEqual(['a.sh']);
  });

  it('writes through a symbolic link', () => {
    const root = plant({ 'real/a.yaml': 'old', 'link.yaml': { to: 'real/a.yaml' } });
    writeAtomically(join(root, 'link.yaml'), 'new');
    expect(lstatSync(join(root, 'link.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(root, 'real/a.yaml'), 'utf8')).toBe('new');
  });

  it('writes to a device as it is', () => {
    writeAtomically('/dev/null', 'gone');
    expect(statSync('/dev/null').isFile()).toBe(false);
  });

  it('leaves the old file where it cannot write', () => {
    const root = plant({ 'a/file': 'old' });
    expect(() => {
      writeAtomically(join(root, 'a/file/below'), 'new');
    }).toThrow();
    expect(readdirSync(join(root, 'a'))).toEqual(['file']);
  });
});
