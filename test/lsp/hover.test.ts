import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Hover, MarkupContent } from 'vscode-languageserver';
import type { IncludingBoardsAnswer } from '../../server/src/lsp/protocol.ts';
import { TestClient, VSCODE } from './client.ts';

describe('hovers', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
  });
  afterEach(() => client.stop());

  it('show what the kernels of the settings make of a region', async () => {
    client.settings = { kernel: '6.12', compareKernels: ['6.6', '7.3'] };
    await client.start();
    await client.open('camera.dts');
    const text = await client.hover('camera.dts', 'video@60000000');
    expect(text).toContain('**video@60000000** — 16 MiB (`0x1000000`) at `0x60000000-0x60ffffff`');
    expect(text).toContain('- Heap on 7.3: `/dev/dma_heap/video@60000000`');
    expect(text).toContain('- Heap on 6.6: none');
    expect(text).toContain('- Used by: `/soc/isp@1000`');
    expect(await client.hover('camera.dts', '&video')).toBe(text);
  });

  it('have no escapes and no HTML where names and numbers of a board are shown', async () => {
    await client.start();
    await client.open('camera.dts');
    for (const at of [
      'video@60000000',
      'reserved-memory {',
      'POOL_SIZE',
      'reg = <0x0 0x6',
      'memory-region',
      '#address-cells',
    ]) {
      const text = await client.hover('camera.dts', at);
      expect(text, at).not.toBe('');
      expect(text, at).not.toMatch(/\\|&\w+;|<\w/);
    }
  });

  it('are plain text for a client that reads no Markdown', async () => {
    await client.start(true, undefined, { ...VSCODE, textDocument: { hover: { contentFormat: ['plaintext'] } } });
    await client.open('camera.dts');
    const answer = await client.connection.sendRequest<Hover>('textDocument/hover', {
      textDocument: { uri: client.uri('camera.dts') },
      position: { line: 12, character: 10 },
    });
    const { kind, value } = answer.contents as MarkupContent;
    expect(kind).toBe('plaintext');
    expect(value).toMatch(
      /^video@60000000 — 16 MiB \(0x1000000\) at .*\nHeap on 7\.3 +\/dev\/dma_heap\/video@60000000\n/s,
    );
    expect(value).not.toMatch(/\*\*|`/);
    expect(answer.range).toEqual({ start: { line: 12, character: 9 }, end: { line: 12, character: 23 } });
  });

  it('do not say again what is reported at the place', async () => {
    await client.start();
    await client.open('misaligned.dts');
    const finding = (await client.pull('misaligned.dts')).find(({ code }) => code === 'cma-misaligned');
    expect(finding?.message).toContain('incorrect alignment');
    const elsewhere = await client.hover('misaligned.dts', 'video@60000000');
    expect(elsewhere).toContain('Reported: cma-misaligned, for its `reg`');
    expect(elsewhere).toContain('incorrect alignment');
    const there = await client.hover('misaligned.dts', '0x1100000');
    expect(there).toContain('17 MiB');
    expect(there).not.toMatch(/cma-misaligned|incorrect alignment/);
  });

  it('see an include and a header through the board, and an overlay on it', async () => {
    writeFileSync(join(client.folder, 'sizes.h'), '#define POOL_BASE 0x70000000\n');
    const overlay =
      '/dts-v1/;\n/plugin/;\n&{/reserved-memory} { extra@71000000 { reg = <0x0 0x71000000 0x0 0x100000>; no-map; }; };\n&isp { status = "okay"; };\n';
    writeFileSync(join(client.folder, 'extra.dtso'), overlay);
    await client.start();
    await client.open('camera.dts');
    await client.replace('camera.dts', '#include "camera-soc.dtsi"', '#include "camera-soc.dtsi"\n#include "sizes.h"');
    await client.open('camera-soc.dtsi');
    await client.open('sizes.h');
    expect(await client.hover('camera-soc.dtsi', 'isp@1000')).toContain('`video@60000000`: 16 MiB · CMA area');
    expect(await client.hover('sizes.h', 'POOL_BASE')).toContain('`0x70000000` = 1879048192');
    await client.open('extra.dtso');
    expect(await client.hover('extra.dtso', 'extra@71000000')).toContain('**extra@71000000** — 1 MiB (`0x100000`)');
    expect(await client.hover('extra.dtso', '&isp')).toContain('`/soc/isp@1000`');
    expect(await client.hover('extra.dtso', 'no-map')).toContain('linear map');
  });

  it('say what is known of a property in a document without any board', async () => {
    writeFileSync(
      join(client.folder, 'alone.dtsi'),
      '/ { reserved-memory { pool { alloc-ranges = <0 0x100000>; }; }; };\n',
    );
    await client.start();
    await client.open('alone.dtsi');
    // As long as boards are looked for one may turn up.
    const uri = client.uri('alone.dtsi');
    const isIndexing = async () =>
      (await client.ask<IncludingBoardsAnswer>('includingBoards', { uri, resume: false })).isIndexing;
    while (await isIndexing());
    expect(await client.hover('alone.dtsi', 'alloc-ranges')).toContain('Where the kernel may place the region');
  });
});
