import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, CodeLens, Hover, InlayHint } from 'vscode-languageserver';
import type { ScenarioAnswer, SimulateAnswer } from '../../server/src/lsp/protocol.ts';
import type { ScenarioPicture } from '../../server/src/pictures/pageStrip.ts';
import { decoded } from '../../server/src/pictures/pictureJson.ts';
import { boardSource } from '../boardSource.ts';
import { TestClient } from './client.ts';
import { editsByUri } from './editsByUri.ts';

const SCENARIO = `{
  "steps": [
    { "op": "allocate", "heap": "video@60000000", "size": "1M", "count": 3, "id": "a" },
    { "op": "free", "id": "a1" },
    { "op": "allocate", "heap": "video@60000000", "size": "32M", "id": "b" }
  ],
  "expect": [{ "step": 2, "result": "ok" }]
}
`;

let client: TestClient;
beforeEach(() => {
  client = new TestClient();
  writeFileSync(join(client.folder, 'a.heapsim.json'), SCENARIO);
});
afterEach(() => client.stop());

/** How long a line of the scenario is; the comma at its end belongs to it. */
const endOf = (line: number): number => SCENARIO.split('\n')[line]?.length ?? 0;

const uri = () => client.uri('a.heapsim.json');
const textDocument = () => ({ uri: uri() });

