import { fstatSync, statSync, writeSync } from 'node:fs';

/** True for a terminal. What is no character device, or the null device, is none, and is told so without loading what terminals need. */
export function isTerminal(descriptor: 1 | 2): boolean {
  const stream = fstatSync(descriptor);
  if (!stream.isCharacterDevice() || stream.rdev === nullDevice()) return false;
  return process[descriptor === 1 ? 'stdout' : 'stderr'].isTTY === true;
}

function nullDevice(): number | undefined {
  return statSync('/dev/null', { throwIfNoEntry: false })?.rdev;
}

/** Writes all of a text before it returns. A reader that has gone away, such as `head`, is no error. */
export function writeTo(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      waitBriefly();
    }
  }
}

/** Standard input as far as it goes, or a little more than `limit` bytes of it. */
export async function readInput(limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) break;
  }
  return Buffer.concat(chunks);
}

/** A pipe that takes no more for the moment, since another program made it non-blocking, is asked again. */
function waitBriefly(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}
