/** How the bytes of a value are written in source. */
export type ValueType = 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'string';

const BELL = 7;
const CARRIAGE_RETURN = 13;

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

/**
 * What a value most likely is, from its bytes and the offsets of labels in it (`guess_value_type` in dtc's
 * treesource.c): strings if it ends in a NUL, holds nothing but text, and has no more NULs than other characters;
 * else cells if its length is a multiple of 4; else bytes.
 */
export function guessValueType(value: Uint8Array, labels: readonly number[]): 'string' | 'uint32' | 'uint8' {
  let isText = true;
  let nuls = 0;
  for (const byte of value) {
    if (byte === 0) nuls++;
    else if (!isPrintable(byte) && (byte < BELL || byte > CARRIAGE_RETURN)) isText = false;
  }
  const labelsFitStrings = labels.every((offset) => offset === 0 || value[offset - 1] === 0);
  if (isText && labelsFitStrings && value.at(-1) === 0 && nuls <= value.length - nuls) return 'string';
  return value.length % 4 === 0 && labels.every((offset) => offset % 4 === 0) ? 'uint32' : 'uint8';
}

/** Numbers of `width` bytes, as dtc writes them between `<` and `>`, or bytes as between `[` and `]`. */
export function printBytes(bytes: Uint8Array, width: number): string {
  const numbers: string[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    let digits = '';
    for (let index = at; index < at + width; index++) digits += (bytes[index] ?? 0).toString(16).padStart(2, '0');
    numbers.push(width === 1 ? digits : `0x${digits.replace(/^0+(?=..)/, '')}`);
  }
  return numbers.join(' ');
}

const ESCAPES = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x5c, '\\\\'],
  [0x22, '\\"'],
  [0x00, '\\0'],
]);

/** A string in quotes, without the NUL that ends it. */
export function printString(bytes: Uint8Array): string {
  let text = '"';
  for (const byte of bytes.subarray(0, -1)) {
    if (ESCAPES.has(byte)) text += ESCAPES.get(byte);
    else text += isPrintable(byte) ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `${text}"`;
}
