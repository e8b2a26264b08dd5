import { createConnection } from 'vscode-languageserver/node';
import { serve } from './server.ts';
import type { ServerOptions } from './server.ts';

/** Serves the client that started this process, over its standard input and output. */
export function serveStdio(options: ServerOptions): void {
  serve(createConnection(process.stdin, process.stdout), options);
}
