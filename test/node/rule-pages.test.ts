import { describe, expect, it } from 'vitest';
import { readRulePage } from '../../src/node/rule-pages.ts';

describe('readRulePage', () => {
  it('gives the page without the marks of its generated head', () => {
    const page = readRulePage('limits-missing') ?? readRulePage('consolidation-disabled');
    expect(page).toMatch(/^# /);
    expect(page).not.toContain('<!--');
  });

  it.each(['no-such-rule', 'README', '../config', '', 'yaml-syntax.md'])('gives nothing for %j', (rule) => {
    expect(readRulePage(rule)).toBeUndefined();
  });
});
