import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type {
  BoardDocumentAnswer,
  ChangesAnswer,
  CheckWorkspaceAnswer,
  CheckWorkspaceParams,
} from '../../server/src/lsp/documentProtocol.ts';
import { TestClient } from './client.ts';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));
const CHECK = 'devicetreeHeaps/checkWorkspace';

let client: TestClient;
beforeEach(() => {
  client = new TestClient();
  cpSync(samples, join(client.folder, 'samples'), { recursive: true });
});
afterEach(() => client.stop());

const codesOf = ({ files }: CheckWorkspaceAnswer, name: string): string[] =>
  (files.find(({ uri }) => uri === client.uri(name))?.diagnostics ?? []).map(({ code }) => String(code));

describe('a check of the whole workspace', () => {
  const check = (params: CheckWorkspaceParams = {}): Promise<CheckWorkspaceAnswer> =>
    client.connection.sendRequest<CheckWorkspaceAnswer>(CHECK, params);

  it('finds what is wrong with boards and overlays that are not open, each once, as when they are', async () => {
    await client.start();
    const answer = await check();
    expect(answer.checked).toBe(answer.all);
    for (const name of ['camera-board.dts', 'second-camera.dtso', 'faulty-board.dts'].map(
      (each) => `samples/${each}`,
    )) {
      await client.open(name);
      expect(codesOf(answer, name)).toEqual((await client.pull(name)).map(({ code }) => code));
    }
    expect(codesOf(answer, 'samples/faulty-board.dts')).toContain('region-overlap');
    const { errors, warnings, notes } = answer.findings;
    expect(errors + warnings + notes).toBe(answer.files.reduce((sum, { diagnostics }) => sum + diagnostics.length, 0));
  });

  it('names an include of another folder as editors do, and lists it once for boards that reach it by two ways', async () => {
    mkdirSync(join(client.folder, 'boards', 'deep'), { recursive: true });
    const text = readFileSync(join(client.folder, 'variants', 'narrow.dts'), 'latin1');
    writeFileSync(join(client.folder, 'boards', 'deep', 'low.dts'), text.replace('../shared', '../../shared'));
    await client.start();
    const { files } = await check();
    expect(files.filter(({ uri }) => uri.endsWith('pool.dtsi')).map(({ uri }) => uri)).toEqual([
      client.uri('shared/pool.dtsi'),
    ]);
    const found = codesOf({ files } as CheckWorkspaceAnswer, 'shared/pool.dtsi');
    expect(found.filter((code) => code === 'outside-memory')).toHaveLength(1);
    await client.open('variants/narrow.dts');
    const include = client.uri('shared/pool.dtsi');
    await client.received(() => client.published.get(include)?.some(({ code }) => code === 'outside-memory') === true);
  });

  it('takes a comment that silences something on another board for used', async () => {
    const include =
      '/* dtheaps-disable-next-line zero-size */\n/ { reserved-memory { pool@50000000 { reg = <0x0 0x50000000 0x0 SIZE>; }; }; };\n';
    const board = (size: string): string =>
      `/dts-v1/;\n#define SIZE ${size}\n#include "camera-soc.dtsi"\n/ { reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; }; };\n#include "pool.inc.dtsi"\n`;
    writeFileSync(join(client.folder, 'pool.inc.dtsi'), include);
    writeFileSync(join(client.folder, 'a.dts'), board('0x1000'));
    await client.start();
    expect(codesOf(await check(), 'pool.inc.dtsi')).toContain('unused-suppression');
    writeFileSync(join(client.folder, 'b.dts'), board('0x0'));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('b.dts'), type: 1 }],
    });
    expect(codesOf(await check(), 'pool.inc.dtsi')).not.toContain('unused-suppression');
  });

  it('reports its progress, and has a report that leads to the places', async () => {
    await client.start();
    const { checked, report, findings } = await check({ workDoneToken: 'check' });
    expect(client.progress).toContain('report');
    const lines = report.text.split('\n');
    expect(lines[0]).toBe(
      `# ${checked} boards checked: ${findings.errors} errors, ${findings.warnings} warnings, ${findings.notes} notes`,
    );
    const heading = lines.indexOf('# samples/faulty-board.dts');
    expect(report.folds.some(([start]) => start === heading)).toBe(true);
    const overlap = lines.findIndex((line) => line.includes('[region-overlap]'));
    const link = report.links.find(([line]) => line === overlap);
    expect(report.files[link?.[3] ?? -1]).toMatch(/\.dts$/);
    expect(lines[overlap]?.startsWith(`${(link?.[4] ?? 0) + 1}:`)).toBe(true);
  });

  it('answers what it has when it is stopped', async () => {
    await client.start();
    const all = await check();
    const source = new CancellationTokenSource();
    const stopped = client.connection.sendRequest<CheckWorkspaceAnswer>(CHECK, { workDoneToken: 'stop' }, source.token);
    // Other work in the background, which shows where it takes long, has another token.
    await client.received(() => client.progressTokens.has('stop'));
    source.cancel();
    const { checked, all: count } = await stopped;
    expect(count).toBe(all.all);
    expect(checked).toBeLessThan(count);
  });
});

describe('what if', () => {
  const BOARD = 'samples/camera-board.dts';
  const changes = (...texts: string[]): Promise<ChangesAnswer> =>
    client.ask<ChangesAnswer>('changes', { uri: client.uri(BOARD), changes: texts });

  it('offers the usual changes, and complains about what is none', async () => {
    await client.start();
    await client.open(BOARD);
    const { complaint, usual } = await changes();
    expect(complaint).toBeUndefined();
    expect(usual.filter(({ text }) => text.startsWith('camera_pool:'))).toEqual([
      { text: 'camera_pool:no-map', about: 'CMA area' },
      { text: 'camera_pool:plain', about: 'CMA area' },
    ]);
    expect(usual.map(({ text }) => text)).toEqual(expect.arrayContaining(['kernel=6.12', 'pages=64K']));
    expect((await changes(...usual.map(({ text }) => text))).complaint).toBeUndefined();
    expect((await changes('camera_pool:no-map', 'kernel=next')).complaint).toBe(
      'kernel=next: "next" is no version such as 7.3 or 6.12.117',
    );
  });

  it('shows the board beside what the changes make of it, and the steps of a scenario', async () => {
    await client.start();
    await client.open(BOARD);
    const { text, folds, links, files } = await client.ask<BoardDocumentAnswer>('document', {
      uri: client.uri(BOARD),
      kind: 'whatIf',
      changes: ['camera_pool:no-map'],
      scenario: client.uri('samples/scenarios/fragmented-pool.heapsim.json'),
    });
    const lines = text.split('\n');
    expect(lines[2]).toBe('# with camera_pool:no-map');
    expect(folds.map(([start]) => lines[start])).toEqual([
      '# Heaps',
      '# Regions',
      '# RAM that the kernel has',
      '# Steps that come out differently',
      '# Kernel log',
    ]);
    expect(text).toMatch(/^camera@a0000000 +cma, 64 MiB +–$/m);
    expect(text).toMatch(/^camera@a0000000 +CMA area 0xa0000000-0xa3ffffff +coherent pool 0xa0000000-0xa3ffffff$/m);
    expect(text).toMatch(/^0 fill +ENOMEM, 64 buffers +ENOENT/m);
    const region = lines.findIndex((line) => /^camera@a0000000 +CMA area/.test(line));
    expect(links.find(([line]) => line === region)?.slice(3)).toEqual([files.indexOf(client.uri(BOARD)), 40, 15]);
  });
});
