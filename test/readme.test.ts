import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const readme = read('README.md');
const blocks = [...readme.matchAll(/^```(yaml|toml)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => ({ language, text }));

describe('README.md', () => {
  it('shows hooks that exist, for a version that is or comes next', () => {
    const config = parse(blocks.find(({ text }) => text.startsWith('repos:'))?.text ?? '') as { repos: { rev: string; hooks: { id: string }[] }[] };
    const hooks = (parse(read('.pre-commit-hooks.yaml')) as { id: string }[]).map(({ id }) => id);
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(config.repos[0]?.rev).toBe(`v${version}`);
    expect(hooks).toEqual(expect.arrayContaining(config.repos[0]?.hooks.map(({ id }) => id) ?? ['?']));
  });

  it('shows nothing but parts of the pages behind it, in at most ten lines', () => {
    const pages = read('docs/ci.md') + read('docs/editors.md');
    for (const { text } of blocks) {
      expect(text.trim().split('\n').length).toBeLessThanOrEqual(10);
      if (!text.startsWith('repos:')) expect(pages).toContain(text);
    }
  });

  it('leads nowhere that is not there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target = '']) => target);
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });
});
