import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/reporters/text.ts';
import type { TextOptions } from '../../src/reporters/text.ts';
import { faultyPool, lintTexts, nodeClass } from './report.ts';

function render(texts: Readonly<Record<string, string>>, options: Partial<TextOptions> = {}): string {
  const { report, sources } = lintTexts(texts);
  return renderText(report, sources, { version: '1.2.3', ...options });
}

describe('renderText', () => {
  it('shows the line of a finding with what it speaks of marked, and the remedy under it', () => {
    const lines = render({ 'apples.yaml': faultyPool }).split('\n');
    const at = lines.findIndex((line) => line.startsWith('  11:7 '));
    expect(lines[0]).toBe('apples.yaml');
    expect(lines.slice(at, at + 5)).toEqual([
      '  11:7     critical    `requirments` is not a field of `spec.template.spec`: kubectl refuses it, and',
      '                       clients that are less strict lose it silently.  unknown-field',
      '    11 │       requirments: []',
      '       │       ^^^^^^^^^^^',
      '         help: Did you mean `requirements`?',
    ]);
  });

  it('counts by group and severity, and says how to learn more', () => {
    const summary = render({ 'apples.yaml': faultyPool, 'class.yaml': nodeClass });
    expect(summary).toMatch(/security +1 +/);
    expect(summary).toContain('karplint explain <rule>');
    expect(summary).toContain('Karpenter 1.14, environment unknown');
  });

  it('says so when there is nothing to find', () => {
    const clean = nodeClass.replace('  metadataOptions: { httpTokens: optional }\n', '');
    expect(render({ 'class.yaml': clean }, { quiet: false })).toContain('No findings in 1 file, 1 object');
    expect(render({ 'other.txt': 'hello' })).toContain('No Kubernetes manifest found in 1 file');
    expect(render({ 'class.yaml': clean }, { quiet: true })).toBe('');
  });

  it('shows criticals only when it is to be quiet, without a summary', () => {
    const text = render({ 'apples.yaml': faultyPool, 'class.yaml': nodeClass }, { quiet: true });
    expect(text).toContain('unknown-field');
    expect(text).not.toMatch(/improvement|karplint explain/);
  });

  it('shows as many findings as asked for and still counts all', () => {
    const text = render({ 'apples.yaml': faultyPool, 'class.yaml': nodeClass }, { maxFindings: 1 });
    const total = lintTexts({ 'apples.yaml': faultyPool, 'class.yaml': nodeClass }).report.findings.length;
    expect(text.match(/^ {2}\d+:\d+ /gm)).toHaveLength(1);
    expect(text).toContain(`… and ${total - 1} more findings`);
    expect(text).toContain(`${total} findings (`);
  });

  it('colours only when asked, and the coloured text is the same text', () => {
    const plain = render({ 'apples.yaml': faultyPool });
    const coloured = render({ 'apples.yaml': faultyPool }, { colour: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31m');

    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  it('lets no escape sequence of a manifest or a file name through', () => {
    const hostile = faultyPool.replace('name: apples', 'name: "ap\\e[2Jples\\u202egnp"').replace('requirments', '"requ\u001b[31mirments"');
    const text = render({ 'pools/\u001b]0;title\u0007.yaml': hostile });

    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(text).toContain('\\u{1b}');
  });

  it('keeps lines within the width of the terminal and marks what it cuts', () => {
    const long = faultyPool.replace('requirments', `${'r'.repeat(300)}equirments`);
    const lines = render({ 'apples.yaml': long }, { width: 60 }).split('\n');
    const frame = lines.findIndex((line) => line.includes('│') && line.includes('rrr'));
    expect(lines[frame]?.length).toBeLessThanOrEqual(60);
    expect(lines[frame]).toContain('…');
    expect(lines[frame + 1]).toMatch(/\^+$/);
  });

  it('puts the marks under the value also behind wide characters', () => {
    const wide = faultyPool.replace('spec:\n', 'spec: # 値\n').replace('      requirments: []', '      "日本": { "requirments": [] }');
    const lines = render({ 'apples.yaml': wide }).split('\n');
    const frame = lines.findIndex((line) => line.includes('"日本"'));
    expect(lines[frame + 1]).toBe('       │       ^^^^^^');
  });
});
