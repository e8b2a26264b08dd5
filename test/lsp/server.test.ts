import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnection } from 'vscode-languageserver/node';
import type { CodeAction, CompletionItem, Diagnostic, DocumentSymbol, Hover, Location, ProtocolConnection } from 'vscode-languageserver/node';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { serve } from '../../src/lsp/server.ts';
import { faultyPool, nodeClass } from '../reporters/report.ts';

/** A client and a server in one process, joined by two streams, over a temporary folder. */
class Session {
  readonly root = mkdtempSync(join(tmpdir(), 'karplint-lsp-'));
  readonly diagnostics = new Map<string, Diagnostic[]>();
  readonly client: ProtocolConnection;
  #waiting: (() => void)[] = [];

  constructor() {
    const [toServer, toClient] = [new PassThrough(), new PassThrough()];
    serve(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), { version: '1.2.3' });
    this.client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    this.client.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: { uri: string; diagnostics: Diagnostic[] }) => {
      this.diagnostics.set(uri, diagnostics);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.client.listen();
  }

  uri(name: string): string {
    return pathToFileURL(join(this.root, name)).href;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.root, name), text);
  }

  async start(capabilities: object = {}): Promise<{ capabilities: Record<string, unknown> }> {
    const result = await this.client.sendRequest('initialize', {
      processId: null,
      rootUri: pathToFileURL(this.root).href,
      capabilities,
      workspaceFolders: null,
    });
    await this.client.sendNotification('initialized', {});
    return result as { capabilities: Record<string, unknown> };
  }

  open(name: string, text: string): Promise<void> {
    return this.client.sendNotification('textDocument/didOpen', { textDocument: { uri: this.uri(name), languageId: 'yaml', version: 1, text } });
  }

  change(name: string, text: string, version: number): Promise<void> {
    return this.client.sendNotification('textDocument/didChange', { textDocument: { uri: this.uri(name), version }, contentChanges: [{ text }] });
  }

  /** Waits until the findings of a document satisfy a test. */
  async until(name: string, test: (codes: string[]) => boolean): Promise<Diagnostic[]> {
    for (;;) {
      const found = this.diagnostics.get(this.uri(name));
      if (found !== undefined && test(found.map(({ code }) => String(code)))) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  ask<T>(method: string, name: string, rest: object): Promise<T> {
    return this.client.sendRequest(method, { textDocument: { uri: this.uri(name) }, ...rest });
  }

  async end(): Promise<void> {
    await this.client.sendRequest('shutdown');
    this.client.dispose();
    rmSync(this.root, { recursive: true });
  }
}

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => session.end());

describe('diagnostics', () => {
  it('follow what is typed, and know the other files of the folder', async () => {
    session.write('class.yaml', nodeClass);
    await session.start();
    await session.open('pool.yaml', faultyPool);
    const [unknown] = (await session.until('pool.yaml', (codes) => codes.includes('nodeclass-ref-unresolved'))).filter(({ code }) => code === 'unknown-field');
    expect(unknown).toMatchObject({ range: { start: { line: 10, character: 6 }, end: { line: 10, character: 17 } }, severity: 1, source: 'karplint' });
    await session.change('pool.yaml', faultyPool.replace('defalt', 'default').replace('      requirments: []\n', ''), 2);
    const codes = (await session.until('pool.yaml', (found) => !found.includes('unknown-field'))).map(({ code }) => code);
    expect(codes).not.toContain('nodeclass-ref-unresolved');
  });

  it('are given to clients that pull, and never pushed to them', async () => {
    const { capabilities } = await session.start({ textDocument: { diagnostic: {} } });
    expect(capabilities['diagnosticProvider']).toMatchObject({ interFileDependencies: true });
    session.client.onRequest('workspace/diagnostic/refresh', () => null);
    await session.open('pool.yaml', faultyPool);
    const report = await session.ask<{ items: Diagnostic[] }>('textDocument/diagnostic', 'pool.yaml', {});
    expect(report.items.map(({ code }) => code)).toContain('unknown-field');
    expect(session.diagnostics.size).toBe(0);
  });

  it('survive half-typed YAML and come back when it is whole again', async () => {
    await session.start();
    await session.open('pool.yaml', faultyPool);
    for (let length = faultyPool.length - 1, version = 2; length > 0; length -= 7, version++)
      await session.change('pool.yaml', faultyPool.slice(0, length), version);
    await session.change('pool.yaml', 'kind: NodePool\napiVersion: [', 1000);
    await session.until('pool.yaml', (codes) => codes.includes('yaml-syntax'));
    await session.change('pool.yaml', faultyPool, 1001);
    await session.until('pool.yaml', (codes) => codes.includes('unknown-field'));
  });

  it('name the mistakes of a configuration, and follow it once it is saved', async () => {
    session.write('karplint.yaml', 'rules:\n  unknown-field: off\n');
    await session.start();
    await session.open('pool.yaml', faultyPool);
    await session.until('pool.yaml', (codes) => codes.length > 0 && !codes.includes('unknown-field'));
    await session.open('karplint.yaml', 'rules:\n  unknwon-field: off\n');
    const [problem] = await session.until('karplint.yaml', (codes) => codes.length > 0);
    expect(problem?.message).toContain('Did you mean `unknown-field`?');
    session.write('karplint.yaml', 'rules: {}\n');
    await session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: session.uri('karplint.yaml'), type: 2 }] });
    await session.until('pool.yaml', (codes) => codes.includes('unknown-field'));
  });
});

