import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiagnosticSeverity } from 'vscode-languageserver';
import type { IncludingBoardsAnswer } from '../../server/src/lsp/protocol.ts';
import { TestClient } from './client.ts';

let client: TestClient;
beforeEach(() => {
  client = new TestClient();
});
afterEach(() => client.stop());

function write(name: string | Buffer, text: string): void {
  const path =
    typeof name === 'string' ? join(client.folder, name) : Buffer.concat([Buffer.from(`${client.folder}/`), name]);
  if (typeof path === 'string') mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const board = (include: string): string => `/dts-v1/;\n/ { };\n#include "${include}"\n`;

describe('names and texts in an editor', () => {
  it('are what stands on the disk where they are not ASCII', async () => {
    write('höhe/größe.dtsi', '&nobody { };\n');
    write('straße.dts', board('höhe/größe.dtsi'));
    await client.start();
    await client.open('höhe/größe.dtsi');
    let answer: IncludingBoardsAnswer;
    do {
      answer = await client.ask('includingBoards', { uri: client.uri('höhe/größe.dtsi'), resume: false });
    } while (answer.isIndexing);
    expect(answer.boards.map(({ name }) => name)).toEqual(['straße.dts']);
    expect(await client.pull('höhe/größe.dtsi')).toMatchObject([{ message: expect.stringContaining('nobody') }]);
  });

  it('are said as they are written', async () => {
    write('a.dts', board('nicht-da-é.dtsi'));
    await client.start();
    await client.open('a.dts');
    expect(await client.pull('a.dts')).toMatchObject([
      { code: 'include-not-found', message: expect.stringContaining('nicht-da-é.dtsi') },
      { code: 'memory-not-judged', message: expect.stringContaining('nicht-da-é.dtsi') },
    ]);
  });

  it('bear a mark for what would turn or hide them', async () => {
    write('a.dts', board('b\u202E\u061C\u2028\u009Bx.dtsi'));
    await client.start();
    await client.open('a.dts');
    const shown = 'b\uFFFD\uFFFD\uFFFD\uFFFDx.dtsi';
    expect(await client.pull('a.dts')).toMatchObject([
      { code: 'include-not-found', message: expect.stringContaining(`${shown}: No such file or directory\nLooked in`) },
      { code: 'memory-not-judged', message: expect.stringContaining(shown) },
    ]);
  });

  it.skipIf(process.platform !== 'linux')('do no harm where they are no UTF-8', async () => {
    write(Buffer.from('gr\xf6\xdfe.dts', 'latin1'), board('part.dtsi'));
    write('part.dtsi', '/ { };\n');
    await client.start();
    await client.open('part.dtsi');
    let answer: IncludingBoardsAnswer;
    do {
      answer = await client.ask('includingBoards', { uri: client.uri('part.dtsi'), resume: false });
    } while (answer.isIndexing);
    expect(answer.boards.map(({ uri }) => uri)).toEqual([`${client.uri('')}gr%F6%DFe.dts`]);
    expect(await client.pull('part.dtsi')).toEqual([]);
  });
});

describe('a file outside of the workspace', () => {
  it.each([
    ['/proc/self/environ', 'this is no ordinary file, and is never read'],
    ['/etc/passwd', 'may not be read from here'],
    [`${'../'.repeat(40)}etc/passwd`, 'may not be read from here'],
  ])('is not read: %s', async (path, reason) => {
    write('a.dts', board(path));
    write('b.dts', `/dts-v1/;\n/ { x = /incbin/("${path}"); };\n`);
    await client.start();
    for (const name of ['a.dts', 'b.dts']) {
      await client.open(name);
      const errors = (await client.pull(name)).filter(({ severity }) => severity === DiagnosticSeverity.Error);
      expect(errors).toMatchObject([{ message: expect.stringContaining(reason) }]);
    }
  });
});
