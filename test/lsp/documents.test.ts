import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBlob } from '../../server/src/devicetree/blob/readBlob.ts';
import { BoardReader } from '../../server/src/devicetree/board.ts';
import { loadParser } from '../../server/src/devicetree/syntax/parser.ts';
import { readGrammarModules } from '../../server/src/disk/grammarModules.ts';
import type {
  BlobAnswer,
  BoardDocumentAnswer,
  BoardDocumentKind,
  ReportPageAnswer,
} from '../../server/src/lsp/documentProtocol.ts';
import { byteString, SourceFile } from '../../server/src/text/sourceFile.ts';
import { boardRequest } from '../boardRequest.ts';
import { TestClient } from './client.ts';

const parser = loadParser(readGrammarModules());

let client: TestClient;
beforeEach(async () => {
  client = new TestClient();
  client.settings = { kernel: '7.3', compareKernels: ['6.12', '7.3'] };
  await client.start();
});
afterEach(() => client.stop());

const read = (name: string, kind: BoardDocumentKind, rest: object = {}) =>
  client.ask<BoardDocumentAnswer>('document', { uri: client.uri(name), kind, ...rest });

/** What a part of a document that leads somewhere says, and where it leads: file and line, from 1. */
function linksOf({ text, files, links }: BoardDocumentAnswer): string[] {
  const lines = text.split('\n');
  return links.map(([line, start, end, file, toLine]) => {
    return `${lines[line]?.slice(start, end)} → ${files[file]?.replace(/.*\//, '')}:${toLine + 1}`;
  });
}

