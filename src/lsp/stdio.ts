import { createConnection } from 'vscode-languageserver/node';
import { serve } from './server.ts';

/** Serves the client that started this process, over its standard input and output. */
export function serveStdio(version: string): void {
  serve(createConnection(process.stdin, process.stdout), version);
}
