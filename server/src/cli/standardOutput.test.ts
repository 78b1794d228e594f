import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OutputStream, StandardOutput } from './standardOutput.ts';

const BYTES = Buffer.alloc(300_000, 'abcdefg');

/** A stream that keeps what it is given. */
function keeping(): { stream: OutputStream; kept: () => Buffer } {
  const chunks: Uint8Array[] = [];
  const stream = {
    isTTY: false,
    columns: 80,
    errored: null,
    get writableLength() {
      return chunks.length;
    },
    write: (chunk: Uint8Array) => chunks.push(chunk) > 0,
    on: () => stream,
  } as unknown as OutputStream;
  return { stream, kept: () => Buffer.concat(chunks) };
}

const refuse = (): never => {
  throw new Error('no stream is needed');
};

describe.skipIf(process.platform === 'win32')('a standard output', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dtheaps-output-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes to a file without a stream', () => {
    const path = join(folder, 'file');
    const descriptor = openSync(path, 'w');
    const output = new StandardOutput(descriptor, refuse, refuse);
    output.write(BYTES);
    output.write(Buffer.from('end'));
    closeSync(descriptor);
    expect(output.isTerminal).toBe(false);
    expect(output.isSettled).toBe(true);
    expect(readFileSync(path).equals(Buffer.concat([BYTES, Buffer.from('end')]))).toBe(true);
  });

  it('leaves to a stream what a full pipe does not take at once', () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const { stream, kept } = keeping();
    const output = new StandardOutput(descriptor, () => stream, refuse);
    output.write(BYTES);
    output.write(Buffer.from('end'));
    const taken = Buffer.alloc(BYTES.length);
    const length = readSync(descriptor, taken);
    closeSync(descriptor);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(BYTES.length);
    expect(output.isSettled).toBe(false);
    const whole = Buffer.concat([taken.subarray(0, length), kept()]);
    expect(whole.equals(Buffer.concat([BYTES, Buffer.from('end')]))).toBe(true);
  });

  it('says once that nothing can be written, after what is running', async () => {
    const faults: (string | undefined)[] = [];
    const descriptor = openSync(join(folder, 'file'), 'w');
    closeSync(descriptor);
    const reading = openSync(join(folder, 'file'), 'r');
    const output = new StandardOutput(reading, refuse, ({ code }) => faults.push(code));
    output.write(BYTES);
    output.write(BYTES);
    expect(faults).toEqual([]);
    expect(output.isSettled).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    closeSync(reading);
    expect(faults).toEqual(['EBADF']);
  });

  it('is the stream of Node where it may be a terminal', () => {
    const { stream, kept } = keeping();
    const descriptor = openSync('/dev/zero', 'r+');
    const output = new StandardOutput(descriptor, () => Object.assign(stream, { isTTY: true }), refuse);
    output.write(Buffer.from('text'));
    closeSync(descriptor);
    expect([output.isTerminal, output.columns, kept().toString()]).toEqual([true, 80, 'text']);
  });
});
