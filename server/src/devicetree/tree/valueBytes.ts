/** Writes a 32-bit cell, the most significant byte first. */
export function setCell(bytes: Uint8Array, offset: number, cell: number): void {
  bytes[offset] = cell >>> 24;
  bytes[offset + 1] = cell >>> 16;
  bytes[offset + 2] = cell >>> 8;
  bytes[offset + 3] = cell;
}

/** The bytes of one cell. */
export function cellBytes(cell: number): Uint8Array {
  const bytes = new Uint8Array(4);
  setCell(bytes, 0, cell);
  return bytes;
}

/** The bytes of a string of one character a byte, with its closing NUL. */
export function stringBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length + 1);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
