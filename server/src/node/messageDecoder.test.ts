import { describe, expect, it } from 'vitest';
import type { ResponseMessage } from 'vscode-languageserver/node';
import { messageDecoder } from './messageDecoder.ts';

/** What a body is read as, and what is answered. */
async function decoded(body: string | Uint8Array) {
  const answers: ResponseMessage[] = [];
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const message = await messageDecoder((answer) => answers.push(answer)).decode(bytes, { charset: 'utf-8' });
  return { message, answers };
}

describe('the body of a message', () => {
  it.each([
    { id: 1, method: 'shutdown' },
    { id: 'a', method: 'größe', params: [] },
    { method: 'exit' },
    { id: 1, result: null },
    { id: 1, error: { code: 1, message: 'no' } },
    { id: null, error: { code: 1, message: 'no' } },
    { id: 1 },
  ])('is taken as it is: %j', async (members) => {
    const body = { jsonrpc: '2.0', ...members };
    expect(await decoded(JSON.stringify(body))).toEqual({ message: body, answers: [] });
  });

  it.each(['', '{', '{"a":}', 'x', '{"jsonrpc":"2.0","method":"a"} {}', new Uint8Array([0xff])])(
    'is answered by a parse error where it is no JSON: %j',
    async (body) => {
      const error = { code: -32700, message: expect.any(String) };
      expect((await decoded(body)).answers).toEqual([{ jsonrpc: '2.0', id: null, error }]);
    },
  );

  it.each([
    ['[]', null],
    ['[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]', null],
    ['1', null],
    ['"a"', null],
    ['null', null],
    ['{}', null],
    ['{"jsonrpc":"2.0","id":{},"method":"a"}', null],
    ['{"jsonrpc":"2.0","id":null,"method":"a"}', null],
    ['{"jsonrpc":"2.0","method":1,"params":"bar"}', null],
    ['{"jsonrpc":"2.0","id":7,"method":1}', 7],
    ['{"jsonrpc":"2.0","id":"b","method":null}', 'b'],
  ])('is answered by an invalid request where it is no message: %s', async (body, id) => {
    const { message, answers } = await decoded(body);
    expect(answers).toEqual([{ jsonrpc: '2.0', id, error: { code: -32600, message: expect.any(String) } }]);
    expect(message).toMatchObject({ method: expect.stringMatching(/^\$\//) });
  });
});
