import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeManifests } from './manifests.mjs';
import { quantile } from './measure.mjs';

/** Goal: milliseconds from a change to its diagnostics, the server's pause for the next keystroke included. */
const goal = 100;
const edits = 1000;

/** 2,000 objects in 200 files of 20 folders; somebody types in one file after the other, and waits for what the server says. */
export async function benchLanguageServer(cli) {
  const folder = mkdtempSync(join(tmpdir(), 'karplint-bench-'));
  writeManifests(folder, { files: 200, documents: 10, filesPerFolder: 10 });
  const server = new Client(cli, folder);
  await server.request('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} });
  server.notify('initialized', {});
  const documents = await openSome(server, folder);
  for (let turn = 0; turn < documents.length * typed.length; turn++) await edit(server, documents, turn);
  const before = await server.heap();
  const times = [];
  for (let turn = 0; turn < edits; turn++) times.push(await edit(server, documents, turn));
  const after = await server.heap();
  await server.end();
  rmSync(folder, { recursive: true, force: true });
  console.log(
    `language server, 200 files: diagnostics ${quantile(times, 0.5).toFixed(0)} ms after a change in the median, ${quantile(times, 0.95).toFixed(0)} ms at the 95th percentile (goal ${goal})`,
  );
  console.log(`  heap ${before.toFixed(1)} MiB before ${edits} changes, ${after.toFixed(1)} MiB after them`);
}

/** Every tenth file is open in the editor. */
async function openSome(server, folder) {
  const files = readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  const documents = files
    .filter((_, index) => index % 10 === 0)
    .map((file) => ({ uri: pathToFileURL(join(folder, file)).href, version: 1, text: readFileSync(join(folder, file), 'utf8') }));
  for (const { uri, version, text } of documents) {
    const answer = server.diagnosticsOf(uri, version);
    server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } });
    await answer;
  }
  return documents;
}

/** What is typed, each as a stretch of text and what replaces it: a new value, half a line, a comment, another name. */
const typed = [
  [/weight: \d+/, (turn) => `weight: ${(turn % 100) + 1}`],
  [/consolidateAfter: \S+/, (turn) => `consolidateAfter: ${turn % 3 === 0 ? 'Never' : `${turn % 60}m`}`],
  [/\n {2}limits:\n/, () => '\n  limits\n'],
  [/\n {2}limits\n/, () => '\n  limits:\n'],
  [/(?<=# Pool) \d+/, (turn) => ` ${turn}`],
  [/(?<=EC2NodeClass\n {8}name: class-)\d+/, (turn) => String(turn % 40)],
  [
    /instance-generation\n {10}operator: Gt\n {10}values: \["\d+"\]/,
    (turn) => `instance-generation\n          operator: Gt\n          values: ["${turn % 100}"]`,
  ],
  [/volumeSize: \d+Gi/, (turn) => `volumeSize: ${20 + (turn % 200)}Gi`],
  [/httpPutResponseHopLimit: \d/, (turn) => `httpPutResponseHopLimit: ${(turn % 3) + 1}`],
];

/** Types one change and gives the milliseconds until the server has said what it finds. */
async function edit(server, documents, turn) {
  const document = documents[Math.floor(turn / typed.length) % documents.length];
  const [pattern, write] = typed[turn % typed.length];
  const found = pattern.exec(document.text);
  const [start, end] = [found.index, found.index + found[0].length];
  const change = { range: { start: positionAt(document.text, start), end: positionAt(document.text, end) }, text: write(turn) };
  document.text = document.text.slice(0, start) + change.text + document.text.slice(end);
  document.version++;
  const answer = server.diagnosticsOf(document.uri, document.version);
  const begin = performance.now();
  server.notify('textDocument/didChange', { textDocument: { uri: document.uri, version: document.version }, contentChanges: [change] });
  await answer;
  return performance.now() - begin;
}

function positionAt(text, offset) {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length - 1, character: offset - before.lastIndexOf('\n') - 1 };
}

/** The other end of the protocol: as much of a client as the benchmark needs. */
class Client {
  #process;
  #waiting = new Map();
  #buffer = Buffer.alloc(0);
  #id = 0;

  constructor(cli, folder) {
    const onSignal = "process.on('SIGUSR2', () => { gc(); process.stderr.write(`HEAP ${process.memoryUsage().heapUsed}\\n`); });";
    const argv = ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(onSignal)}`, cli, 'lsp', '--stdio'];
    this.#process = spawn(process.execPath, argv, { cwd: folder });
    this.#process.stdout.on('data', (chunk) => this.#read(chunk));
  }

  request(method, params) {
    const id = ++this.#id;
    this.#send({ id, method, params });
    return this.#wait(`answer ${id}`);
  }

  notify(method, params) {
    this.#send({ method, params });
  }

  /** Fulfilled when the server publishes what it finds in a version of a document. */
  diagnosticsOf(uri, version) {
    return this.#wait(`${uri} ${version}`);
  }

  /** The server's heap in MiB, after a full collection. */
  async heap() {
    const answer = new Promise((resolve) => this.#process.stderr.once('data', (text) => resolve(Number(/HEAP (\d+)/.exec(text)?.[1]) / 2 ** 20)));
    this.#process.kill('SIGUSR2');
    return answer;
  }

  async end() {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.request('shutdown');
    this.notify('exit');
    await ended;
  }

  #wait(key) {
    return new Promise((resolve) => this.#waiting.set(key, resolve));
  }

  #send(message) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(chunk) {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const head = this.#buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(this.#buffer.subarray(0, Math.max(head, 0)).toString())?.[1]);
      if (head < 0 || this.#buffer.length < head + 4 + length) return;
      const message = JSON.parse(this.#buffer.subarray(head + 4, head + 4 + length).toString());
      this.#buffer = this.#buffer.subarray(head + 4 + length);
      const key = message.method === 'textDocument/publishDiagnostics' ? `${message.params.uri} ${message.params.version}` : `answer ${message.id}`;
      this.#waiting.get(key)?.(message.result ?? message.params);
      this.#waiting.delete(key);
    }
  }
}
