import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestMessage } from 'vscode-languageserver';
import { Lifecycle } from './lifecycle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A connection that has been asked for two things and was told to end; what it has handled, and what answers the two. */
async function toldToEnd() {
  const lifecycle = new Lifecycle();
  lifecycle.release();
  const { messageStrategy } = lifecycle.options;
  const handled: string[] = [];
  const answers: (() => void)[] = [];
  const take = (message: object): void => {
    messageStrategy?.handleMessage({ jsonrpc: '2.0', ...message } as RequestMessage, (next) => {
      handled.push((next as RequestMessage).method);
      // The library gives a promise that is settled when the answer is written.
      return new Promise<void>((resolve) => answers.push(resolve)) as unknown as undefined;
    });
  };
  const params = { processId: null, rootUri: null, capabilities: {} };
  take({ id: 1, method: 'initialize', params });
  take({ id: 2, method: 'initialize', params });
  take({ method: 'exit' });
  await vi.advanceTimersByTimeAsync(0);
  return { answers, hasEnded: () => handled.includes('exit') };
}

describe('exit', () => {
  it('waits for the answers, however long the thread works on one of them', async () => {
    const { answers, hasEnded } = await toldToEnd();
    for (const answer of answers) {
      // No timer comes up before the work is done, and then all that are due.
      vi.advanceTimersByTime(60_000);
      await vi.advanceTimersByTimeAsync(0);
      expect(hasEnded()).toBe(false);
      answer();
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(hasEnded()).toBe(true);
  });

  it('waits some seconds for each answer of a thread that is idle', async () => {
    const { answers, hasEnded } = await toldToEnd();
    await vi.advanceTimersByTimeAsync(4000);
    answers[0]?.();
    await vi.advanceTimersByTimeAsync(4000);
    expect(hasEnded()).toBe(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect(hasEnded()).toBe(true);
  });
});
