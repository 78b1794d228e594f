import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  Position,
  Range,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  SymbolInformation,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { TestClient } from './client.ts';

describe('navigation through the protocol', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
  });
  afterEach(() => client.stop());

  const textOf = (name: string): string => readFileSync(join(client.folder, name), 'utf8');

  /** The position of the first `|` of `marked` in a file that has the rest of it. */
  function positionOf(name: string, marked: string): Position {
    const at = textOf(name).indexOf(marked.replace('|', '')) + marked.indexOf('|');
    const before = textOf(name).slice(0, at).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  }

  function ask<Answer>(method: string, name: string, marked: string, more: object = {}): Promise<Answer> {
    const textDocument = { uri: client.uri(name) };
    const position = positionOf(name, marked);
    return client.connection.sendRequest<Answer>(`textDocument/${method}`, { textDocument, position, ...more });
  }

  const spelt = (name: string, { start, end }: Range): string =>
    `${name}:${start.line + 1} ${textOf(name).split('\n')[start.line]?.slice(start.character, end.character)}`;
  const places = (locations: readonly Location[] | null): string[] | null =>
    locations?.map(({ uri, range }) => spelt(uri.slice(client.uri('').length), range)) ?? null;

  it('leads from an include to the board and back', async () => {
    await client.start();
    await client.open('camera.dts');
    expect(places(await ask('definition', 'camera.dts', '&vid|eo'))).toEqual(['camera.dts:13 video']);
    expect(places(await ask('definition', 'camera.dts', '&i|sp'))).toEqual(['camera-soc.dtsi:21 isp']);
    expect(places(await ask('declaration', 'camera.dts', '&i|sp'))).toEqual([
      'camera-soc.dtsi:21 isp@1000',
      'camera.dts:26 &isp',
    ]);
    expect(places(await ask('typeDefinition', 'camera.dts', '&vid|eo'))).toEqual(['camera.dts:13 video@60000000']);
    expect(places(await ask('typeDefinition', 'camera.dts', '"shared-|dma'))).toBeNull();
    await client.open('camera-soc.dtsi');
    const all = { context: { includeDeclaration: true } };
    expect(places(await ask('references', 'camera-soc.dtsi', 'is|p:', all))).toEqual([
      'camera-soc.dtsi:21 isp',
      'camera.dts:26 isp',
      'misaligned.dts:19 isp',
    ]);
    const uses = { context: { includeDeclaration: false } };
    expect(places(await ask('references', 'camera-soc.dtsi', 'POOL_|SIZE', uses))).toEqual(['camera.dts:16 POOL_SIZE']);
  });

  it('answers with links where the client takes them', async () => {
    await client.start(true, undefined, { textDocument: { definition: { linkSupport: true } } });
    await client.open('camera.dts');
    const [link, ...others] = await ask<{ targetUri: string; targetRange: Range; targetSelectionRange: Range }[]>(
      'definition',
      'camera.dts',
      '&vid|eo',
    );
    expect(others).toEqual([]);
    expect(link).toMatchObject({
      targetUri: client.uri('camera.dts'),
      targetRange: { start: positionOf('camera.dts', '|video: video') },
      originSelectionRange: { start: positionOf('camera.dts', '&|video') },
    });
    expect(spelt('camera.dts', link?.targetSelectionRange as Range)).toBe('camera.dts:13 video');
  });

  it('marks what is named in the document', async () => {
    await client.start();
    await client.open('camera.dts');
    const marks = await ask<DocumentHighlight[]>('documentHighlight', 'camera.dts', '&vid|eo');
    expect(marks.map(({ range, kind }) => `${spelt('camera.dts', range)} ${kind}`)).toEqual([
      'camera.dts:13 video 3',
      'camera.dts:27 video 2',
    ]);
  });

  it('links includes to their files', async () => {
    await client.start();
    await client.open('camera.dts');
    const textDocument = { uri: client.uri('camera.dts') };
    const links = await client.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', { textDocument });
    expect(links).toMatchObject([{ target: client.uri('camera-soc.dtsi'), tooltip: 'Open camera-soc.dtsi' }]);
    expect(spelt('camera.dts', links[0]?.range as Range)).toBe('camera.dts:2 camera-soc.dtsi');
  });

  it('outlines a document with what the kernel makes of its regions, and finds nodes of the open boards', async () => {
    await client.start();
    await client.open('camera.dts');
    const textDocument = { uri: client.uri('camera.dts') };
    const outline = await client.connection.sendRequest<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument,
    });
    const all = (symbols: readonly DocumentSymbol[]): string[] =>
      symbols.flatMap(({ name, kind, detail, children }) => [`${kind} ${name} | ${detail}`, ...all(children ?? [])]);
    expect(all(outline)).toEqual([
      '19 / | ',
      '19 reserved-memory | ',
      '23 video@60000000 | video · 16 MiB · CMA area · /dev/dma_heap/video@60000000',
      '23 firmware@70000000 | firmware · 2 MiB · reserved, not mapped',
      '20 &isp | ',
    ]);
    const found = await client.connection.sendRequest<SymbolInformation[]>('workspace/symbol', { query: 'isp' });
    expect(found).toMatchObject([
      { name: 'isp: isp@1000', containerName: '/soc', location: { uri: client.uri('camera-soc.dtsi') } },
    ]);
    await client.connection.sendNotification('textDocument/didClose', { textDocument });
    expect(await client.connection.sendRequest('workspace/symbol', { query: 'isp' })).toEqual(found);
    expect(await client.connection.sendRequest('workspace/symbol', { query: 'nowhere' })).toEqual([]);
  });

  it('colours names by their meaning, and sends what changes', async () => {
    await client.start();
    await client.open('camera.dts');
    const textDocument = { uri: client.uri('camera.dts') };
    const full = await client.connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/full', {
      textDocument,
    });
    // Lines count from 0: `compatible` on line 5, `reserved-memory` two lines below it.
    expect(full.data.slice(0, 10)).toEqual([5, 1, 10, 2, 1, 2, 1, 15, 0, 1]);
    expect(full.data.length % 5).toBe(0);
    await client.replace('camera.dts', 'no-map;', 'no-map; reusable;');
    const delta = await client.connection.sendRequest<SemanticTokensDelta>('textDocument/semanticTokens/full/delta', {
      textDocument,
      previousResultId: full.resultId,
    });
    expect(delta.edits).toHaveLength(1);
    expect(delta.edits[0]?.data?.length).toBeLessThan(20);
    const range = { start: { line: 5, character: 0 }, end: { line: 6, character: 0 } };
    const line = await client.connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/range', {
      textDocument,
      range,
    });
    expect(line.data).toEqual([5, 1, 10, 2, 1]);
  });

  it('folds bodies and grows selections', async () => {
    await client.start();
    await client.open('camera.dts');
    const textDocument = { uri: client.uri('camera.dts') };
    const folds = await client.connection.sendRequest<FoldingRange[]>('textDocument/foldingRange', { textDocument });
    expect(folds).toContainEqual({ startLine: 7, endLine: 21 });
    const [selection] = await client.connection.sendRequest<SelectionRange[]>('textDocument/selectionRange', {
      textDocument,
      positions: [positionOf('camera.dts', '&vid|eo')],
    });
    expect(selection && spelt('camera.dts', selection.range)).toBe('camera.dts:27 &video');
    expect(selection?.parent && spelt('camera.dts', selection.parent.range)).toBe('camera.dts:27 <&video>');
  });

  it('says what includes a file and what it includes, from an include or the file itself', async () => {
    await client.start();
    await client.open('camera.dts');
    const [item] = await ask<CallHierarchyItem[]>('prepareCallHierarchy', 'camera.dts', 'camera-so|c.dtsi');
    expect(item).toMatchObject({ name: 'camera-soc.dtsi', uri: client.uri('camera-soc.dtsi'), kind: 1 });
    const incoming = await client.connection.sendRequest<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', {
      item,
    });
    expect(
      incoming.map(({ from, fromRanges }) => [from.uri, ...fromRanges.map((range) => spelt(from.name, range))]),
    ).toEqual([
      [client.uri('camera.dts'), 'camera.dts:2 camera-soc.dtsi'],
      [client.uri('misaligned.dts'), 'misaligned.dts:2 camera-soc.dtsi'],
    ]);
    const [itself] = await ask<CallHierarchyItem[]>('prepareCallHierarchy', 'camera.dts', 'rese|rved-memory');
    expect(itself?.uri).toBe(client.uri('camera.dts'));
    const outgoing = await client.connection.sendRequest('callHierarchy/outgoingCalls', { item: itself });
    expect(outgoing).toMatchObject([{ to: { uri: client.uri('camera-soc.dtsi') }, fromRanges: [{}] }]);
  });

  describe('renaming', () => {
    const rename = (name: string, marked: string, newName: string): Promise<WorkspaceEdit> =>
      ask('rename', name, marked, { newName });
    const ANNOTATES = {
      workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: { groupsOnLabel: true } } },
    };

    it('a label changes the files of every board that includes it', async () => {
      writeFileSync(
        join(client.folder, 'second.dts'),
        '/dts-v1/;\n#include "camera-soc.dtsi"\n&isp { status = "okay"; };\n',
      );
      await client.start(true, undefined, {});
      await client.open('camera-soc.dtsi');
      await client.open('camera.dts');
      expect(await ask('prepareRename', 'camera.dts', '&is|p')).toEqual({
        range: { start: positionOf('camera.dts', '&|isp'), end: positionOf('camera.dts', '&isp|') },
        placeholder: 'isp',
      });
      const { changes } = await rename('camera.dts', '&is|p', 'imager');
      expect(Object.keys(changes ?? {}).sort()).toEqual(
        ['camera-soc.dtsi', 'camera.dts', 'misaligned.dts', 'second.dts'].map((name) => client.uri(name)).sort(),
      );
      expect(changes?.[client.uri('second.dts')]).toEqual([
        { range: { start: { line: 2, character: 1 }, end: { line: 2, character: 4 } }, newText: 'imager' },
      ]);
    });

    it('changes a file once that boards reach by a link and without one, as arm64 boards reach those of arm', async () => {
      const write = (name: string, text: string): void => writeFileSync(join(client.folder, name), text);
      mkdirSync(join(client.folder, 'arm'));
      mkdirSync(join(client.folder, 'prefixes'));
      symlinkSync(join(client.folder, 'arm'), join(client.folder, 'prefixes', 'arm'));
      write('arm/chip.dtsi', '/ { pool: pool { }; };\n');
      write('arm/family.dtsi', '#include "chip.dtsi"\n&pool { status = "okay"; };\n');
      write('arm/one.dts', '/dts-v1/;\n#include "family.dtsi"\n');
      write('other.dts', '/dts-v1/;\n#include "prefixes/arm/family.dtsi"\n&pool { no-map; };\n');
      await client.start(true, undefined, {});
      await client.open('arm/chip.dtsi');
      const { changes } = await rename('arm/chip.dtsi', 'po|ol: pool', 'frames');
      const names = ['arm/chip.dtsi', 'arm/family.dtsi', 'other.dts'];
      expect(Object.keys(changes ?? {}).sort()).toEqual(names.map((name) => client.uri(name)).sort());
      expect(Object.values(changes ?? {}).map((edits) => edits.length)).toEqual([1, 1, 1]);
      const found = await ask<Location[]>('references', 'arm/chip.dtsi', 'po|ol: pool', {
        context: { includeDeclaration: true },
      });
      expect(found.map(({ uri }) => uri).sort()).toEqual(names.map((name) => client.uri(name)).sort());
    });

    it('a region asks for a confirmation where its heap has another name then', async () => {
      await client.start(true, undefined, ANNOTATES);
      await client.open('camera.dts');
      const { documentChanges, changeAnnotations } = await rename('camera.dts', 'vide|o@60000000', 'frames@60000000');
      expect(documentChanges).toMatchObject([
        {
          textDocument: { uri: client.uri('camera.dts'), version: 1 },
          edits: [{ newText: 'frames@60000000', annotationId: 'rename' }],
        },
      ]);
      expect(changeAnnotations?.rename).toEqual({
        label: 'Changes the name of a heap',
        needsConfirmation: true,
        description:
          'The heap /dev/dma_heap/video@60000000 becomes /dev/dma_heap/frames@60000000: programs that open it by name must follow.',
      });
      const label = await rename('camera.dts', 'vid|eo: video', 'frames');
      expect(label.changeAnnotations).toBeUndefined();
    });

    describe('another unit address', () => {
      const REGION = (rest: string): string =>
        `/dts-v1/;\n#define AT 0x60000000\n/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\tmemory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x40000000>; };\n` +
        `\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n\t\t${rest}\n\t};\n` +
        `\ti2c {\n\t\t#address-cells = <1>;\n\t\t#size-cells = <0>;\n\t\tsensor@36 { reg = <0x36>; };\n\t};\n};\n`;
      const edited = async (region: string, marked: string, newName: string, abilities: object = ANNOTATES) => {
        writeFileSync(join(client.folder, 'moved.dts'), REGION(region));
        await client.start(true, undefined, abilities);
        await client.open('moved.dts');
        const { documentChanges, changeAnnotations, changes } = await rename('moved.dts', marked, newName);
        const [document] = (documentChanges ?? []) as TextDocumentEdit[];
        const edits = document?.edits.map((edit) => {
          const { line } = edit.range.start;
          const text = textOf('moved.dts')
            .split('\n')
            [line]?.slice(edit.range.start.character, edit.range.end.character);
          return [text, 'newText' in edit && edit.newText, 'annotationId' in edit ? edit.annotationId : ''];
        });
        return { edits, changeAnnotations, changes };
      };
      const POOL = 'log@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x0 0x60000000 0x0 0x1000000>; };';
      const LOG = 'log@60000000 { no-map; reg = <0x0 0x60000000 0x0 0x100000>; };';

      it('selects the whole name, asked about in its address', async () => {
        writeFileSync(join(client.folder, 'moved.dts'), REGION(LOG));
        await client.start();
        await client.open('moved.dts');
        expect(await ask('prepareRename', 'moved.dts', 'log@600|00000')).toEqual({
          range: { start: positionOf('moved.dts', '|log@60000000'), end: positionOf('moved.dts', 'log@60000000|') },
          placeholder: 'log@60000000',
        });
      });

      it('asks whether reg follows, and names a region and a device', async () => {
        const region = await edited(LOG, 'lo|g@60000000', 'log@61000000');
        expect(region.edits).toEqual([
          ['log@60000000', 'log@61000000', ''],
          ['0x60000000', '0x61000000', 'reg'],
        ]);
        expect(region.changeAnnotations).toEqual({
          reg: {
            label: 'Changes reg as well',
            needsConfirmation: true,
            description: 'reg follows from 0x60000000 to 0x61000000; without that the name misleads.',
          },
        });
        const device = await rename('moved.dts', 'sen|sor@36', 'sensor@1a');
        expect(JSON.stringify(device.documentChanges)).toContain('"newText":"0x1a","annotationId":"reg"');
      });

      it.each([
        ['a macro at its place', LOG.replace('0x60000000', 'AT'), 'log@61000000', [['AT', '0x61000000', 'reg']]],
        [
          'an upper cell, and a lower one',
          LOG,
          'log@161000000',
          [
            ['0x0', '0x1', 'reg'],
            ['0x60000000', '0x61000000', 'reg'],
          ],
        ],
        [
          'a name with the address that reg says',
          'log@60000000 { no-map; reg = <0 0x50000000 0 0x1000>; };',
          'log@50000000',
          [],
        ],
      ])('%s', async (_, region, newName, expected) => {
        const { edits } = await edited(region, 'lo|g@60000000', newName);
        expect(edits?.filter(([, , annotation]) => annotation !== '')).toEqual(expected);
      });

      it.each([
        ['where the boot would be worse off', POOL, 'log@90000000'],
        ['that said something else before', LOG.replace('0x60000000', '0x50000000'), 'log@61000000'],
        ['where the address is taken off', LOG, 'log'],
      ])('leaves a reg %s, and says so', async (_, region, newName) => {
        const { edits, changeAnnotations } = await edited(region, 'lo|g@60000000', newName);
        expect(edits).toEqual([['log@60000000', newName, 'rename']]);
        expect(changeAnnotations?.rename?.description).toMatch(/reg of .* says 0x|has a reg: dtc warns/);
      });

      it('leaves reg where nobody is asked, with a message', async () => {
        const { changes } = await edited(LOG, 'lo|g@60000000', 'log@61000000', {});
        expect(Object.values(changes ?? {}).flat()).toHaveLength(1);
        await client.received(() =>
          client.shown.some((message) => message.startsWith('reg of log@61000000 says 0x60000000: change it as well')),
        );
      });
    });

    it('a region says so in a message where the client has no confirmations', async () => {
      await client.start(true, undefined, {});
      await client.open('camera.dts');
      const { changes } = await rename('camera.dts', 'vide|o@60000000', 'frames@60000000');
      expect(Object.keys(changes ?? {})).toEqual([client.uri('camera.dts')]);
      await client.received(() => client.shown.some((message) => /frames@60000000: programs/.test(message)));
    });

    it('is refused with a reason, also in files outside of the workspace', async () => {
      await client.start();
      await client.open('camera.dts');
      await expect(rename('camera.dts', '&is|p', 'video')).rejects.toThrow(/The label video is on/);
      expect(await ask('prepareRename', 'camera.dts', 'POOL_|SIZE')).toBeNull();
      const outside = mkdtempSync(join(tmpdir(), 'dtheaps-outside-'));
      writeFileSync(join(outside, 'shared.dtsi'), '&isp { shared; };\n');
      client.settings = { includePaths: [outside] };
      await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      await client.replace(
        'camera.dts',
        '#include "camera-soc.dtsi"',
        '#include "camera-soc.dtsi"\n#include <shared.dtsi>',
      );
      const position = { line: 26, character: 2 };
      const asked = { textDocument: { uri: client.uri('camera.dts') }, position, newName: 'imager' };
      await expect(client.connection.sendRequest('textDocument/rename', asked)).rejects.toThrow(
        /isp stands in .*shared\.dtsi as well, which is not in a folder of the workspace/,
      );
      rmSync(outside, { recursive: true });
    });
  });

  it('answers nothing where a document is no device tree of a board and names nothing', async () => {
    await client.start();
    await client.open('nowhere.dtsi');
    const textDocument = { uri: client.uri('nowhere.dtsi') };
    const position = { line: 0, character: 0 };
    expect(await client.connection.sendRequest('textDocument/definition', { textDocument, position })).toBeNull();
  });
});
