import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Location, Position, SymbolInformation, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import { EditedBoards } from '../../server/src/lsp/editedBoards.ts';
import { TestClient } from './client.ts';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));

const ANNOTATES = {
  workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: { groupsOnLabel: true } } },
};

/** Names of the samples, whose overlay and scenarios are not open. */
describe('a name in the whole workspace', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
    cpSync(samples, join(client.folder, 'samples'), { recursive: true });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await client.stop();
  });

  const textOf = (name: string): string => readFileSync(join(client.folder, name), 'utf8');

  function positionOf(name: string, marked: string): Position {
    const at = textOf(name).indexOf(marked.replace('|', ''));
    expect(at).toBeGreaterThanOrEqual(0);
    const before = textOf(name)
      .slice(0, at + marked.indexOf('|'))
      .split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  }

  const ask = <Answer>(method: string, name: string, marked: string, more: object = {}): Promise<Answer> =>
    client.connection.sendRequest<Answer>(`textDocument/${method}`, {
      textDocument: { uri: client.uri(name) },
      position: positionOf(name, marked),
      ...more,
    });

  const nameOf = (uri: string): string => uri.slice(client.uri('').length);

  /** Places as `samples/board.dts:3 word`, lines counted from 1. */
  const places = (locations: readonly Location[] | null): string[] =>
    (locations ?? []).map(({ uri, range: { start, end } }) => {
      const line = textOf(nameOf(uri)).split('\n')[start.line];
      return `${nameOf(uri)}:${start.line + 1} ${line?.slice(start.character, end.character)}`;
    });

  /** The new texts by file, as `file: n × text`. */
  const changes = ({ documentChanges = [] }: WorkspaceEdit): string[] =>
    (documentChanges as TextDocumentEdit[])
      .map(({ textDocument, edits }) => {
        const texts = [...new Set(edits.map((edit) => ('newText' in edit ? edit.newText : '')))];
        return `${nameOf(textDocument.uri)}: ${edits.length} × ${texts.join(', ')}`;
      })
      .sort();

  const rename = (name: string, marked: string, newName: string): Promise<WorkspaceEdit> =>
    ask('rename', name, marked, { newName });

  const references = async (name: string, marked: string): Promise<string[]> =>
    places(await ask('references', name, marked, { context: { includeDeclaration: true } }));

  const CONSUMER = '{ "consumers": [{ "name": "grabber", "heaps": ["camera@a0000000", "reserved"] }] }\n';

  it('is tried on as many boards as are read in a few seconds, and the others are named', async () => {
    const nodes = Array.from({ length: 21_000 }, (_, index) => `n${index} {};`).join('\n');
    writeFileSync(join(client.folder, 'large.dtsi'), `/ {\nlarge: l {};\n${nodes}\n};\n`);
    for (const name of ['a', 'b', 'c']) {
      writeFileSync(join(client.folder, `${name}.dts`), '/dts-v1/;\n#include "large.dtsi"\n&large { a; };\n');
    }
    await client.start(true, undefined, ANNOTATES);
    await client.open('a.dts');
    const edit = await rename('a.dts', '&lar|ge', 'wide');
    expect(changes(edit)).toEqual(['a.dts: 1 × wide', 'b.dts: 1 × wide', 'large.dtsi: 1 × wide']);
    expect(Object.values(edit.changeAnnotations ?? {}).map(({ description }) => description)).toEqual([
      '1 more board includes large.dtsi, and the new name was not tried there (c.dts): large stays in files that ' +
        'only it reads.',
    ]);
  });

  const symbols = async (query: string): Promise<string[]> => {
    const found = await client.connection.sendRequest<SymbolInformation[]>('workspace/symbol', { query });
    return found.map(
      ({ name, containerName, location: { uri, range } }) =>
        `${name} | ${containerName} | ${nameOf(uri)}:${range.start.line + 1}`,
    );
  };

  it('is found as a symbol in sources that no board in view reads, as they are written', async () => {
    await client.start();
    await client.open('camera.dts');
    expect(await symbols('camera_')).toEqual([
      'camera_pool: camera@a0000000 | /reserved-memory | samples/camera-board.dts:41',
      'camera_pool: camera@50000000 | /reserved-memory | samples/faulty-board.dts:29',
      'second_camera_pool: second-camera@a8000000 | &reserved_memory | samples/second-camera.dtso:18',
    ]);
    // Letters in their order count where no name has them together.
    expect(await symbols('secondcmra')).toEqual([
      'second_camera_pool: second-camera@a8000000 | &reserved_memory | samples/second-camera.dtso:18',
    ]);
    expect(await symbols('(nowhere')).toEqual([]);
    // With nothing typed these are the regions, those of the boards in view before the others.
    const regions = await symbols('');
    expect(regions[0]).toBe('video: video@60000000 | 16 MiB · CMA area · /dev/dma_heap/video@60000000 | camera.dts:13');
    expect(regions).toContain('camera_pool: camera@a0000000 | /reserved-memory | samples/camera-board.dts:41');
    expect(
      regions.filter((region) => !/ \| (?:\/reserved-memory|&reserved_memory|.*[MKG]iB.*) \| /.test(region)),
    ).toEqual([]);
  });

  it('is found as a symbol as it stands in the editor, and in a file that came', async () => {
    await client.start();
    await client.open('camera.dts');
    expect(await symbols('newcomer')).toEqual([]);
    writeFileSync(join(client.folder, 'late.dtsi'), '/ {\n\tnewcomer: n@1 { };\n};\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('late.dtsi'), type: 1 }],
    });
    expect(await symbols('newcomer')).toEqual(['newcomer: n@1 | / | late.dtsi:2']);
    await client.open('late.dtsi');
    await client.replace('late.dtsi', '\tnewcomer: n@1', '\n\tnewcomer2: m@1');
    expect(await symbols('newcomer')).toEqual(['newcomer2: m@1 | / | late.dtsi:3']);
  });

  it('is found though hundreds of others fit less, wherever it stands', async () => {
    const many = (name: string) => Array.from({ length: 600 }, (_, at) => `\tx${at}: ${name}${at} {};\n`).join('');
    writeFileSync(join(client.folder, 'aa.dtsi'), `/ {\n${many('my-lens-')}${many('lensmount')}};\n`);
    const regions = '\treserved-memory {\n\t\tlens@2 {};\n\t};\n';
    writeFileSync(join(client.folder, 'zz.dtsi'), `/ {\n\tlens@1 {};\n${regions}\tlensx {};\n};\n`);
    // Larger than what is parsed at once.
    writeFileSync(join(client.folder, 'zzz.dtsi'), `/ {\n${many('other').repeat(60)}\tlens: last {};\n};\n`);
    writeFileSync(join(client.folder, 'zzzz.dtsi'), '/ {\n\tlens@9 {};\n};\n');
    await client.start();
    await client.open('camera.dts');
    await client.open('zzzz.dtsi');
    const found = await symbols('lens');
    expect(found).toHaveLength(500);
    expect(found.slice(0, 5).map((each) => each.replace(/:\d+$/, ''))).toEqual([
      'lens@2 | /reserved-memory | zz.dtsi',
      'lens@9 | / | zzzz.dtsi',
      'lens@1 | / | zz.dtsi',
      'lens: last | / | zzz.dtsi',
      'lensx | / | zz.dtsi',
    ]);
    expect(found[5]).toMatch(/^x0: lensmount0 /);
  });

  it('is looked for no longer than the client waits', async () => {
    await client.start();
    await client.open('camera.dts');
    await symbols('warm');
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest<unknown[]>('workspace/symbol', { query: 'camera_' }, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });

  it('is no node of a base that is not known, below which an overlay has its own', async () => {
    writeFileSync(
      join(client.folder, 'lonely.dtso'),
      '/dts-v1/;\n/plugin/;\n&unknown_camera {\n\tlens_port {\n\t\treg = <0>;\n\t};\n};\n',
    );
    await client.start();
    await client.open('lonely.dtso');
    await client.pull('lonely.dtso');
    expect(await symbols('lens_port')).toEqual(['lens_port | &unknown_camera | lonely.dtso:4']);
    expect(await symbols('unknown_camera')).toEqual([]);
  });

  it('is found in overlays, scenarios and settings that are not open', async () => {
    writeFileSync(join(client.folder, 'samples/.dtheaps.json'), CONSUMER);
    await client.start();
    await client.open('samples/camera-board.dts');
    expect(await references('samples/camera-board.dts', 'reserved_|memory:')).toEqual([
      'samples/camera-board.dts:24 reserved_memory',
      'samples/second-camera.dtso:14 reserved_memory',
    ]);
    // Scenarios of another board that has a label of this name, and those that name another pool, are left out.
    expect(await references('samples/camera-board.dts', 'camera_|pool:')).toEqual([
      'samples/camera-board.dts:41 camera_pool',
      'samples/camera-board.dts:50 camera_pool',
      'samples/camera-board.dts:55 camera_pool',
      ...[7, 16, 23, 30].map((line) => `samples/scenarios/four-cameras.heapsim.json:${line} camera@a0000000`),
      ...[4, 9].map((line) => `samples/scenarios/fragmented-pool.heapsim.json:${line} camera@a0000000`),
      'samples/scenarios/second-camera.heapsim.json:6 &camera_pool',
      'samples/.dtheaps.json:1 camera@a0000000',
    ]);
    await client.open('samples/heron.dtsi');
    expect(await references('samples/heron.dtsi', 'isp|1:')).toEqual([
      'samples/heron.dtsi:59 isp1',
      'samples/camera-board.dts:54 isp1',
      'samples/second-camera.dtso:25 isp1',
    ]);
    expect(await references('samples/camera-board.dts', 'memory-|sizes.h')).toEqual(
      ['camera-board.dts:13', 'dsp-board.dts:15', 'faulty-board.dts:12', 'second-camera.dtso:12'].map(
        (place) => `samples/${place} #include "memory-sizes.h"`,
      ),
    );
  });

  it('leads from a scenario to the region or device on its board', async () => {
    await client.start();
    await client.open('samples/scenarios/four-cameras.heapsim.json');
    const lead = async (name: string, marked: string) => places(await ask('definition', name, marked));
    const [four, second] = ['four-cameras', 'second-camera'].map((name) => `samples/scenarios/${name}.heapsim.json`);
    expect(await lead(four ?? '', '"camera@|a0000000')).toEqual(['samples/camera-board.dts:41 camera@a0000000']);
    expect(await lead(four ?? '', '/isp@|10000000"')).toEqual(['samples/heron.dtsi:53 isp@10000000']);
    expect(await lead(four ?? '', '"NV|12"')).toEqual([]);
    await client.open(second ?? '');
    expect(await lead(second ?? '', '&second_|camera_pool')).toEqual([
      'samples/second-camera.dtso:18 second-camera@a8000000',
    ]);
  });

  it('is renamed in overlays and scenarios that are not open', async () => {
    await client.start(true, undefined, ANNOTATES);
    await client.open('samples/camera-board.dts');
    const isp = await rename('samples/camera-board.dts', 'isp|1 {', 'second_isp');
    expect(changes(isp)).toEqual([
      'samples/camera-board.dts: 1 × second_isp',
      'samples/heron.dtsi: 1 × second_isp',
      'samples/second-camera.dtso: 1 × second_isp',
    ]);
    const pool = await rename('samples/camera-board.dts', 'camera_|pool:', 'frames');
    expect(changes(pool)).toEqual([
      'samples/camera-board.dts: 3 × frames',
      'samples/scenarios/second-camera.heapsim.json: 1 × &frames',
    ]);
    expect(pool.changeAnnotations).toEqual({
      followers: {
        label: 'Changes scenarios and settings that name it',
        needsConfirmation: true,
        description: 'second-camera.heapsim.json follows the new name.',
      },
    });
  });

  it('is not renamed where another document that has it is edited meanwhile', async () => {
    await client.start();
    await client.open('camera.dts');
    await client.open('camera-soc.dtsi');
    const withChanges = EditedBoards.prototype.withChanges;
    vi.spyOn(EditedBoards.prototype, 'withChanges').mockImplementationOnce(async function (
      this: EditedBoards,
      ...trial
    ) {
      await client.replace('camera-soc.dtsi', '/ {', '\n/ {');
      await client.hover('camera-soc.dtsi', 'isp');
      return withChanges.apply(this, trial);
    });
    const renaming = () => ask<WorkspaceEdit>('rename', 'camera.dts', '&is|p', { newName: 'imager' });
    await expect(renaming()).rejects.toMatchObject({ code: -32801 });
    const lines = client.textOf('camera-soc.dtsi').split('\n');
    const edits = (await renaming()).documentChanges as TextDocumentEdit[];
    const [edit] = edits.find(({ textDocument: { uri } }) => uri === client.uri('camera-soc.dtsi'))?.edits ?? [];
    expect(lines[edit?.range.start.line ?? -1]?.slice(edit?.range.start.character)).toMatch(/^isp: /);
  });

  it('takes paths of devices along', async () => {
    await client.start(true, undefined, ANNOTATES);
    await client.open('samples/heron.dtsi');
    const edit = await rename('samples/heron.dtsi', 'isp0: is|p@10000000', 'camera@10000000');
    expect(changes(edit)).toEqual([
      'samples/heron.dtsi: 1 × camera@10000000',
      'samples/scenarios/four-cameras.heapsim.json: 1 × /soc@0/camera@10000000',
    ]);
  });

  it('takes scenarios and settings along where a heap is named after it, and asks first', async () => {
    writeFileSync(join(client.folder, 'samples/.dtheaps.json'), CONSUMER);
    await client.start(true, undefined, ANNOTATES);
    await client.open('samples/camera-board.dts');
    const edit = await rename('samples/camera-board.dts', 'camera_pool: camer|a@', 'frames@a0000000');
    expect(changes(edit)).toEqual([
      'samples/.dtheaps.json: 1 × frames@a0000000',
      'samples/camera-board.dts: 1 × frames@a0000000',
      'samples/scenarios/four-cameras.heapsim.json: 4 × frames@a0000000',
      'samples/scenarios/fragmented-pool.heapsim.json: 2 × frames@a0000000',
    ]);
    expect(Object.values(edit.changeAnnotations ?? {}).map(({ label }) => label)).toEqual([
      'Changes the name of a heap',
      'Changes scenarios and settings that name it',
    ]);
  });

  it('says so where the board of an overlay that has the name is not known', async () => {
    const text = textOf('samples/second-camera.dtso').replace(
      '&reserved_memory {',
      '&nowhere { };\n&reserved_memory {',
    );
    writeFileSync(join(client.folder, 'samples/second-camera.dtso'), text);
    await client.start(true, undefined, {});
    await client.open('samples/camera-board.dts');
    const { changes: edits } = await rename('samples/camera-board.dts', 'reserved_|memory:', 'pools');
    expect(Object.keys(edits ?? {}).map(nameOf)).toEqual(['samples/camera-board.dts']);
    await client.received(() => client.shown.length > 0);
    expect(client.shown).toEqual(['The board of second-camera.dtso is not known: reserved_memory stays there.']);
  });

  it('is renamed where the node is deleted by its label, here or in an overlay', async () => {
    writeFileSync(
      join(client.folder, 'samples/without.dts'),
      '/dts-v1/;\n#include "heron.dtsi"\n/delete-node/ &isp1;\n&isp0 { status = "okay"; };\n',
    );
    await client.start(true, undefined, ANNOTATES);
    await client.open('samples/without.dts');
    const edit = await rename('samples/without.dts', '/delete-node/ &isp|1;', 'second_isp');
    expect(changes(edit)).toEqual([
      'samples/camera-board.dts: 1 × second_isp',
      'samples/heron.dtsi: 1 × second_isp',
      'samples/second-camera.dtso: 1 × second_isp',
      'samples/without.dts: 1 × second_isp',
    ]);
  });
});