describe('rules of the folder', () => {
  const config =
    'customRules:\n  weight-missing: { kinds: [NodePool], expression: has(object.spec.weight), message: No weight., docs: https://example.com/w }\n';
  const suppressed = faultyPool.replace('kind: NodePool', 'kind: NodePool # karplint-disable-line weight-m -- x');

  it('speak, follow the configuration, and are completed and explained in suppressions', async () => {
    session.write('karplint.yaml', config);
    await session.start();
    await session.open('pool.yaml', faultyPool);
    const found = await session.until('pool.yaml', (codes) => codes.includes('weight-missing'));
    expect(found.find(({ code }) => code === 'weight-missing')).toMatchObject({ message: 'No weight.', codeDescription: { href: 'https://example.com/w' } });
    await session.change('pool.yaml', suppressed, 2);
    const [line = 0, character] = [1, 'kind: NodePool # karplint-disable-line weight-m'.length];
    const items = await session.ask<CompletionItem[]>('textDocument/completion', 'pool.yaml', { position: { line, character } });
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(['weight-missing', 'unknown-field']));
    await session.change('pool.yaml', suppressed.replace('weight-m ', 'weight-missing '), 3);
    await session.until('pool.yaml', (codes) => codes.length > 0 && !codes.includes('weight-missing') && !codes.includes('suppression-unknown'));
    const hover = await session.ask<Hover>('textDocument/hover', 'pool.yaml', { position: { line, character } });
    expect(hover.contents).toMatchObject({ value: expect.stringContaining('No weight.') as string });
    const reason = await session.ask<Hover | null>('textDocument/hover', 'pool.yaml', { position: { line, character: character + 12 } });
    expect(reason).toBeNull();
    session.write('karplint.yaml', '');
    await session.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: session.uri('karplint.yaml'), type: 2 }] });
    await session.until('pool.yaml', (codes) => codes.includes('suppression-unknown'));
  });
});

