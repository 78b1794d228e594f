import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { completion } from '../../server/src/lsp/handlers/completion.ts';
import { hover } from '../../server/src/lsp/handlers/hover.ts';
import { TestClient } from './client.ts';

let client: TestClient;
beforeEach(() => {
  client = new TestClient();
});
afterEach(async () => {
  await client.stop();
  vi.restoreAllMocks();
});

it('a hover and a completion are rehearsed on what was opened, at places that have an answer, and nothing is logged of it', async () => {
  const hovers = vi.spyOn(hover, 'rehearse');
  const completions = vi.spyOn(completion, 'rehearse');
  await client.start();
  await client.open('camera.dts');
  // Servers of other tests in this process may still be at theirs.
  const callsOf = ({ mock }: typeof hovers) => mock.calls.filter(([, { path }]) => path.startsWith(client.folder));
  await vi.waitFor(() => expect([hovers, completions].map((spy) => callsOf(spy).length)).toEqual([4, 4]), 10 * 60_000);
  const words = callsOf(hovers).map(([, { file }, offset]) => /^[\w,-]+/.exec(file.text.slice(offset))?.[0]);
  expect(words).toHaveLength(4);
  expect(words).not.toContain(undefined);
  for (const { mock } of [hovers, completions]) {
    const own = mock.results.filter((_, index) => mock.calls[index]?.[1].path.startsWith(client.folder));
    expect(own.map(({ type }) => type)).toEqual(['return', 'return', 'return', 'return']);
  }
  expect(client.logged.filter((message) => /failed/.test(message))).toEqual([]);
});
