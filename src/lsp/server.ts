import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  CodeActionKind,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  FileChangeType,
  MarkupKind,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type {
  CodeActionParams,
  Connection,
  Diagnostic,
  Hover,
  InitializeParams,
  InitializeResult,
  Location,
  TextDocumentPositionParams,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../core/finding.ts';
import { locate } from '../core/locate.ts';
import type { Location as Place } from '../core/locate.ts';
import { Source } from '../core/source.ts';
import type { Workspace } from '../core/workspace.ts';
import { relativeName } from '../node/find.ts';
import { codeActionsFor, openDocsCommand } from './code-actions.ts';
import { completionsAt } from './completion.ts';
import type { CompletionFacts } from './completion.ts';
import { configDiagnostics, isConfigFile } from './config-diagnostics.ts';
import { toDiagnostic } from './diagnostics.ts';
import { hoverAt } from './hover.ts';
import { definitionsOf, referencesTo, symbolsOf } from './navigation.ts';
import type { Target } from './navigation.ts';
import { overlaps, toOffset, toRange } from './positions.ts';
import { ruleHoverAt } from './rule-words.ts';
import { WorkspaceFolder } from './workspace-folder.ts';

/** Milliseconds without a keystroke before the document is linted anew. */
const pause = 40;
/** The same for the other open documents, which the change may concern as well. */
const longPause = 200;

export interface ServerOptions {
  /** Of karplint. */
  readonly version: string;
  /** Programs with rules, from the folder that the client opens. */
  readonly plugins?: readonly string[];
}

/** Speaks the Language Server Protocol over a connection until the client ends it. */
export function serve(connection: Connection, options: ServerOptions): void {
  new LanguageServer(connection, options).listen();
}

class LanguageServer {
  readonly #connection: Connection;
  readonly #version: string;
  readonly #plugins: readonly string[];
  readonly #documents = new TextDocuments(TextDocument);
  #folder: WorkspaceFolder;
  #clientPulls = false;
  #canWatch = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, { version, plugins = [] }: ServerOptions) {
    this.#connection = connection;
    this.#version = version;
    this.#plugins = plugins;
    this.#folder = new WorkspaceFolder(process.cwd(), plugins);
  }

  listen(): void {
    const connection = this.#connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => this.#loadOrTell(true));
    this.#documents.onDidChangeContent(({ document }) => this.#changed(document));
    this.#documents.onDidSave(({ document }) => this.#publish(document.uri));
    this.#documents.onDidClose(({ document }) => this.#closed(document));
    connection.onDidChangeWatchedFiles(({ changes }) => this.#diskChanged(changes));
    connection.languages.diagnostics.on(({ textDocument }) => ({ kind: DocumentDiagnosticReportKind.Full, items: this.#diagnosticsOf(textDocument.uri) }));
    connection.onCodeAction((params) => this.#codeActions(params));
    connection.onExecuteCommand(({ command, arguments: [rule] = [] }) => this.#execute(command, rule));
    connection.onHover((params) => this.#hover(params));
    connection.onCompletion((params) => this.#complete(params));
    connection.onDefinition((params) => this.#navigate(params, definitionsOf));
    connection.onReferences((params) => this.#navigate(params, referencesTo));
    connection.onDocumentSymbol(({ textDocument }) => {
      const manifest = this.#folder.manifest(this.#fileOf(textDocument.uri));
      return manifest === undefined ? [] : symbolsOf(manifest);
    });
    this.#documents.listen(connection);
    connection.listen();
  }

  #initialize({ capabilities, workspaceFolders, rootUri }: InitializeParams & { rootUri?: string | null }): InitializeResult {
    const root = pathOf(workspaceFolders?.[0]?.uri ?? rootUri ?? '');
    if (root !== undefined) this.#folder = new WorkspaceFolder(root, this.#plugins);
    this.#clientPulls = capabilities.textDocument?.diagnostic !== undefined;
    this.#canWatch = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return {
      serverInfo: { name: 'karplint', version: this.#version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        diagnosticProvider: { identifier: 'karplint', interFileDependencies: true, workspaceDiagnostics: false },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.karplint`] },
        executeCommandProvider: { commands: [openDocsCommand] },
        hoverProvider: true,
        completionProvider: { triggerCharacters: [' ', '/', '"'] },
        definitionProvider: true,
        referencesProvider: true,
        documentSymbolProvider: true,
      },
    };
  }

  async #loadOrTell(isFirst = false): Promise<void> {
    try {
      await this.#load(isFirst);
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Where nobody waits for an answer, an error must not take the server down. */
  #tell(error: unknown): void {
    this.#connection.console.error(`karplint: ${error instanceof Error ? error.message : String(error)}`);
  }

  async #load(isFirst: boolean): Promise<void> {
    await this.#folder.load();
    if (isFirst && this.#canWatch) {
      const watchers = [{ globPattern: '**/*.{yaml,yml,json}' }, { globPattern: '**/.{gitignore,karplintignore}' }];
      await this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (this.#folder.configProblem !== undefined) this.#connection.window.showWarningMessage(`karplint: ${this.#folder.configProblem}`);
    this.#publish();
  }

  #changed(document: TextDocument): void {
    this.#folder.setBuffer(this.#fileOf(document.uri), document.getText());
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#publish(document.uri), pause);
  }

  #closed({ uri }: TextDocument): void {
    this.#folder.closeBuffer(this.#fileOf(uri));
    if (!this.#clientPulls) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#publish();
  }

  async #diskChanged(changes: readonly { readonly uri: string; readonly type: FileChangeType }[]): Promise<void> {
    const files = changes.map(({ uri }) => this.#fileOf(uri));
    const needsAll = files.some((file) => isConfigFile(file) || file.endsWith('ignore')) || changes.some(({ type }) => type === FileChangeType.Created);
    if (needsAll) return this.#loadOrTell();
    for (const file of files) this.#folder.refresh(file);
    this.#publish();
  }

  /**
   * Sends the findings of open documents to clients that don't ask for them; others are told to ask again. `first` is the
   * document that somebody is typing in.
   */
  #publish(first?: string): void {
    clearTimeout(this.#timer);
    if (this.#clientPulls) {
      this.#connection.languages.diagnostics.refresh();
      return;
    }
    if (first !== undefined) this.#publishNext([first]);
    const others = this.#documents.keys().filter((uri) => uri !== first);
    this.#timer = setTimeout(() => this.#publishNext(others), first === undefined ? 0 : longPause);
  }

  /** One document after the other, so that what the client says meanwhile is heard. The next change begins anew. */
  #publishNext([uri, ...others]: readonly string[]): void {
    const document = uri === undefined ? undefined : this.#documents.get(uri);
    try {
      if (document !== undefined)
        void this.#connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics: this.#diagnosticsOf(document.uri) });
    } catch (error) {
      this.#tell(error);
    }
    if (others.length > 0) this.#timer = setTimeout(() => this.#publishNext(others), 0);
  }

  #diagnosticsOf(uri: string): Diagnostic[] {
    const file = this.#fileOf(uri);
    const text = this.#documents.get(uri)?.getText();
    if (isConfigFile(file) && text !== undefined) return configDiagnostics(new Source(file, text));
    return this.#folder.findings(file).map((finding) => this.#toDiagnostic(finding));
  }

  #toDiagnostic(finding: Finding): Diagnostic {
    return toDiagnostic(finding, this.#folder.sources, (file) => this.#uriOf(file));
  }

  #codeActions({ textDocument, range }: CodeActionParams) {
    const file = this.#fileOf(textDocument.uri);
    const { sources } = this.#folder;
    const source = sources.get(file);
    if (source === undefined) return [];
    const [start, end] = [toOffset(source, range.start), toOffset(source, range.end)];
    const all = this.#folder.findings(file);
    const selected = all.filter((finding) => overlaps(finding.range, start, end));
    return codeActionsFor(selected, all, { source, sources, uriOf: (name) => this.#uriOf(name), toDiagnostic: (finding) => this.#toDiagnostic(finding) });
  }

  async #execute(command: string, rule: unknown): Promise<void> {
    if (command === openDocsCommand && typeof rule === 'string')
      await this.#connection.window.showDocument({ uri: this.#folder.rules.docsOf(rule), external: true });
  }

  #hover(params: TextDocumentPositionParams): Hover | null {
    const source = this.#sourceOf(params);
    const found = this.#placeAt(params);
    const hover =
      (source && ruleHoverAt(source, toOffset(source, params.position), this.#folder.rules)) ?? (found === undefined ? undefined : hoverAt(found, this.#facts));
    if (source === undefined || hover === undefined) return null;
    return { contents: { kind: MarkupKind.Markdown, value: hover.markdown }, range: toRange(source, hover.range) };
  }

  /** A document that is open, as it stands in its buffer. */
  #sourceOf({ textDocument: { uri } }: TextDocumentPositionParams): Source | undefined {
    const document = this.#documents.get(uri);
    return document === undefined ? undefined : new Source(this.#fileOf(uri), document.getText());
  }

  #complete(params: TextDocumentPositionParams) {
    const source = this.#sourceOf(params);
    return source === undefined ? [] : completionsAt(source, toOffset(source, params.position), this.#facts);
  }

  #navigate(params: TextDocumentPositionParams, find: (place: Place, workspace: Workspace) => Target[]): Location[] {
    const place = this.#placeAt(params);
    if (place === undefined) return [];
    return find(place, this.#folder.workspace).map(({ resource, at }) => ({ uri: this.#uriOf(resource.file), range: toRange(resource.source, at.range) }));
  }

  #placeAt({ textDocument, position }: TextDocumentPositionParams): Place | undefined {
    const manifest = this.#folder.manifest(this.#fileOf(textDocument.uri));
    return manifest === undefined ? undefined : locate(manifest, toOffset(manifest.source, position));
  }

  get #facts(): CompletionFacts {
    return { minor: this.#folder.minor, catalog: () => this.#folder.catalog(), rules: this.#folder.rules.metas };
  }

  /** The name of a document in reports: relative to the folder where it lies in it, the whole address where it is not on the disk. */
  #fileOf(uri: string): string {
    const path = pathOf(uri);
    return path === undefined ? uri : relativeName(path, this.#folder.root);
  }

  #uriOf(file: string): string {
    const open = this.#documents.keys().find((uri) => this.#fileOf(uri) === file);
    return open ?? pathToFileURL(join(this.#folder.root, file)).href;
  }
}

/** Undefined for what is no file of this machine. */
function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}