describe('what an editor asks for', () => {
  const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

  it('offers fixes, suppressions and the docs page', async () => {
    await session.start();
    await session.open('pool.yaml', faultyPool);
    await session.until('pool.yaml', (codes) => codes.includes('consolidation-disabled'));
    const range = { start: { line: 6, character: 24 }, end: { line: 6, character: 24 } };
    const actions = await session.ask<CodeAction[]>('textDocument/codeAction', 'pool.yaml', { range, context: { diagnostics: [] } });
    const fix = actions.find(({ title }) => title.startsWith('Set `consolidateAfter: 5m`'));
    expect(fix?.edit?.changes?.[session.uri('pool.yaml')]).toEqual([
      { range: { start: { line: 6, character: 22 }, end: { line: 6, character: 27 } }, newText: '5m' },
    ]);
    const suppress = actions.find(({ title }) => title.startsWith('Suppress consolidation-disabled'));
    expect(suppress?.edit?.changes?.[session.uri('pool.yaml')]?.[0]?.newText).toBe('    # karplint-disable-next-line consolidation-disabled -- reason\n');
    expect(actions.map(({ title }) => title)).toContain('Why consolidation-disabled?');
  });

  it('explains fields and labels', async () => {
    await session.start();
    await session.open(
      'pool.yaml',
      `${faultyPool}      # end\n`.replace('requirements: []', 'requirements: [{ key: karpenter.sh/capacity-type, operator: Exists }]'),
    );
    const field = await session.ask<Hover>('textDocument/hover', 'pool.yaml', { position: { line: 6, character: 8 } });
    expect(field.contents).toMatchObject({ kind: 'markdown', value: expect.stringContaining('spec.disruption.consolidateAfter') as string });
    const label = await session.ask<Hover>('textDocument/hover', 'pool.yaml', { position: { line: 11, character: 35 } });
    expect(label.contents).toMatchObject({ value: expect.stringContaining('How the instance is paid for.') as string });
  });

  it('counts the instance types that meet a requirement', async () => {
    await session.start();
    const requirement = '{ key: karpenter.k8s.aws/instance-family, operator: In, values: [m5] }';
    await session.open('pool.yaml', faultyPool.replace('requirements: []', `requirements: [${requirement}]`));
    const { contents } = await session.ask<Hover>('textDocument/hover', 'pool.yaml', { position: { line: 11, character: 90 } });
    expect(contents).toMatchObject({ value: expect.stringMatching(/^.*\b9 of 1[0-9]{3} instance types meet this requirement/s) as string });
  });

  it('completes fields, values, labels and rule ids', async () => {
    await session.start();
    const complete = async (name: string, text: string): Promise<string[]> => {
      const lines = text.split('\n');
      await session.open(name, text);
      const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
      const items = await session.ask<CompletionItem[]>('textDocument/completion', name, { position });
      return items.map(({ label }) => label);
    };
    const head = 'apiVersion: karpenter.sh/v1\nkind: NodePool\nspec:\n';
    expect(await complete('a.yaml', `${head}  limits: {}\n  `)).toEqual(expect.arrayContaining(['disruption', 'template', 'weight']));
    expect(await complete('b.yaml', `${head}  limits: {}\n  `)).not.toContain('limits');
    expect(await complete('c.yaml', `${head}  disruption:\n    consolidationPolicy: `)).toEqual(['WhenEmpty', 'WhenEmptyOrUnderutilized', 'Balanced']);
    expect(await complete('d.yaml', `${head}  template:\n    spec:\n      requirements:\n        - key: karp`)).toContain('karpenter.sh/capacity-type');
    const requirement = `${head}  template:\n    spec:\n      requirements:\n        - key: karpenter.sh/capacity-type\n          operator: In\n          values:\n            - `;
    expect(await complete('e.yaml', requirement)).toEqual(['on-demand', 'spot', 'reserved']);
    expect(await complete('g.yaml', requirement.replace('karpenter.sh/capacity-type', 'karpenter.k8s.aws/instance-family'))).toEqual(
      expect.arrayContaining(['m5', 'c7g']),
    );
    expect(await complete('karplint.yaml', 'rules:\n  ')).toContain('unknown-field');
    expect(await complete('f.yaml', 'a: 1 # karplint-disable-line ')).toContain('unknown-field');
  });

  it('goes from a reference to its class and back', async () => {
    session.write('class.yaml', nodeClass);
    await session.start();
    await session.open('pool.yaml', faultyPool.replace('defalt', 'default'));
    await session.until('pool.yaml', () => true);
    const definition = await session.ask<Location[]>('textDocument/definition', 'pool.yaml', { position: { line: 9, character: 77 } });
    expect(definition).toEqual([{ uri: session.uri('class.yaml'), range: { start: { line: 3, character: 8 }, end: { line: 3, character: 15 } } }]);
    const references = await session.ask<Location[]>('textDocument/references', 'class.yaml', {
      position: { line: 3, character: 10 },
      context: { includeDeclaration: false },
    });
    expect(references.map(({ uri }) => uri)).toEqual([session.uri('pool.yaml')]);
  });

  it('lists the objects of a file', async () => {
    await session.start();
    await session.open('pool.yaml', faultyPool);
    const symbols = await session.ask<DocumentSymbol[]>('textDocument/documentSymbol', 'pool.yaml', {});
    expect(symbols.map(({ name, children }) => [name, children?.map((child) => child.name)])).toEqual([['NodePool apples', ['disruption', 'template']]]);
  });

  it('answers nothing about documents that it does not know', async () => {
    await session.start();
    expect(await session.ask('textDocument/hover', 'nowhere.yaml', { position: { line: 0, character: 0 } })).toBeNull();
    expect(await session.ask('textDocument/codeAction', 'nowhere.yaml', { range: whole, context: { diagnostics: [] } })).toEqual([]);
  });
});
