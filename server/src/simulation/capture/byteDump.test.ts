import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { captureLines } from './captureLines.ts';
import { readCapture } from './readCapture.ts';

/** A blob's header with its size, zeros, a line that comes three times, and an odd end. */
const BYTES = Uint8Array.from([
  0xd0,
  0x0d,
  0xfe,
  0xed,
  0,
  0,
  0,
  0x93,
  0,
  0,
  0,
  0x38,
  ...new Array(84).fill(0),
  ...Array.from({ length: 51 }, (_, at) => (at * 37 + 1) % 256),
]);

type Word = (bytes: readonly number[]) => string;
const hex: Word = (bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
/** A machine's own word: the lowest byte first. */
const word =
  (radix: 8 | 16, digits: number): Word =>
  (bytes) =>
    bytes
      .reduce((sum, byte, at) => sum + byte * 256 ** at, 0)
      .toString(radix)
      .padStart(digits, '0');
const characters = (bytes: readonly number[]): string =>
  String.fromCharCode(...bytes.map((byte) => (byte > 0x1f && byte < 0x7f ? byte : 0x2e)));

interface Addresses {
  readonly radix: 8 | 16;
  readonly digits: number;
  readonly after: string;
}

/** What hexdump and od print: lines of 16 bytes, `*` for those that are like the one before, and the size at the end. */
function dump(bytes: number, write: Word, { radix, digits, after }: Addresses, tail: Word = () => ''): string {
  const lines: string[] = [];
  let before = '';
  for (let at = 0; at < BYTES.length; at += 16) {
    const row = [...BYTES.slice(at, at + 16)];
    const words = Array.from({ length: Math.ceil(row.length / bytes) }, (_, n) =>
      write(row.slice(n * bytes, (n + 1) * bytes)),
    );
    const text = `${words.join(' ')}${tail(row)}`;
    const address = at.toString(radix).padStart(digits, '0');
    if (text !== before) lines.push(`${address}${after}${text}`);
    else if (lines.at(-1) !== '*') lines.push('*');
    before = text;
  }
  return [...lines, BYTES.length.toString(radix).padStart(digits, '0')].join('\n');
}

/** What xxd prints: no `*`. */
function xxd(group: number): string {
  return Array.from({ length: Math.ceil(BYTES.length / 16) }, (_, row) => {
    const bytes = [...BYTES.slice(row * 16, row * 16 + 16)];
    const groups = Array.from({ length: Math.ceil(bytes.length / group) }, (_none, n) =>
      hex(bytes.slice(n * group, (n + 1) * group)),
    );
    return `${(row * 16).toString(16).padStart(8, '0')}: ${groups.join(' ').padEnd(40)} ${characters(bytes)}`;
  }).join('\n');
}

const wrapped = (text: string, columns: number): string => text.replaceAll(new RegExp(`.{${columns}}`, 'g'), '$&\n');
const C = { radix: 16, digits: 8, after: '  ' } as const;
const OD = { radix: 8, digits: 7, after: ' ' } as const;

const DUMPS: Readonly<Record<string, string>> = {
  base64: wrapped(btoa(String.fromCharCode(...BYTES)), 76),
  'xxd -p': wrapped(hex([...BYTES]), 60),
  xxd: xxd(2),
  'xxd -g 1': xxd(1),
  'xxd -g 4': xxd(4),
  'hexdump -C': dump(1, hex, C, (row) => `  |${characters(row)}|`),
  hexdump: dump(2, word(16, 4), { radix: 16, digits: 7, after: ' ' }),
  od: dump(2, word(8, 6), OD),
  'od -x': dump(2, word(16, 4), OD),
  'od -t x1': dump(1, hex, OD),
  'od -A x -t x1': dump(1, hex, { radix: 16, digits: 6, after: ' ' }),
  'od -t x4': dump(4, word(16, 8), OD),
  'od -b': dump(1, word(8, 3), OD),
};

describe.each(Object.entries(DUMPS))('/sys/firmware/fdt as %s prints it', (command, text) => {
  const session = `# ${command} /sys/firmware/fdt\n${text}\n# \n`;

  it('is read whole', () => {
    const { blob, heaps } = readCapture(session);
    expect(blob).toEqual({ bytes: BYTES, size: BYTES.length, isCut: false, line: 2 });
    expect(heaps).toBeUndefined();
  });

  it('is read quoted, and where the kernel prints between its lines', () => {
    const noisy = session.replaceAll('\n', '\n[   12.345678] usb 1-1: new high-speed USB device\n');
    expect(readCapture(noisy).blob?.bytes).toEqual(BYTES);
    expect(readCapture(session.replaceAll(/^/gm, '> ')).blob?.bytes).toEqual(BYTES);
  });

  it('says where its end is missing', () => {
    const lines = captureLines(session).map((line) => line.text);
    const { blob } = readCapture([...lines.slice(0, 3), '# ls', 'system'].join('\n'));
    expect(blob?.isCut).toBe(true);
  });
});

it.each(['xxd -p', 'base64'] as const)('is read where %s prints all on one line, however long', (command) => {
  const size = 300_001;
  const large = new Uint8Array(size).fill(7);
  large.set([0xd0, 0x0d, 0xfe, 0xed, 0, size >> 16, (size >> 8) & 255, size & 255]);
  const text = command === 'base64' ? Buffer.from(large).toString('base64') : Buffer.from(large).toString('hex');
  const { blob } = readCapture(`# ${command} /sys/firmware/fdt\n${text}\n# `);
  expect(blob?.isCut).toBe(false);
  expect(Buffer.compare(blob?.bytes ?? new Uint8Array(), large)).toBe(0);
});

it('of a line that is longer than any blob the beginning is read', () => {
  const { blob } = readCapture(`d00dfeed00300000${'00'.repeat(3 << 20)}\n`);
  expect(blob?.bytes).toHaveLength(2 << 20);
  expect(blob).toMatchObject({ size: 3 << 20, isCut: true, line: 1 });
});

it('other dumps are none of a blob', () => {
  expect(readCapture("# hexdump -C /dev/mtd0\n00000000  27 05 19 56 00 00 00 00  |'..V....|\n").blob).toBeUndefined();
});
