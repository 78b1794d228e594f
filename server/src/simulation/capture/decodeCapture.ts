const UTF16_LITTLE = '\xff\xfe';
const UTF16_BIG = '\xfe\xff';

/**
 * The text of a capture from its bytes, one character a byte: UTF-16 where a byte order mark says so (a Windows terminal
 * saves that), else UTF-8, in which bytes that are none become U+FFFD.
 */
export function decodeCapture(bytes: string): string {
  const array = Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
  const mark = bytes.slice(0, 2);
  if (mark === UTF16_LITTLE) return new TextDecoder('utf-16le').decode(array);
  // The decoder of UTF-16 in big endian is optional; the bytes of each pair change places instead.
  if (mark === UTF16_BIG) return new TextDecoder('utf-16le').decode(swapped(array));
  return new TextDecoder('utf-8').decode(array);
}

function swapped(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length & ~1);
  for (let at = 0; at < result.length; at += 2) {
    result[at] = bytes[at + 1] ?? 0;
    result[at + 1] = bytes[at] ?? 0;
  }
  return result;
}
