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
  await vi.waitFor(() => expect([hovers, completions].map(({ mock }) => mock.calls.length)).toEqual([4, 4]), 20_000);
  const words = hovers.mock.calls.map(([, { path, file }, offset]) => {
    expect(client.uri('camera.dts')).toContain(path);
    return /^[\w,-]+/.exec(file.text.slice(offset))?.[0];
  });
  expect(words).toHaveLength(4);
  expect(words).not.toContain(undefined);
  for (const { results } of [hovers.mock, completions.mock])
    expect(results.map(({ type }) => type)).not.toContain('throw');
  expect(client.logged.filter((message) => /failed/.test(message))).toEqual([]);
});
