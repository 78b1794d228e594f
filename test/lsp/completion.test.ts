import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ClientCapabilities,
  type CompletionItem,
  type CompletionList,
  InsertTextMode,
} from 'vscode-languageserver';
import { TestClient } from './client.ts';

/** What VS Code says of itself, as far as it matters here. */
const RICH: ClientCapabilities = {
  textDocument: {
    completion: {
      completionItem: { snippetSupport: true, insertReplaceSupport: true, insertTextModeSupport: { valueSet: [1, 2] } },
    },
  },
};

/** A client that says nothing of completion. */
const POOR: ClientCapabilities = {};

let client: TestClient;
beforeEach(() => {
  client = new TestClient();
});
afterEach(() => client.stop());

const itemOf = (list: CompletionList | null, label: string): CompletionItem | undefined =>
  list?.items.find((item) => item.label === label);

describe('completion through the protocol', () => {
  it('replaces what is typed, names with # and , as well, and resolves what an item means', async () => {
    await client.start(true, undefined, RICH);
    await client.open('camera.dts');
    await client.replace('camera.dts', '			no-map;\n', '			no\n');
    const list = await client.complete('camera.dts', '			no');
    const item = itemOf(list, 'no-map');
    expect(item?.textEdit).toEqual({
      newText: 'no-map;',
      insert: { start: { line: 19, character: 3 }, end: { line: 19, character: 5 } },
      replace: { start: { line: 19, character: 3 }, end: { line: 19, character: 5 } },
    });
    expect(item?.documentation).toBeUndefined();
    const resolved = await client.connection.sendRequest<CompletionItem>('completionItem/resolve', item);
    expect(resolved.documentation).toContain('Keeps the memory out of the linear map');
    await client.replace('camera.dts', '		#address-cells = <2>;', '		#addr');
    const cells = itemOf(await client.complete('camera.dts', '#addr'), '#address-cells');
    expect(cells?.textEdit).toMatchObject({
      insert: { start: { line: 8, character: 2 }, end: { line: 8, character: 7 } },
    });
  });

  it('offers regions after & with size and state, in an include seen through its board as well', async () => {
    await client.start(true, undefined, RICH);
    await client.open('camera.dts');
    await client.replace('camera.dts', '<&video>', '<&>');
    const list = await client.complete('camera.dts', 'memory-region = <&');
    expect(list?.items.slice(0, 2).map(({ label, detail }) => [label, detail])).toEqual([
      ['&firmware', '2 MiB · 0x70000000 · reserved'],
      ['&video', '16 MiB · 0x60000000 · cma'],
    ]);
    await client.open('camera-soc.dtsi');
    await client.replace('camera-soc.dtsi', 'isp: isp@1000 {', 'isp: isp@1000 {\n memory-region = <&');
    const inInclude = await client.complete('camera-soc.dtsi', 'memory-region = <&');
    expect(itemOf(inInclude, '&video')).toBeDefined();
  });

  it('names what an item is found by only where that is not its label, for clients that heed the edit of no other', async () => {
    await client.start(true, undefined, RICH);
    await client.open('camera.dts');
    await client.replace('camera.dts', '<&video>', '<&>');
    const labels = await client.complete('camera.dts', 'memory-region = <&');
    expect(labels?.items.filter((item) => item.filterText === item.label)).toEqual([]);
    expect(itemOf(labels, '&video')).not.toHaveProperty('filterText');
    const places = await client.complete('camera.dts', 'reg = <0x0 0x60000000 0x0 ');
    expect(places?.items.some(({ filterText }) => filterText !== undefined)).toBe(true);
  });

  it('writes snippets for who has them, on lines that the client indents', async () => {
    await client.start(true, undefined, RICH);
    await client.open('camera.dts');
    await client.replace('camera.dts', '		firmware: firmware', '		cma\n		firmware: firmware');
    const item = itemOf(await client.complete('camera.dts', '		cma'), 'CMA pool');
    expect(item).toMatchObject({ insertTextFormat: 2, insertTextMode: 2, filterText: 'cma-pool' });
    expect(item?.textEdit?.newText).toContain('{1:video_pool}: $');
    expect(item?.textEdit?.newText).toContain('\n\tcompatible = "shared-dma-pool";\n');
  });

  it('writes plain text for others, indented as the line is', async () => {
    await client.start(true, undefined, POOR);
    await client.open('camera.dts');
    await client.replace('camera.dts', '		firmware: firmware', '		cma\n		firmware: firmware');
    const item = itemOf(await client.complete('camera.dts', '		cma'), 'CMA pool');
    expect(item?.insertTextFormat).toBe(1);
    expect(item?.insertTextMode).toBeUndefined();
    expect(item?.textEdit?.newText).toMatch(/^video_pool: video@[0-9a-f]+ \{\n\t\t\tcompatible = "shared-dma-pool";\n/);
    expect(item?.textEdit?.newText).toMatch(/\n\t\t\};$/);
  });

  it.each([
    { modes: [], mode: undefined, indentation: '\t\t' },
    { modes: [InsertTextMode.asIs, InsertTextMode.adjustIndentation], mode: InsertTextMode.asIs, indentation: '\t\t' },
    { modes: [InsertTextMode.adjustIndentation], mode: InsertTextMode.adjustIndentation, indentation: '' },
  ])(
    'writes empty lines without white space for a client with the modes $modes',
    async ({ modes, mode, indentation }) => {
      const completionItem = { snippetSupport: true, insertTextModeSupport: { valueSet: modes } };
      await client.start(
        true,
        undefined,
        modes.length === 0 ? POOR : { textDocument: { completion: { completionItem } } },
      );
      await client.open('camera.dts');
      await client.replace('camera.dts', '		firmware: firmware', '		remote\n		firmware: firmware');
      const item = itemOf(await client.complete('camera.dts', '		remote'), 'Remote processor');
      const text = item?.textEdit?.newText.replaceAll('\\', '') ?? '';
      expect(item?.insertTextMode).toBe(mode);
      expect(text.split(`\n${indentation}};\n\n${indentation}`)).toHaveLength(4);
      expect(text).not.toMatch(/[ \t]\n/);
    },
  );

  it('lists the files that an include may name', async () => {
    await client.start();
    await client.open('camera.dts');
    await client.replace('camera.dts', '"camera-soc.dtsi"', '"sh"');
    expect(itemOf(await client.complete('camera.dts', '#include "sh'), 'shared/')).toBeDefined();
    await client.replace('camera.dts', '"sh"', '"shared/"');
    expect((await client.complete('camera.dts', '#include "shared/'))?.items.map(({ label }) => label)).toEqual([
      'pool.dtsi',
    ]);
  });

  it('says nothing in comments, and opens no list at a blank where a statement begins', async () => {
    await client.start();
    await client.open('camera.dts');
    expect(await client.complete('camera.dts', '/* A sound')).toBeNull();
    expect(await client.complete('camera.dts', '		#address-cells = <2>;\n	', ' ')).toBeNull();
    expect(await client.complete('camera.dts', 'reg = <', '<')).not.toBeNull();
  });

  it('replaces a value that stands there, whichever way the client inserts', async () => {
    await client.start(true, undefined, RICH);
    await client.open('camera.dts');
    await client.replace('camera.dts', 'compatible = "shared', 'compatible =  "shared');
    const item = itemOf(await client.complete('camera.dts', 'compatible =  '), '"ramoops"');
    expect(item?.textEdit).toEqual({
      newText: '"ramoops"',
      range: { start: { line: 13, character: 17 }, end: { line: 13, character: 34 } },
    });
  });

  it('leaves C headers to others, but for includes and conditions', async () => {
    mkdirSync(join(client.folder, 'dts'));
    writeFileSync(join(client.folder, 'dts/sizes.h'), '\n#define DEEP 1\n#ifdef DE\n#endif\n#include ""\n');
    await client.start();
    await client.open('dts/sizes.h');
    expect(await client.complete('dts/sizes.h', '')).toBeNull();
    expect((await client.complete('dts/sizes.h', '#include "'))?.items.map(({ label }) => label)).toEqual([]);
  });

  it('is offered where no board is known', async () => {
    const text = '/ {\n\treserved-memory {\n\t\ta {\n\t\t\t\n\t\t};\n\t};\n};\n';
    writeFileSync(join(client.folder, 'alone.dtsi'), text);
    await client.start();
    await client.open('alone.dtsi');
    const list = await client.complete('alone.dtsi', 'a {\n\t\t\t');
    expect(list?.items.slice(0, 2).map(({ label }) => label)).toEqual(['reg', 'size']);
  });

  it.each([
    [true, '16 MiB · 0x60000000 · cma'],
    [false, undefined],
  ])(
    'says on every row what decides between them, where the client shows it: %s',
    async (labelDetailsSupport, shown) => {
      await client.start(true, undefined, {
        textDocument: { completion: { completionItem: { labelDetailsSupport } } },
      });
      await client.open('camera.dts');
      await client.replace('camera.dts', '<&video>', '<&>');
      const item = itemOf(await client.complete('camera.dts', 'memory-region = <&'), '&video');
      expect(item?.labelDetails?.description).toBe(shown);
      expect(item?.detail).toBe('16 MiB · 0x60000000 · cma');
    },
  );

  it('names heaps and buffers in a scenario, on the open board', async () => {
    const text = '{ "steps": [{ "op": "allocate", "id": "a", "heap": "vi" }, { "op": "free", "id": "" }] }';
    writeFileSync(join(client.folder, 'a.heapsim.json'), text);
    await client.start(true, undefined, RICH);
    await client.open('camera.dts');
    await client.open('a.heapsim.json');
    const item = itemOf(await client.complete('a.heapsim.json', '"heap": "vi'), 'video@60000000');
    expect(item?.textEdit?.newText).toBe('video@60000000');
    expect(item?.detail).toContain('CMA');
    expect(itemOf(await client.complete('a.heapsim.json', '"free", "id": "'), 'a')).toBeDefined();
  });

  it('invents no free place where an overlay has no board', async () => {
    const text = '/dts-v1/;\n/plugin/;\n&reserved_memory {\n\tx {\n\t\treg = <>;\n\t};\n\tcma\n};\n';
    writeFileSync(join(client.folder, 'alone.dtso'), text);
    await client.start(true, undefined, RICH);
    await client.open('alone.dtso');
    const places = (await client.complete('alone.dtso', 'reg = <'))?.items ?? [];
    expect(places.filter(({ detail }) => detail?.includes('free') === true)).toEqual([]);
    expect(itemOf(await client.complete('alone.dtso', '\tcma'), 'CMA pool')?.detail).toBe('64 MiB');
  });
});