describe('texts about a board', () => {
  it('are its boot log in sections, a region in it leading to where it is written', async () => {
    await client.open('camera.dts');
    const log = await read('camera.dts', 'bootLog');
    const lines = log.text.split('\n');
    expect(lines[0]).toBe('# camera.dts on Linux 7.3 (arm64)');
    expect(log.folds.map(([start]) => lines[start])).toEqual([
      '# What the kernel prints about reserved memory, CMA and heaps',
      '# Regions',
      '# Heaps',
    ]);
    expect(linksOf(log)).toContain('firmware@70000000 → camera.dts:19');
  });

  it('are its merged tree with the places of every value, which is a devicetree still', async () => {
    await client.open('camera.dts');
    const tree = await read('camera.dts', 'tree');
    expect(tree.text).toContain('\t\tisp: isp@1000 { /* camera-soc.dtsi:21, camera.dts:26 */\n');
    expect(tree.text).toContain('memory-region = <&video>; /* camera.dts:27 */\n');
    expect(linksOf(tree)).toContain('camera-soc.dtsi:21 → camera-soc.dtsi:21');
    const printed = new SourceFile('printed.dts', tree.text);
    const board = new BoardReader({ read: () => printed }, await parser).read(boardRequest(printed.path));
    expect(board.problems).toEqual([]);
    expect([...board.tree.root.children.keys()]).toEqual(['memory@40000000', 'soc', 'reserved-memory']);
  });

  it('are a file after preprocessing, an include alone where it is asked for', async () => {
    await client.open('camera.dts');
    const board = await read('camera.dts', 'expansion');
    expect(board.text).toContain('\t\t\treg = <0x0 0x60000000 0x0 0x1000000>;\n');
    const line = board.text.split('\n').findIndex((text) => text.includes('0x60000000'));
    const [, file = 0, toLine] = board.places.find(([at]) => at === line) ?? [];
    expect([board.files[file]?.replace(/.*\//, ''), toLine]).toEqual(['camera.dts', 15]);
    const include = await read('camera-soc.dtsi', 'expansion');
    expect(include.text).toMatch(/^\/\* camera-soc\.dtsi:6 \*\/\n\/ \{\n/);
    expect(include.text).not.toContain('reserved-memory');
  });

  it('are its kernels side by side, those that are asked for', async () => {
    await client.open('camera.dts');
    const kernels = await read('camera.dts', 'kernels', { kernels: ['6.6', '7.3'] });
    expect(kernels.text).toMatch(/^# camera\.dts on Linux 6\.6, Linux 7\.3\n/);
    expect(kernels.text).toMatch(/\n\/dev\/dma_heap\/video@60000000 +- +cma, 16 MiB\n/);
    expect(kernels.text).toMatch(/\nvideo@60000000 +CMA area, 0x60000000-0x60ffffff +CMA area/);
  });

  it('are a report with the findings, which lead to their places', async () => {
    await client.open('misaligned.dts');
    const report = await read('misaligned.dts', 'report');
    expect(report.text).toMatch(/\nmisaligned\.dts:\d+: error: .* \[cma-misaligned\]\n/);
    expect(linksOf(report).filter((link) => link.startsWith('misaligned.dts:'))).toHaveLength(2);
  });

  it('answer for text that is being typed', async () => {
    await client.open('camera.dts');
    await client.replace('camera.dts', 'no-map;', 'no-map; broken = <');
    for (const kind of ['bootLog', 'tree', 'expansion', 'report', 'kernels'] as const)
      expect((await read('camera.dts', kind)).text).not.toBe('');
  });
});

describe('what a target printed', () => {
  const compare = (capture: string) =>
    client.ask<BoardDocumentAnswer | null>('compareTarget', {
      uri: client.uri('camera.dts'),
      capture: client.uri('dmesg.txt'),
      base64: Buffer.from(capture).toString('base64'),
    });

  it('is held against the prediction, and leads to its lines', async () => {
    // A kernel that someone set goes over what the target says.
    client.settings = {};
    await client.open('camera.dts');
    const target = await compare('$ ls /dev/dma_heap\ndefault_cma_region\nreserved\nsystem\n');
    expect(target?.text).toMatch(/\n- heap: video@60000000/);
    const { text = '' } =
      (await compare(
        '[    0.000000] Linux version 6.12.1 (a@b) (gcc 14.2.0, GNU ld 2.44) #1 SMP Mon Jan 1 00:00:00 UTC 2025\n',
      )) ?? {};
    expect(text).toMatch(/^# camera\.dts on Linux 6\.12\.1 /);
    expect(await compare('nothing of a target\n')).toBeNull();
  });

  it('is read from a document without a file, to whose lines it leads, and unpacked', async () => {
    client.settings = {};
    await client.open('camera.dts');
    const printed = '$ ls /dev/dma_heap\nother@70000000\nsystem\n';
    const capture = 'untitled:Untitled-1';
    const ask = (bytes: Uint8Array) =>
      client.ask<BoardDocumentAnswer | null>('compareTarget', {
        uri: client.uri('camera.dts'),
        capture,
        base64: Buffer.from(bytes).toString('base64'),
      });
    const answer = await ask(Buffer.from(printed));
    expect(answer?.text).toMatch(/\n\+ heap: other@70000000 /);
    expect(answer?.files).toContain(capture);
    expect((await ask(gzipSync(printed)))?.text).toBe(answer?.text);
    // Whatever bytes the document consists of, a difference leads to the line that a reader sees.
    expect(answer?.places.at(0)?.slice(2)).toEqual([1, 0]);
    for (const other of [
      Buffer.from(printed.replaceAll('\n', '\r')),
      Buffer.from(printed.replaceAll('\n', '\r\n')),
      Buffer.from(`\ufeff${printed}`, 'utf16le'),
      Buffer.from(`\ufeff${printed}`, 'utf16le').swap16(),
    ]) {
      expect((await ask(other))?.places).toEqual(answer?.places);
    }
    expect(await ask(Buffer.from('\x1f\x8bno gzip', 'latin1'))).toBeNull();
  });
});

describe('a page about a board', () => {
  it('has its map, heaps on each kernel, regions and findings, whichever file of it is open', async () => {
    await client.open('misaligned.dts');
    const ask = (name: string) => client.ask<ReportPageAnswer>('reportPage', { uri: client.uri(name) });
    const { boardName, html } = await ask('misaligned.dts');
    expect(boardName).toBe('misaligned.dts');
    for (const part of ['<svg', '<th scope="col">Linux 6.12</th>', '<th scope="col">Linux 7.3</th>', 'cma-misaligned'])
      expect(html).toContain(part);
    expect(html).toContain('misaligned.dts:14');
    expect(html).not.toContain('<script');
  });
});

describe('a board’s blob', () => {
  it('is what it compiles to, or why it does not', async () => {
    await client.open('camera.dts');
    const { blob = '' } = await client.ask<BlobAnswer>('blob', { uri: client.uri('camera.dts') });
    const { tree } = readBlob(new SourceFile('camera.dtb', byteString(Buffer.from(blob, 'base64'))));
    expect([...(tree?.root.children.keys() ?? [])]).toEqual(['memory@40000000', 'soc', 'reserved-memory']);
    await client.replace('camera.dts', 'no-map;', 'no-map; broken = <');
    expect(await client.ask<BlobAnswer>('blob', { uri: client.uri('camera.dts') })).toMatchObject({
      source: 'camera.dts',
      name: 'camera.dtb',
      reason: expect.stringContaining('yntax error'),
    });
  });

  it('is that of the overlay where one is open, as it is without the board that it is seen on', async () => {
    const text = '/dts-v1/;\n/plugin/;\n&{/reserved-memory} { extra@58000000 { reg = <0x58000000 0x100000>; }; };\n';
    writeFileSync(join(client.folder, 'extra.dtso'), text);
    await client.open('extra.dtso');
    const { source, name, blob = '' } = await client.ask<BlobAnswer>('blob', { uri: client.uri('extra.dtso') });
    expect([source, name]).toEqual(['extra.dtso', 'extra.dtbo']);
    const { tree } = readBlob(new SourceFile('extra.dtbo', byteString(Buffer.from(blob, 'base64'))));
    expect([...(tree?.root.children.keys() ?? [])]).toEqual(['fragment@0']);
  });

  it('is not made of an include that no board includes', async () => {
    writeFileSync(join(client.folder, 'alone.dtsi'), '/ { reserved-memory { }; };\n');
    await client.open('alone.dtsi');
    expect(await client.ask('blob', { uri: client.uri('alone.dtsi') })).toBeNull();
  });
});
