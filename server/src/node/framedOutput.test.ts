import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { StreamMessageWriter } from 'vscode-languageserver/node';
import { FramedOutput } from './framedOutput.ts';

const message = (id: number, result: string) => ({ jsonrpc: '2.0', id, result });

it('passes on each message with its header in one write', async () => {
  const written: string[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString('utf8'));
      setImmediate(done);
    },
  });
  const writer = new StreamMessageWriter(new FramedOutput(output));
  await Promise.all([writer.write(message(1, 'é')), writer.write(message(2, ''))]);
  expect(written).toEqual([
    'Content-Length: 38\r\n\r\n{"jsonrpc":"2.0","id":1,"result":"é"}',
    'Content-Length: 36\r\n\r\n{"jsonrpc":"2.0","id":2,"result":""}',
  ]);
});

it('fails as what it writes to does', async () => {
  const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the client is gone')) });
  const writer = new StreamMessageWriter(new FramedOutput(output));
  const failed = new Promise((resolve) => writer.onError(([error]) => resolve(error.message)));
  writer.write(message(1, 'a')).catch(() => undefined);
  expect(await failed).toBe('the client is gone');
});
