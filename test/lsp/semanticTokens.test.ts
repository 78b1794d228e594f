import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver';
import { TestClient } from './client.ts';

let client: TestClient;
beforeEach(async () => {
  client = new TestClient();
  await client.start();
  await client.open('camera.dts');
});
afterEach(() => client.stop());

const ask = <Answer>(method: string, more: object = {}): Promise<Answer> =>
  client.connection.sendRequest(`textDocument/semanticTokens/${method}`, {
    textDocument: { uri: client.uri('camera.dts') },
    ...more,
  });

/** The tokens after edits, as a client makes them of those it has. */
function applied(data: readonly number[], { edits }: SemanticTokensDelta): number[] {
  const changed = [...data];
  for (const { start, deleteCount, data: added = [] } of [...edits].sort((a, b) => b.start - a.start))
    changed.splice(start, deleteCount, ...added);
  return changed;
}

/** A region that is typed, and what is typed around it. */
const TYPED =
  '\n\t\tlate: late@62000000 {\n\t\t\treg = <0x0 0x62000000 0x0 POOL_SIZE>;\n#if 0\n\t\t\tno-map;\n#endif\n\t\t};';

it('what changes of the tokens comes to all of them, at each stop of a region that is typed', async () => {
  let { data, resultId } = await ask<SemanticTokens>('full');
  let before = '';
  for (let length = 0; length <= TYPED.length; length += 3) {
    const text = TYPED.slice(0, length);
    await client.replace('camera.dts', `ranges;${before}`, `ranges;${text}`);
    before = text;
    const delta = await ask<SemanticTokensDelta>('full/delta', { previousResultId: resultId });
    data = applied(data, delta);
    // Those of a range are made without any earlier ones.
    const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    expect(data, text).toEqual((await ask<SemanticTokens>('range', { range })).data);
    resultId = delta.resultId;
  }
});

it('who has other tokens than the last is sent all', async () => {
  const full = await ask<SemanticTokens>('full');
  const answer = await ask<SemanticTokens>('full/delta', { previousResultId: 'unknown' });
  expect(answer.data).toEqual(full.data);
});
