/** All that a link to the playground carries. */
export interface Snapshot {
  readonly text: string;
  readonly version: string;
  readonly environment: string;
  readonly preset: string;
}

/** Packs a snapshot into a URL fragment, which browsers never send to a server. */
export async function toFragment(snapshot: Snapshot): Promise<string> {
  const packed = await pipe(new TextEncoder().encode(JSON.stringify(snapshot)), new CompressionStream('deflate-raw'));
  return btoa(String.fromCharCode(...packed))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

/** Undefined for a fragment that no playground made. */
export async function fromFragment(fragment: string): Promise<Partial<Snapshot> | undefined> {
  try {
    const packed = Uint8Array.from(atob(fragment.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    const text = new TextDecoder().decode(await pipe(packed, new DecompressionStream('deflate-raw')));
    const snapshot: unknown = JSON.parse(text);
    return typeof snapshot === 'object' && snapshot !== null ? (snapshot as Partial<Snapshot>) : undefined;
  } catch {
    return undefined;
  }
}

async function pipe(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}
