import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { karplint } from './fake-io.ts';
import type { Outcome } from './fake-io.ts';

/** A folder on disk in which karplint runs as from a shell; it is gone after the test. */
export class TestWorkspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'karplint-test-'));

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string | Uint8Array): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  async run(...args: string[]): Promise<Outcome> {
    return this.runWith({}, ...args);
  }

  async runWith(io: Partial<Io> & { input?: string; terminal?: boolean; folder?: string }, ...args: string[]): Promise<Outcome> {
    const { folder, terminal = false, ...more } = io;
    return karplint(args, folder === undefined ? this.folder : this.path(folder), { stdoutIsTerminal: terminal, ...more });
  }

  /** The findings of a run as `file:line rule`. */
  async findings(...args: string[]): Promise<string[]> {
    const { out } = await this.run(...args, '--format', 'json');
    const { findings } = JSON.parse(out) as { findings: { file: string; start: { line: number }; rule: string }[] };
    return findings.map(({ file, start, rule }) => `${file}:${start.line} ${rule}`);
  }
}

/** An EC2NodeClass with one critical and one improvement that are easy to tell apart. */
export function nodeClass(name: string, { tokens = 'optional', head = '' } = {}): string {
  return `${head}apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata:
  name: ${name}
spec:
  role: KarpenterNodeRole
  amiSelectorTerms:
    - alias: al2023@v20250915
  subnetSelectorTerms:
    - tags: { karpenter.sh/discovery: prod }
  securityGroupSelectorTerms:
    - tags: { karpenter.sh/discovery: prod }
  metadataOptions:
    httpTokens: ${tokens}
`;
}
