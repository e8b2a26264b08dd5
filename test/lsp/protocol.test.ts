import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { serve } from '../../src/lsp/server.ts';
import { plant } from '../tree.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly code: number };
  readonly params?: { readonly uri?: string; readonly version?: number; readonly diagnostics?: readonly { readonly code: string }[] };
}

/** A client that may say anything. */
class RawClient {
  readonly #input = new PassThrough();
  readonly #waiting: { readonly test: (message: Message) => boolean; readonly resolve: (message: Message) => void }[] = [];

  constructor() {
    const output = new PassThrough();
    serve(createConnection(new StreamMessageReader(this.#input), new StreamMessageWriter(output)), { version: '1.2.3' });
    new StreamMessageReader(output).listen((message) => {
      const found = this.#waiting.find(({ test }) => test(message as Message));
      if (found === undefined) return;
      this.#waiting.splice(this.#waiting.indexOf(found), 1);
      found.resolve(message as Message);
    });
  }

  write(text: string): void {
    this.#input.write(text);
  }

  say(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  ask(id: number, method: string, params: object): Promise<Message> {
    this.say({ id, method, params });
    return this.until((message) => message.id === id && message.method === undefined);
  }

  until(test: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve) => this.#waiting.push({ test, resolve }));
  }
}

async function start(): Promise<RawClient> {
  const client = new RawClient();
  await client.ask(1, 'initialize', { processId: null, rootUri: pathToFileURL(plant({})).href, capabilities: {} });
  client.say({ method: 'initialized', params: {} });
  return client;
}

const notification = (method: string, params: unknown): object => ({ method, params });
const open = (uri: string) =>
  notification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text: 'kind: NodePool\napiVersion: [' } });
const pool = 'apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: { name: a }\nspec: { x: 1 }\n';

describe('a server that is told nonsense', () => {
  it.each<readonly [string, (client: RawClient) => void]>([
    ['a body that is no JSON', (client) => client.write('Content-Length: 5\r\n\r\n{"a":')],
    ['a list', (client) => client.write('Content-Length: 2\r\n\r\n[]')],
    ['an object that is no message', (client) => client.write('Content-Length: 2\r\n\r\n{}')],
    ['a header that it does not know', (client) => client.write('Foo: bar\r\nContent-Length: 2\r\n\r\n{}')],
    ['an unknown notification', (client) => client.say(notification('foo/bar', {}))],
    ['a change without its parts', (client) => client.say(notification('textDocument/didChange', {}))],
    [
      'a change of what is not open',
      (client) => client.say(notification('textDocument/didChange', { textDocument: { uri: 'file:///x', version: 1 }, contentChanges: [{ text: 'a' }] })),
    ],
    ['an address that is none', (client) => client.say(open('%%%'))],
    ['a file of another machine', (client) => client.say(open('file://host/x.yaml'))],
    ['a file that cannot exist', (client) => client.say(open('file:///%00/x.yaml'))],
    [
      'files that changed elsewhere',
      (client) => client.say(notification('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file://host/y.yaml', type: 9 }] })),
    ],
    ['the end of a request that never began', (client) => client.say(notification('$/cancelRequest', { id: 77 }))],
  ])('goes on: %s', async (_, speak) => {
    const client = await start();
    speak(client);
    const found = client.until(({ method, params }) => method === 'textDocument/publishDiagnostics' && params?.uri === 'untitled:1');
    client.say(notification('textDocument/didOpen', { textDocument: { uri: 'untitled:1', languageId: 'yaml', version: 1, text: pool } }));
    expect((await found).params?.diagnostics?.map(({ code }) => code)).toContain('unknown-field');
    expect((await client.ask(9, 'shutdown', {})).error).toBeUndefined();
  });

  it('answers requests that it cannot understand', async () => {
    const client = await start();
    expect((await client.ask(2, 'foo/bar', {})).error?.code).toBe(-32601);
    expect((await client.ask(3, 'textDocument/hover', { textDocument: { uri: 5 }, position: 'x' })).result).toBeNull();
    expect((await client.ask(4, 'textDocument/codeAction', { textDocument: { uri: 'x' }, range: {}, context: {} })).result).toEqual([]);
    expect((await client.ask(5, 'workspace/executeCommand', { command: 'nope' })).result).toBeNull();
  });

  it('takes a change whose range is nowhere', async () => {
    const client = await start();
    client.say(notification('textDocument/didOpen', { textDocument: { uri: 'untitled:1', languageId: 'yaml', version: 1, text: pool } }));
    const range = { start: { line: 99, character: 99 }, end: { line: -1, character: -5 } };
    const found = client.until(({ params }) => params?.version === 2);
    client.say(notification('textDocument/didChange', { textDocument: { uri: 'untitled:1', version: 2 }, contentChanges: [{ range, text: '# end' }] }));
    expect((await found).params?.uri).toBe('untitled:1');
  });
});