describe('a scenario in the editor', () => {
  it('is run on the open board: failed expectations are errors, results stand behind the steps', async () => {
    await client.start();
    await client.open('camera.dts');
    await client.open('a.heapsim.json');
    const problems = await client.pull('a.heapsim.json');
    expect(
      problems.map(({ message, range }) => [String(message).replaceAll('\n', ' ').slice(0, 50), range.start.line]),
    ).toEqual([['Step 2: result is "ENOMEM", not "ok" as expected (', 6]]);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints: InlayHint[] = await client.connection.sendRequest('textDocument/inlayHint', {
      textDocument: textDocument(),
      range,
    });
    expect(hints.map(({ label, position: { line, character } }) => [label, line, endOf(line) - character])).toEqual([
      ['ok, 3 buffers', 2, 0],
      ['ok', 3, 0],
      ['ENOMEM', 4, 0],
    ]);
    const lenses: CodeLens[] = await client.connection.sendRequest('textDocument/codeLens', {
      textDocument: textDocument(),
    });
    expect(lenses.map(({ command }) => command?.title)).toEqual(['Run on camera.dts, Linux 7.3: 1 not as expected']);
    const hover: Hover = await client.connection.sendRequest('textDocument/hover', {
      textDocument: textDocument(),
      position: { line: 4, character: 12 },
    });
    expect(JSON.stringify(hover.contents)).toMatch(/ENOMEM/);
  });

  it('follows its own edits and those of the board', async () => {
    await client.start();
    await client.open('camera.dts');
    await client.open('a.heapsim.json');
    await client.replace('a.heapsim.json', '"32M"', '"4M"');
    expect(await client.pull('a.heapsim.json')).toEqual([]);
    await client.replace('camera.dts', '0x0 POOL_SIZE', '0x0 0x200000');
    expect((await client.pull('a.heapsim.json')).map(({ code }) => code)).toEqual(['scenario']);
    await client.replace('a.heapsim.json', '"steps"', '"stepps"');
    expect((await client.pull('a.heapsim.json')).map(({ message }) => message).join('\n')).toMatch(/stepps/);
  });

  it('has the pages of its pools, step by step', async () => {
    await client.start();
    await client.open('camera.dts');
    await client.open('a.heapsim.json');
    const answer = await client.ask<ScenarioAnswer | null>('scenario', { uri: uri() });
    if (answer?.picture === undefined) throw new Error('no picture');
    const picture = decoded<ScenarioPicture>(answer.picture);
    expect(picture.firstFailing).toBe(2);
    expect(picture.steps.map(({ failed }) => failed)).toEqual([false, false, true]);
    const [strip] = picture.strips;
    expect(strip).toMatchObject({ pool: 'video@60000000', pages: 4096, pageSize: 4096, peak: 768 });
    expect(strip?.buffers.map(({ id, page, pages, from, until }) => [id, page, pages, from, until])).toEqual([
      ['a0', 0, 256, 0, undefined],
      ['a1', 256, 256, 0, 1],
      ['a2', 512, 256, 0, undefined],
    ]);
    expect(strip?.used).toEqual([768, 512, 512]);
  });

  it('is run without a file on the board of a document, and again after an edit of that', async () => {
    await client.start();
    await client.open('camera.dts');
    const params = { uri: client.uri('camera.dts'), heap: 'video@60000000', size: '1M until full' };
    const { scenario: text = '', summary } = await client.ask<SimulateAnswer>('simulate', params);
    expect(summary).toContain('holds 16 buffers');
    const ask = async (): Promise<ScenarioPicture> => {
      const unsaved = { text, title: '1M until full' };
      const answer = await client.ask<ScenarioAnswer | null>('scenario', { uri: client.uri('camera.dts'), unsaved });
      if (answer?.picture === undefined) throw new Error('no picture');
      expect(answer.status.boardName).toBe('camera.dts');
      return decoded<ScenarioPicture>(answer.picture);
    };
    const before = await ask();
    expect(before.title).toBe('1M until full');
    expect(before.strips[0]).toMatchObject({ pool: 'video@60000000', used: [4096] });
    expect(before.strips[0]?.buffers).toHaveLength(16);
    await client.replace('camera.dts', '0x0 POOL_SIZE', '0x0 0x400000');
    expect((await ask()).strips[0]?.buffers).toHaveLength(4);
  });

  it('has the edit of the tree that makes its pools large enough', async () => {
    await client.start();
    await client.open('camera.dts');
    await client.open('a.heapsim.json');
    const zero = { line: 0, character: 0 };
    const actions: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: textDocument(),
      range: { start: zero, end: zero },
      context: { diagnostics: [] },
    });
    expect(actions.map(({ title }) => title)).toEqual([
      'Make video@60000000 36 MiB: the smallest that holds this scenario',
    ]);
    const edits = editsByUri(actions[0]?.edit)[client.uri('camera.dts')];
    expect(edits?.map(({ newText }) => newText)).toEqual(['0x0 0x2400000']);
  });

  it('has no edit that was tried in vain: a pool of that size could not be used', async () => {
    // The pool would lie over the end of lowmem of 32-bit ARM.
    const pool = 'pool { compatible = "shared-dma-pool"; reusable; size = <0x1400000>; };';
    writeFileSync(join(client.folder, 'zones.dts'), boardSource({ regions: [pool] }));
    const scenario = (size: string): string =>
      JSON.stringify({
        profile: { architecture: 'arm', kernel: '7.3' },
        steps: [{ op: 'allocate', heap: 'pool', size, id: 'a' }],
      });
    writeFileSync(join(client.folder, 'a.heapsim.json'), scenario('280M'));
    await client.start();
    await client.open('zones.dts');
    await client.open('a.heapsim.json');
    const titles = async (): Promise<string[]> => {
      const zero = { line: 0, character: 0 };
      const actions: CodeAction[] | null = await client.connection.sendRequest('textDocument/codeAction', {
        textDocument: textDocument(),
        range: { start: zero, end: zero },
        context: { diagnostics: [] },
      });
      return (actions ?? []).map(({ title }) => title);
    };
    expect(await titles()).toEqual([]);
    await client.replace('a.heapsim.json', '280M', '60M');
    expect(await titles()).toEqual(['Make pool 60 MiB: the smallest that holds this scenario']);
  });

  it('is read alone where no board is known, and is no device tree to any request', async () => {
    await client.start();
    await client.open('a.heapsim.json');
    await client.replace('a.heapsim.json', '"op": "free"', '"op": "fre"');
    expect((await client.pull('a.heapsim.json')).map(({ code }) => code)).toEqual(['scenario']);
    for (const method of ['documentSymbol', 'foldingRange', 'documentLink']) {
      expect(
        await client.connection.sendRequest(`textDocument/${method}`, { textDocument: textDocument() }),
      ).toBeNull();
    }
  });
});
