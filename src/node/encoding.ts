/** A text as bytes in the encoding of the file that it came from, told by its byte-order mark. The mark is part of the text. */
export function encode(text: string, original: Uint8Array): Uint8Array {
  const [first, second] = original;
  if (first === 0xff && second === 0xfe) return Buffer.from(text, 'utf16le');
  if (first === 0xfe && second === 0xff) return Buffer.from(text, 'utf16le').swap16();
  return Buffer.from(text, 'utf8');
}
