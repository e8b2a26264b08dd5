import { commands, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

/** Starts the server that comes with the extension, or the one that the settings name. */
export async function activate(context: ExtensionContext): Promise<void> {
  const named = workspace.getConfiguration('karplint').get<string>('path');
  const module = named || context.asAbsolutePath('server/dist/cli.cjs');
  const server: ServerOptions = { module, args: ['lsp'], transport: TransportKind.stdio };
  const options: LanguageClientOptions = { documentSelector: [{ language: 'yaml' }, { language: 'json' }] };
  client = new LanguageClient('karplint', 'karplint', server, options);
  context.subscriptions.push(commands.registerCommand('karplint.restart', () => client?.restart()));
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
