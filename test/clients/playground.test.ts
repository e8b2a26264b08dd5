import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'playground/dist');
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };

let server: Server;
let browser: Browser;
let page: Page;
let address: string;
const complaints: string[] = [];
const requests: string[] = [];

beforeAll(async () => {
  execFileSync('node', [join(root, 'scripts/build-playground.mjs')], { stdio: 'inherit' });
  server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/\/$/, '/index.html');
    response.setHeader('content-type', types[extname(name)] ?? 'text/plain');
    response.end(readFileSync(join(folder, name)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({ executablePath: execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim(), args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser.close();
  server.close();
});

beforeEach(async () => {
  complaints.length = 0;
  requests.length = 0;
  page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
});

async function open(fragment = ''): Promise<void> {
  await page.goto(address + fragment);
  await page.waitForSelector('#summary:not(:empty)');
}

function rules(): Promise<string[]> {
  return page.locator('#findings .head a').allTextContents();
}

function finding(text: string) {
  return page.locator('#findings li', { hasText: text });
}

async function type(text: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

const pool = 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\nspec:\n  disruption: { consolidateAfter: Never }\n';

describe('the playground', () => {
  it('lints its example at once, within its own rules for content, and asks nobody else', async () => {
    await open();
    expect(await rules()).toEqual(expect.arrayContaining(['nodeclass-ref-unresolved', 'unknown-field', 'imdsv1-allowed']));
    await page.waitForLoadState('networkidle');
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(address))).toEqual(['data:,'].filter((url) => requests.includes(url)));
    expect(requests).toContain(`${address}ec2.json`);
  });

  it('loads and lints its example in under a second', async () => {
    const times: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      await open();
      times.push(await page.evaluate(() => performance.now()));
    }
    const best = Math.min(...times);
    console.log(`playground: its example is linted ${best.toFixed(0)} ms after the page was asked for`);
    // The best of a few: what else the machine does is not the page's doing.
    expect(best).toBeLessThan(1000);
  });

  it('follows what is typed, the version and the rules', async () => {
    await open();
    await type(pool);
    await finding('consolidation-disabled').waitFor();
    expect(await rules()).toContain('consolidation-disabled');
    await page.selectOption('#version', '0.32');
    expect(await page.locator('#findings').textContent()).toContain('0.32');
  });

  it('applies a fix', async () => {
    await open();
    await type(pool);
    const button = page.locator('#findings button', { hasText: 'Set consolidateAfter: 5m' });
    await button.click();
    await finding('consolidation-disabled').waitFor({ state: 'detached' });
    expect(await page.locator('.cm-content').innerText()).toContain('consolidateAfter: 5m');
  });

  it('gives a link that brings text and settings back', async () => {
    await open();
    await type(pool);
    await page.selectOption('#environment', 'prod');
    await page.click('#share');
    await page.waitForURL(/#./);
    const fragment = new URL(page.url()).hash;
    await page.goto('about:blank');
    await open(fragment);
    expect(await page.locator('.cm-content').innerText()).toContain('consolidateAfter: Never');
    expect(await page.locator('#environment').inputValue()).toBe('prod');
  });

  it('shows markup of a manifest as text', async () => {
    const text = 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\nspec:\n  "<img src=x onerror=alert(1)>": 1\n';
    await open(`#${deflateRawSync(JSON.stringify({ text })).toString('base64url')}`);
    await finding('onerror').first().waitFor();
    expect(await page.locator('#findings img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('takes a broken link for none', async () => {
    await open('#%00not-a-snapshot');
    expect(await page.locator('.cm-content').innerText()).toContain('name: general');
    expect(complaints).toEqual([]);
  });

  it('fits a phone', async () => {
    await open();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  it('stays small', () => {
    expect(gzipSync(readFileSync(join(folder, 'main.js'))).length).toBeLessThan(400 * 1024);
  });
});
