import { describe, expect, it } from 'vitest';
import { FramedInput } from './framedInput.ts';

const frame = (body: string, head = ''): string => `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** What comes of bytes that arrive in pieces of a size. */
function through(bytes: string, size = bytes.length): { out: string; faults: readonly string[] } {
  const faults: string[] = [];
  const input = new FramedInput((fault) => faults.push(fault));
  for (let at = 0; at < bytes.length; at += size) input.write(Buffer.from(bytes.slice(at, at + size), 'latin1'));
  const chunks: Buffer[] = [];
  for (let chunk = input.read(); chunk !== null; chunk = input.read()) chunks.push(chunk);
  return { out: Buffer.concat(chunks).toString('latin1'), faults };
}

const ONE = '{"id":1}';
const TWO = '{"id":2,"text":"\r\n\r\nContent-Length: 5\r\n\r\n"}';

describe('frames', () => {
  it.each([1, 2, 3, 7, 1000])('pass as they are, in pieces of %i bytes', (size) => {
    const bytes = frame(ONE) + frame(TWO, 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n') + frame(ONE);
    expect(through(bytes, size)).toEqual({ out: frame(ONE) + frame(TWO) + frame(ONE), faults: [] });
  });

  it.each(
    [
      'Content-Length: abc\r\n\r\n{}',
      'Content-Length:\r\n\r\n{}',
      'Content-Length: -5\r\n\r\n{}',
      'Content-Length: 99999999999\r\n\r\n{}',
      'Content-Length: 9999999999999999999999\r\n\r\n{}',
      'Content-Type: x\r\n\r\n{}',
      'hello world\r\n\r\n',
      '{"jsonrpc":"2.0"}\n',
      '\r\n\r\n',
      '\u0000\u00ff\r\n\r\n\r\n',
      `${'x'.repeat(100_000)}\r\n`,
      `${'Content-Length: 99999999999\r\n'.repeat(1000)}\r\n`,
    ].map((broken) => [JSON.stringify(broken).slice(0, 60), broken] as const),
  )('go on after %s', (_, broken) => {
    for (const size of [1, 5, 1_000_000]) {
      const { out, faults } = through(frame(ONE) + broken + frame(TWO) + frame(ONE), size);
      expect(out).toBe(frame(ONE) + frame(TWO) + frame(ONE));
      expect(faults.length).toBeGreaterThan(0);
      expect(faults.length).toBeLessThan(4);
    }
  });

  it('go on after a body that is shorter than it says', () => {
    const { out } = through(
      `Content-Length: 40\r\n\r\n${ONE}${frame(ONE)}${frame(ONE)}${frame('{"id":3}')}${frame(TWO)}`,
    );
    expect(out.endsWith(frame('{"id":3}') + frame(TWO))).toBe(true);
  });

  it('end with an exit, which has the client gone', () => {
    const input = new FramedInput(() => {});
    input.end(frame(ONE));
    expect(String(input.read())).toBe(frame(ONE) + frame('{"jsonrpc":"2.0","method":"exit"}'));
    expect(input.readableEnded).toBe(false);
  });
});
