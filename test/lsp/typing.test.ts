import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { kernelBoards, MISSING_BOARDS } from '../recorded/kernelTree.ts';
import { TestClient, type TestOptions } from './client.ts';

const region = (address: string): string => `
		cam_pool: cam@${address} {
			compatible = "shared-dma-pool";
			reg = <0x0 0x${address} 0x0 0x1000000>;
			reusable;
		};
`;

const USER = `
&isp {
	memory-region = <&cam_pool>;
	memory-region-names = "frames";
};
`;

/** Where nothing can follow but what ends or goes on: after a name and a blank, after a whole value. */
const NO_LIST = /^\t+(?:\w+: )?[\w,@-]+ $|^&isp $|= "[^"]*"$|>$/;

/** Where a name or number is made up: it may be that nothing which is known goes on from it. */
const MADE_UP = /^\t\tcam\w*$|cam_pool: cam(?:@\w+)?$|<0x0 0x[0-9a-f]+$|names = "f\w*$/;

const clients: TestClient[] = [];
const made = (options: TestOptions = {}): TestClient => {
  const client = new TestClient(options);
  clients.push(client);
  return client;
};
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
});

/** What is reported, without what names the moment. */
const plain = (found: readonly Diagnostic[]): object[] =>
  found.map(({ range, code, message, severity }) => ({ range, code, message, severity }));

/**
 * Types a text character by character after a stretch of an open document, asking for completion at each stop and for
 * what is wrong at each line. Checks at which stops there is no list, or an empty one.
 */
async function type(client: TestClient, name: string, after: string, text: string): Promise<void> {
  const without: string[] = [];
  const empty: string[] = [];
  const lines: string[] = [];
  for (let length = 1; length <= text.length; length++) {
    const typed = text.slice(0, length);
    await client.replace(name, after + text.slice(0, length - 1), after + typed);
    const list = await client.complete(name, after + typed);
    const line = typed.slice(typed.lastIndexOf('\n') + 1);
    lines.push(line);
    if (list === null) without.push(line);
    else if (list.items.length === 0) empty.push(line);
    if (typed.endsWith('\n')) await client.pull(name);
  }
  expect(without).toEqual(lines.filter((line) => NO_LIST.test(line)));
  expect(empty.filter((line) => !MADE_UP.test(line))).toEqual([]);
}

/** What is wrong with a document in a server that sees it for the first time, as it stands now. */
async function seenFresh(client: TestClient, name: string, options: TestOptions = {}): Promise<object[]> {
  const fresh = made({ ...options, texts: new Map([[name, client.textOf(name)]]) });
  for (const other of client.openNames) {
    if (other !== name && options.folderUri === undefined)
      writeFileSync(join(fresh.folder, other), client.textOf(other));
  }
  if (options.folderUri === undefined) writeFileSync(join(fresh.folder, name), client.textOf(name));
  await fresh.start();
  await fresh.open(name);
  return plain(await fresh.pull(name));
}

describe('a region that is typed character by character', () => {
  it('in a small board, and the device that uses it', async () => {
    const client = made();
    await client.start();
    await client.open('camera.dts');
    const before = plain(await client.pull('camera.dts'));
    const end = client.textOf('camera.dts').slice(-20);
    await type(client, 'camera.dts', '\t\tranges;\n', region('50000000'));
    await type(client, 'camera.dts', end, USER);
    const after = await client.pull('camera.dts');
    expect(plain(after)).toEqual(await seenFresh(client, 'camera.dts'));
    expect(after.map(({ code }) => code)).toEqual(['heap-name-unstable', 'heap-name-unstable']);
    await client.replace('camera.dts', region('50000000'), '');
    await client.replace('camera.dts', USER, '');
    expect(plain(await client.pull('camera.dts'))).toEqual(before);
  });

  it('in an include, seen through its board', async () => {
    const client = made();
    await client.start();
    await client.open('camera.dts');
    await client.open('camera-soc.dtsi');
    const head = '\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n';
    await client.replace('camera-soc.dtsi', '\tsoc {', `${head}\t};\n\tsoc {`);
    await type(client, 'camera-soc.dtsi', head, region('50000000'));
    const found = plain(await client.pull('camera-soc.dtsi'));
    expect(found).toEqual(await seenFresh(client, 'camera-soc.dtsi'));
    expect(found).toMatchObject([{ code: 'heap-name-unstable' }]);
  });

  it('in an overlay, seen on its board', async () => {
    const client = made();
    const board = readFileSync(join(client.folder, 'camera.dts'), 'utf8').replace(
      'reserved-memory {',
      'rmem: reserved-memory {',
    );
    const head = '/dts-v1/;\n/plugin/;\n&rmem {\n';
    const name = 'camera-add.dtso';
    writeFileSync(join(client.folder, 'camera.dts'), board);
    writeFileSync(join(client.folder, name), `${head}};\n`);
    await client.start();
    await client.open('camera.dts');
    await client.open(name);
    await type(client, name, head, region('50000000'));
    const found = plain(await client.pull(name));
    expect(found).toEqual(await seenFresh(client, name));
    expect(found).toMatchObject([{ code: 'heap-name-unstable' }]);
  });

  const folder = kernelBoards();
  const title = 'in a board of the kernel';
  if (folder === undefined) it(title, (context) => context.skip(MISSING_BOARDS));
  else
    it(title, async () => {
      const tree = join(folder, 'tree');
      const name = 'arch/arm64/boot/dts/st/stm32mp257f-ev1.dts';
      const options = { folderUri: pathToFileURL(tree).toString() };
      const text = readFileSync(join(tree, name), 'utf8');
      const client = made({ ...options, texts: new Map([[name, text]]) });
      await client.start();
      await client.open(name);
      const before = plain(await client.pull(name));
      const [after = ''] = /reserved-memory \{[^{]*ranges;\n/.exec(text) ?? [];
      await type(client, name, after, region('98000000'));
      const found = plain(await client.pull(name));
      expect(found).toEqual(await seenFresh(client, name, options));
      await client.replace(name, region('98000000'), '');
      expect(plain(await client.pull(name))).toEqual(before);
    });
});
