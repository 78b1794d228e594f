import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import type { BoardDocumentAnswer } from '../../server/src/lsp/documentProtocol.ts';
import type { BoardStatus, HeapsAnswer, SimulateAnswer } from '../../server/src/lsp/protocol.ts';
import { TestClient } from './client.ts';
import { editsByUri } from './editsByUri.ts';

/** The rules that errors and warnings come from; what is merely good to know stands beside them. */
const rules = (diagnostics: readonly Diagnostic[]): unknown[] =>
  diagnostics.filter(({ severity }) => severity === 1 || severity === 2).map(({ code }) => code);

describe('the language server', () => {
  let client: TestClient;
  beforeEach(() => {
    client = new TestClient();
  });
  afterEach(() => client.stop());

  it('says what it can', async () => {
    expect(await client.start()).toMatchObject({
      capabilities: { hoverProvider: true, diagnosticProvider: { interFileDependencies: true } },
    });
  });

  it('answers what is wrong with a board, as it stands after each edit', async () => {
    await client.start();
    await client.open('misaligned.dts');
    expect(rules(await client.pull('misaligned.dts'))).toContain('cma-misaligned');
    await client.replace('misaligned.dts', '0x1100000', '0x1200000');
    expect(rules(await client.pull('misaligned.dts'))).toEqual([]);
    await client.replace('misaligned.dts', '0x1200000', '0x1100000');
    expect(rules(await client.pull('misaligned.dts'))).toContain('cma-misaligned');
  });

  it('finds nothing on a sound board', async () => {
    await client.start();
    await client.open('camera.dts');
    expect(rules(await client.pull('camera.dts'))).toEqual([]);
  });

  it('reads an include as it stands in the editor, and from the disk again once it is closed', async () => {
    await client.start();
    await client.open('camera.dts');
    await client.open('camera-soc.dtsi');
    await client.replace('camera-soc.dtsi', '#size-cells = <2>;', '#size-cells = <2>');
    expect(rules(await client.pull('camera-soc.dtsi'))).not.toEqual([]);
    await client.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: client.uri('camera-soc.dtsi') },
    });
    expect(rules(await client.pull('camera.dts'))).toEqual([]);
  });

  it('sees a file that changed on the disk', async () => {
    await client.start();
    await client.open('camera.dts');
    expect(rules(await client.pull('camera.dts'))).toEqual([]);
    rmSync(join(client.folder, 'camera-soc.dtsi'));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: client.uri('camera-soc.dtsi'), type: 3 }],
    });
    expect(rules(await client.pull('camera.dts'))).toContain('include-not-found');
  });

  it.each([true, false])('notices at the next question what nobody watches (pulls: %s)', async (pulls) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await client.start(pulls);
      await client.open('camera.dts');
      await client.hover('camera.dts', 'camera');
      const include = join(client.folder, 'camera-soc.dtsi');
      writeFileSync(include, readFileSync(include, 'utf8').replace('#size-cells = <2>;', '#size-cells = <2>'));
      vi.advanceTimersByTime(2000);
      await client.hover('camera.dts', 'camera');
      const uri = client.uri('camera-soc.dtsi');
      await client.received(() => rules(client.published.get(uri) ?? []).includes('syntax-error'));
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes an include for part of the board of its folder that has it', async () => {
    await client.start();
    await client.open('camera-soc.dtsi');
    const status = await client.ask<BoardStatus>('boardStatus', { uri: client.uri('camera-soc.dtsi') });
    expect(status.boardName).toBe('camera.dts');
  });

  it('pushes to a client that cannot pull', async () => {
    await client.start(false);
    await client.open('misaligned.dts');
    const uri = client.uri('misaligned.dts');
    await client.received(() => rules(client.published.get(uri) ?? []).includes('cma-misaligned'));
    await client.replace('misaligned.dts', '0x1100000', '0x1200000');
    await client.received(() => rules(client.published.get(uri) ?? []).length === 0);
  });

  it('pushes what is wrong in an include that is not open', async () => {
    await client.start();
    const text =
      '/ { reserved-memory { pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0 0x50000000 0 0x1100000>; }; }; };\n';
    writeFileSync(
      join(client.folder, 'camera-soc.dtsi'),
      `${new DiskFileSystem().read(join(client.folder, 'camera-soc.dtsi'))?.text}${text}`,
    );
    await client.open('camera.dts');
    expect(rules(await client.pull('camera.dts'))).toEqual([]);
    const uri = client.uri('camera-soc.dtsi');
    await client.received(() => rules(client.published.get(uri) ?? []).includes('cma-misaligned'));
    await client.open('camera-soc.dtsi');
    await client.received(() => client.published.get(uri)?.length === 0);
    expect(rules(await client.pull('camera-soc.dtsi'))).toContain('cma-misaligned');
  });

  it('lists heaps and simulates allocations', async () => {
    await client.start();
    await client.open('camera.dts');
    const uri = client.uri('camera.dts');
    const { heaps, status } = await client.ask<HeapsAnswer>('heaps', { uri });
    expect(status).toMatchObject({ boardName: 'camera.dts', kernel: '7.3', kernelSource: 'default', booted: true });
    expect(heaps.find(({ name }) => name === 'video@60000000')).toMatchObject({
      allocator: 'cma',
      size: '0x1000000',
      free: '0x1000000',
    });
    const simulate = (size: string) => client.ask<SimulateAnswer>('simulate', { uri, heap: 'video@60000000', size });
    expect(await simulate('1M')).toMatchObject({ result: 'ok', summary: expect.stringContaining('256 pages (1 MiB)') });
    expect(await simulate('32M')).toMatchObject({ result: 'ENOMEM' });
    expect(await simulate('much')).toMatchObject({ result: 'invalid' });
    const log = await client.ask<BoardDocumentAnswer>('document', { uri, kind: 'bootLog' });
    expect(log.text).toMatch(/created CMA memory pool at 0x0*60000000, size 16 MiB/);
  });

  it('says that a kernel is not modelled: in the status, in hovers, and once in a message', async () => {
    const note = 'Linux 4.19 is not modelled: what Linux 5.10 does is shown (modelled are 5.10 to 7.3)';
    client.settings = { kernel: '4.19', compareKernels: ['9.9'] };
    await client.start();
    await client.open('camera.dts');
    await client.received(() => client.shown.length > 0 && client.analysisChanges > 0);
    await client.open('misaligned.dts');
    const seen = client.analysisChanges;
    await client.received(() => client.analysisChanges > seen);
    expect(client.shown).toEqual([`${note}.`]);
    const status = await client.ask<BoardStatus>('boardStatus', { uri: client.uri('camera.dts') });
    expect(status).toMatchObject({ kernel: '4.19', kernelNote: note, booted: true });
    const text = (await client.hover('camera.dts', 'video@60000000')).replaceAll('\\', '');
    expect(text).toContain(note);
    expect(text).toContain('Linux 9.9 is not modelled: what Linux 7.3 does is shown');
    const log = await client.ask<BoardDocumentAnswer>('document', { uri: client.uri('camera.dts'), kind: 'bootLog' });
    expect(log.text).toContain(`# ${note}.`);
  });

  it('offers the fixes that findings carry', async () => {
    await client.start();
    await client.open('misaligned.dts');
    const diagnostic = (await client.pull('misaligned.dts')).find(({ code }) => code === 'cma-misaligned');
    const actions = await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: client.uri('misaligned.dts') },
      range: diagnostic?.range,
      context: { diagnostics: [diagnostic] },
    });
    const textDocument = { uri: client.uri('misaligned.dts'), version: 1 };
    expect(actions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'quickfix',
          edit: { documentChanges: [expect.objectContaining({ textDocument })] },
        }),
      ]),
    );
  });

  it('boots what the settings say, and reports what of them cannot be used', async () => {
    client.settings = {
      commandLine: 'cma=64M',
      memory: [{ base: '0x40000000', size: '1G' }],
      kernelConfigFile: 'missing.config',
      profileFile: 'broken.json',
      defines: ['POOL'],
    };
    writeFileSync(join(client.folder, 'broken.json'), '{');
    await client.start();
    await client.open('camera.dts');
    const uri = client.uri('camera.dts');
    const { heaps, status } = await client.ask<HeapsAnswer>('heaps', { uri });
    expect(heaps.find(({ name }) => name === 'default_cma_region')?.size).toBe('0x4000000');
    expect(Number(heaps.find(({ name }) => name === 'system')?.size)).toBeLessThan(2 ** 30);
    expect(status.settingsProblems).toEqual([
      'profileFile: broken.json:1:2: not JSON: the file ends here',
      'kernelConfigFile: missing.config: no such file',
    ]);
  });

  it('outlines a document', async () => {
    await client.start();
    await client.open('camera.dts');
    const params = { textDocument: { uri: client.uri('camera.dts') } };
    expect(await client.connection.sendRequest('textDocument/documentSymbol', params)).toMatchObject([
      {
        name: '/',
        children: [
          {
            name: 'reserved-memory',
            children: [{ name: 'video@60000000', detail: expect.stringMatching(/^video · 16 MiB/) }, {}],
          },
        ],
      },
      { name: '&isp' },
    ]);
  });

  it('fixes all at once', async () => {
    const pool = (at: string) =>
      `pool@${at} { compatible = "shared-dma-pool"; reusable; reg = <0 0x${at} 0 0x1100000>; };`;
    const text = `/dts-v1/;\n#include "camera-soc.dtsi"\n/ { reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n${pool('50000000')}\n${pool('60000000')}\n}; };\n`;
    writeFileSync(join(client.folder, 'two.dts'), text);
    await client.start();
    await client.open('two.dts');
    const uri = client.uri('two.dts');
    const diagnostics = (await client.pull('two.dts')).filter(({ code }) => code === 'cma-misaligned');
    expect(diagnostics).toHaveLength(2);
    const ask = (context: object) =>
      client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: diagnostics[0]?.range,
        context,
      });
    const quick = await ask({ diagnostics: [diagnostics[0]] });
    const all = quick.find(({ title }) => title === 'Fix all 2 of cma-misaligned in this file');
    expect(editsByUri(all?.edit)[uri]?.length).toBeGreaterThanOrEqual(2);
    const [source] = await ask({ diagnostics: [], only: ['source.fixAll'] });
    expect(source?.kind).toBe('source.fixAll.dtheaps');
    for (const edit of editsByUri(source?.edit)[uri] ?? []) expect(edit.range.start.line).toBeGreaterThan(2);
    expect(await ask({ diagnostics: [], only: ['refactor'] })).toEqual([]);
  });

  it('offers the fix of a rule in the whole file where it mends what is asked about', async () => {
    const pool = (at: string, size = '0x1100000') =>
      `pool-${at} { compatible = "shared-dma-pool"; reusable; reg = <0 0x${at} 0 ${size}>; };`;
    const pools = [pool('50000000'), pool('58000000'), pool('60000000', 'ODD')];
    const text = `/dts-v1/;\n#define ODD 0x1100000\n#include "camera-soc.dtsi"\n/ { reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;\n${pools.join('\n')}\n}; };\n`;
    writeFileSync(join(client.folder, 'three.dts'), text);
    await client.start();
    await client.open('three.dts');
    const diagnostics = (await client.pull('three.dts')).filter(({ code }) => code === 'cma-misaligned');
    expect(diagnostics).toHaveLength(3);
    const isOffered = async (diagnostic: Diagnostic | undefined): Promise<boolean> => {
      const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: client.uri('three.dts') },
        range: diagnostic?.range,
        context: { diagnostics: [diagnostic] },
      });
      return actions.some(({ title }) => title === 'Fix all 2 of cma-misaligned in this file');
    };
    expect(await Promise.all(diagnostics.map(isOffered))).toEqual([true, true, false]);
  });

  it('answers null about what is no board', async () => {
    await client.start();
    expect(await client.ask('heaps', { uri: 'untitled:Untitled-1' })).toBeNull();
    expect(await client.ask('document', { uri: client.uri('nothing.dtsi'), kind: 'bootLog' })).toBeNull();
    expect(await client.hover('nothing.dts', 'x')).toBe('');
  });

  it('does not begin what was cancelled', async () => {
    await client.start();
    await client.open('camera.dts');
    const source = new CancellationTokenSource();
    const uri = client.uri('camera.dts');
    const answer = client.connection.sendRequest('devicetreeHeaps/heaps', { uri }, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });

  it('does not begin what is about a text that an edit has replaced, and takes the next', async () => {
    await client.start();
    await client.open('misaligned.dts');
    /** The error that a request ends with when an edit of a document follows it. */
    const errorOf = async (ask: () => Promise<unknown>, edited: string, old: string, by: string): Promise<unknown> => {
      let asked: Promise<unknown> = Promise.resolve();
      await client.atOnce(async () => {
        asked = ask().then(
          () => undefined,
          (error) => error,
        );
        await client.replace(edited, old, by);
      });
      return asked;
    };
    const hover = () => client.hover('misaligned.dts', 'pool@');
    const heaps = () => client.ask('heaps', { uri: client.uri('misaligned.dts') });
    const pull = () => client.pull('misaligned.dts');
    const changed = expect.objectContaining({ code: -32801 });
    expect(await errorOf(hover, 'misaligned.dts', '0x1100000', '0x1200000')).toEqual(changed);
    expect(await errorOf(heaps, 'misaligned.dts', '0x1200000', '0x1300000')).toEqual(changed);
    const pullAgain = expect.objectContaining({ code: -32802, data: { retriggerRequest: true } });
    expect(await errorOf(pull, 'misaligned.dts', '0x1300000', '0x1200000')).toEqual(pullAgain);
    expect(rules(await pull())).toEqual([]);
    await client.open('camera.dts');
    expect(await errorOf(pull, 'camera.dts', 'compatible', 'status = "okay"; compatible')).toBeUndefined();
  });
});

it('finds out after an edit that a file changed which it took as it was, though nobody watches it', async () => {
  const files = new DiskFileSystem([]);
  files.trustMilliseconds = Number.POSITIVE_INFINITY;
  const client = new TestClient({ sources: { files, surroundings: new DiskFileSystem() } });
  await client.start(false);
  await client.open('camera.dts');
  const codes = () => rules(client.published.get(client.uri('camera.dts')) ?? []);
  await client.received(() => client.analysisChanges === 1);
  rmSync(join(client.folder, 'camera-soc.dtsi'));
  await client.replace('camera.dts', 'compatible', 'compatible ');
  // Without a second look it is never said: the file is trusted for ever.
  await client.received(() => codes().includes('include-not-found'));
  await client.stop();
});