describe('a .dtheaps.json', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
    cpSync(samples, join(client.folder, 'samples'), { recursive: true });
  });
  afterEach(() => client.stop());

  const NAME = 'samples/.dtheaps.json';
  const TEXT =
    '{ "bases": [{ "board": "", "overlays": [""] }],\n' +
    '  "consumers": [{ "name": "grabber", "heaps": ["cam"] }],\n' +
    '  "includeRoots": ["pro"], "profile": { "kernel": "7." } }\n';

  it('is completed by the boards, overlays and folders beside it, and the heaps of its boards', async () => {
    writeFileSync(join(client.folder, NAME), TEXT);
    await client.start();
    await client.open('samples/camera-board.dts');
    await client.open(NAME);
    const labels = async (after: string) => (await client.complete(NAME, after))?.items.map(({ label }) => label);
    expect(await labels('"board": "')).toEqual(['camera-board.dts', 'dsp-board.dts', 'faulty-board.dts']);
    expect(await labels('"overlays": ["')).toEqual(['second-camera.dtso']);
    expect(await labels('"heaps": ["cam')).toEqual(['camera@a0000000']);
    expect(await labels('"includeRoots": ["pro')).toEqual(['profiles']);
    expect(await labels('"kernel": "7.')).toContain('7.3');
    expect(await client.complete(NAME, '"name": "grab')).toBeNull();
  });

  it('is no device tree, and what is wrong in it is reported while it is open, too', async () => {
    writeFileSync(join(client.folder, NAME), '{ "basis": [] }\n');
    await client.start();
    await client.open('samples/camera-board.dts');
    await client.open(NAME);
    const textDocument = { uri: client.uri(NAME) };
    for (const method of ['documentSymbol', 'foldingRange', 'semanticTokens/full'])
      expect(await client.connection.sendRequest(`textDocument/${method}`, { textDocument })).toBeNull();
    expect(await client.pull(NAME)).toEqual([]);
    await client.received(() => (client.published.get(client.uri(NAME)) ?? []).length > 0);
    expect(client.published.get(client.uri(NAME))?.map(({ code }) => code)).toEqual(['configuration-invalid']);
  });
});
