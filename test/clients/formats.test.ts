import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'karplint-formats-'));
const formats = ['junit', 'checkstyle', 'rdjson', 'html', 'json'];

beforeAll(() => {
  const names = formats.flatMap((format) => ['--format', `${format}=${join(folder, format)}`]);
  execFileSync('node', [join(root, 'dist/cli.cjs'), join(root, 'examples'), '--preset', 'all', '--fail-on', 'never', ...names], { stdio: 'ignore' });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(['junit', 'checkstyle'])('%s is XML to libxml2', (format) => {
  execFileSync('xmllint', ['--noout', '--nonet', join(folder, format)], { stdio: 'pipe' });
});

it('rdjson is read by reviewdog, each finding at its line', () => {
  const { findings } = JSON.parse(readFileSync(join(folder, 'json'), 'utf8')) as { findings: { file: string; start: { line: number } }[] };
  const out = execFileSync('reviewdog', ['-f=rdjson', '-reporter=local', '-filter-mode=nofilter', '-diff=true', '-tee=false'], {
    cwd: folder,
    input: readFileSync(join(folder, 'rdjson')),
    encoding: 'utf8',
  });
  for (const { file, start } of findings) expect(out).toContain(`${file}:${start.line}`);
});

it('html fits a phone, follows the reader into the dark, and filters without a script', async () => {
  const browser = await chromium.launch({ executablePath: execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: 'dark', javaScriptEnabled: true });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    writeFileSync(join(folder, 'report.html'), readFileSync(join(folder, 'html')));
    await page.goto(`file://${join(folder, 'report.html')}`);
    const shown = () => page.locator('article:visible').count();
    const all = await shown();
    const notes = await page.locator('article.severity-note').count();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(15, 19, 24)');
    await page.uncheck('#severity-note');
    expect(await shown()).toBe(all - notes);
    await page.check('#severity-note');
    await page.selectOption('select', '1');
    expect(await shown()).toBe(await page.locator('article.file-1').count());
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});
