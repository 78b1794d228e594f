const UTF16_LITTLE = '\xff\xfe';
const UTF16_BIG = '\xfe\xff';

/** How many bytes at the beginning show UTF-16 that has no mark. */
const SAMPLE = 512;

/**
 * The text of a capture from its bytes, one character a byte: UTF-16 where a byte order mark says so (a Windows terminal
 * saves that) or every second byte is zero, else UTF-8, in which bytes that are none become U+FFFD. Zero bytes, which a serial
 * line reads while nobody sends, are left out.
 */
export function decodeCapture(bytes: string): string {
  return decoded(bytes).replaceAll('\0', '');
}

function decoded(bytes: string): string {
  const array = Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
  const mark = bytes.slice(0, 2);
  if (mark === UTF16_LITTLE || hasZeros(array, 1)) return new TextDecoder('utf-16le').decode(array);
  // The decoder of UTF-16 in big endian is optional; the bytes of each pair change places instead.
  if (mark === UTF16_BIG || hasZeros(array, 0)) return new TextDecoder('utf-16le').decode(swapped(array));
  return new TextDecoder('utf-8').decode(array);
}

/** Whether most of the first, or the second (`at` 1), bytes of each pair at the beginning are zero, and few of the others. */
function hasZeros(bytes: Uint8Array, at: 0 | 1): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  return 4 * (zeros[at] ?? 0) > sample.length && 16 * (zeros[1 - at] ?? 0) < sample.length;
}

function swapped(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length & ~1);
  for (let at = 0; at < result.length; at += 2) {
    result[at] = bytes[at + 1] ?? 0;
    result[at + 1] = bytes[at] ?? 0;
  }
  return result;
}
