import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterEach, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { checkWorkspaceRequest } from '../../server/src/lsp/documentProtocol.ts';
import { LONG_TEXT } from '../../server/src/text/sourceFile.ts';
import { TestClient } from './client.ts';

/**
 * What is reported must not depend on the way that led to the texts: after any sequence of openings, edits, closings and
 * changes on the disk it is what a server says that was started on what stands there now.
 */

/** How many sequences are played; `DTHEAPS_SEQUENCES=200 npx vitest run test/lsp/anyOrder.test.ts` plays more. */
const SEQUENCES = Number(process.env.DTHEAPS_SEQUENCES ?? 8);
/** How many steps a sequence has, and after how many of them the two servers are held against each other. */
const STEPS = 24;
const COMPARED_EVERY = 6;

const ROOT = `	#address-cells = <1>;
	#size-cells = <1>;
`;

/** Makes a text so long that what is done with it is done in steps, between which others come. */
const LONG = `${'// a line that nobody reads\n'.repeat(Math.ceil(LONG_TEXT / 28))}`;

/** The texts that each file of the workspace may have, the first one at the beginning; absent: it may be missing. */
const WORKSPACE: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'a.dts': [
    `/dts-v1/;\n#include "soc.dtsi"\n#include "pools.h"\n/ {\n\tmemory@40000000 { device_type = "memory"; reg = <0x40000000 RAM>; };\n};\n`,
    `/dts-v1/;\n#define WIDE 1\n#include "soc.dtsi"\n#include "pools.h"\n/ {\n\tmemory@40000000 { device_type = "memory"; reg = <0x40000000 RAM>; };\n};\n&log { status = "disabled"; };\n`,
    `/dts-v1/;\n#include "soc.dtsi"\n#include "pools.h"\n/ {\n\tmemory@40000000 { device_type = "memory"; reg = <0x40000000 RAM> };\n};\n`,
    `/dts-v1/;\n#include "soc.dtsi"\n#include "soc.dtsi"\n#include "pools.h"\n/ { isp { memory-region = <&video>; }; };\n`,
  ],
  'b.dts': [
    `/dts-v1/;\n#define WIDE 1\n#include "soc.dtsi"\n#include "sub/cam.dtsi"\n/ {\n\tmemory@40000000 { device_type = "memory"; reg = <0x40000000 0x10000000>; };\n};\n`,
    `/dts-v1/;\n#include "soc.dtsi"\n/ {\n\tmemory@40000000 { device_type = "memory"; reg = <0x40000000 0x10000000>; };\n};\n&nothing { };\n`,
    `/* nothing but\n#include "soc.dtsi"\n`,
    undefined,
  ],
  'soc.dtsi': [
    `#include "pools.h"\n/ {\n${ROOT}\treserved-memory {\n${ROOT}\t\tranges;\n\t\tvideo: video@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 POOL>; };\n\t\tlog: log@51000000 { reg = <0x51000000 0x0>; }; // dtheaps-disable-line zero-size\n\t};\n};\n`,
    `#include "pools.h"\n/ {\n${ROOT}\treserved-memory {\n${ROOT}\t\tranges;\n#ifdef WIDE\n\t\tvideo: video@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x2001000>; };\n#endif\n\t\tlog: log@51000000 { reg = <0x51000000 0x1000>; no-map; }; // dtheaps-disable-line zero-size\n\t};\n};\n`,
    `#include "missing.h"\n/ {\n${ROOT}\treserved-memory {\n`,
  ],
  'pools.h': [
    '#define POOL 0x1000000\n#define RAM 0x40000000\n',
    '#ifndef POOL\n#define POOL 0x1234000\n#endif\n#define RAM 0x20000000\n',
    '#define RAM 0x40000000\n#error no pools\n',
    undefined,
  ],
  'sub/cam.dtsi': [
    '#include "../pools.h"\n/ { reserved-memory { cam@52000000 { reg = <0x52000000 POOL>; reg-names = __FILE__; }; }; };\n',
    '#include "cam.dtsi"\n',
    '#include "cam.dtsi"\n#include "cam.dtsi"\n/ { x = <__COUNTER__>; };\n',
    undefined,
  ],
  'long.dts': [
    `/dts-v1/;\n#include "soc.dtsi"\n${LONG}/ { isp { memory-region = <&video>; }; };\n`,
    `${LONG}/dts-v1/;\n#define WIDE 1\n#include "soc.dtsi"\n&log { no-map; };\n`,
  ],
  'add.dtso': [
    '/dts-v1/;\n/plugin/;\n&video { status = "disabled"; };\n',
    '/dts-v1/;\n/plugin/;\n&{/reserved-memory} { more@53000000 { reg = <0x53000000 0x0>; }; };\n',
    undefined,
  ],
  '.dtheaps.json': [
    undefined,
    '{ "severities": { "zero-size": "hint" } }\n',
    '{ "profile": { "memory": [{ "base": "0x40000000", "size": "0x8000000" }] } }\n',
    '{ "profile": { "config": { "CONFIG_CMA_AREAS": 1.5 } } }\n',
  ],
  'run.heapsim.json': [
    '{ "board": "a.dts", "steps": [{ "op": "allocate", "heap": "video@50000000", "size": "1M", "id": "a" }] }\n',
    '{ "board": "b.dts", "steps": [{ "op": "free", "id": "z" }] }\n',
    undefined,
  ],
};
const NAMES = Object.keys(WORKSPACE);
/** Those that read one another, of which each may make what is kept of the others wrong: most steps are done to them. */
const TOGETHER = ['a.dts', 'b.dts', 'soc.dtsi', 'pools.h'];

/** Numbers that only depend on a seed, from 0 to below `count` (a linear congruential generator). */
function dice(seed: number): (count: number) => number {
  let state = BigInt(seed) * 2654435761n + 1n;
  return (count) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn;
    return Number((state >> 33n) % BigInt(count));
  };
}

/** A server with a client that opens, edits and closes, and a disk that changes under both. */
class Played {
  readonly client = new TestClient();
  readonly open = new Map<string, string>();
  readonly steps: string[] = [];
  #version = 1000;

  async start(): Promise<void> {
    for (const [name, [text]] of Object.entries(WORKSPACE)) if (text !== undefined) this.#write(name, text);
    await this.client.start();
  }

  #write(name: string, text: string): void {
    mkdirSync(dirname(join(this.client.folder, name)), { recursive: true });
    writeFileSync(join(this.client.folder, name), text);
  }

  /** What the disk has at a name, if anything. */
  #onDisk(name: string): string | undefined {
    try {
      return readFileSync(join(this.client.folder, name), 'utf8');
    } catch {
      return undefined;
    }
  }

  async step(roll: (count: number) => number): Promise<void> {
    const names = roll(4) > 0 ? TOGETHER : NAMES;
    const name = names[roll(names.length)] ?? '';
    const texts = WORKSPACE[name] ?? [];
    const text = texts[roll(texts.length)];
    const { connection } = this.client;
    const uri = this.client.uri(name);
    const isOpen = this.open.has(name);
    switch (roll(isOpen ? 4 : 2)) {
      case 0: {
        // Somebody else writes, or removes, the file.
        const before = this.#onDisk(name);
        if (text === undefined) rmSync(join(this.client.folder, name), { force: true });
        else this.#write(name, text);
        const type = before === undefined ? 1 : text === undefined ? 3 : 2;
        this.steps.push(`disk ${name} ${texts.indexOf(text)}`);
        if (before !== text)
          await connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
        break;
      }
      case 1:
        if (isOpen) {
          this.open.delete(name);
          this.steps.push(`close ${name}`);
          await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
        } else {
          const begun = this.#onDisk(name) ?? text ?? '';
          this.open.set(name, begun);
          this.steps.push(`open ${name}`);
          await this.#opened(name, begun);
        }
        break;
      case 2: {
        const next = text ?? '';
        this.open.set(name, next);
        this.steps.push(`edit ${name} ${texts.indexOf(text)}`);
        await this.#change(uri, [{ text: next }]);
        break;
      }
      default: {
        // A key: one character more or less somewhere.
        const old = this.open.get(name) ?? '';
        const at = roll(old.length + 1);
        const typed = ['', ' ', '}', '"', '#', '/*'][roll(6)] ?? '';
        const removed = typed === '' ? Math.min(1, old.length - at) : 0;
        this.open.set(name, old.slice(0, at) + typed + old.slice(at + removed));
        this.steps.push(`key ${name} ${at} ${JSON.stringify(typed)}`);
        const range = { start: place(old, at), end: place(old, at + removed) };
        await this.#change(uri, [{ range, text: typed }]);
      }
    }
    // Some sequences look in between, others do not: what is cached differs.
    if (roll(3) === 0) for (const opened of this.open.keys()) await this.client.pull(opened);
  }

  async #opened(name: string, text: string): Promise<void> {
    const textDocument = { uri: this.client.uri(name), languageId: 'dts', version: ++this.#version, text };
    await this.client.connection.sendNotification('textDocument/didOpen', { textDocument });
  }

  async #change(uri: string, contentChanges: readonly object[]): Promise<void> {
    const textDocument = { uri, version: ++this.#version };
    await this.client.connection.sendNotification('textDocument/didChange', { textDocument, contentChanges });
  }

  /** A server that was started just now on the same disk, with the same documents open. */
  async fresh(reversed: boolean): Promise<TestClient> {
    const folderUri = this.client.uri('').replace(/\/$/, '');
    const client = new TestClient({ folderUri, texts: new Map(this.open) });
    await client.start();
    const names = [...this.open.keys()].sort();
    for (const name of reversed ? names.reverse() : names) await client.open(name);
    return client;
  }
}

function place(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

/** What a server says of each open document, and of the whole workspace. */
async function said(client: TestClient, names: readonly string[]): Promise<Record<string, unknown>> {
  const workspace = await client.connection.sendRequest<object>(checkWorkspaceRequest, {});
  const byName: Record<string, unknown> = { workspace };
  for (const name of names) byName[name] = (await client.pull(name)).map(lineOf).sort();
  return byName;
}

const lineOf = ({ range: { start, end }, severity, code, message }: Diagnostic): string =>
  `${start.line}:${start.character}-${end.line}:${end.character} ${severity} ${code} ${message}`;

const begun: TestClient[] = [];
afterEach(async () => {
  for (const client of begun.splice(0)) await client.stop();
});

it.each(Array.from({ length: SEQUENCES }, (_, index) => index + 1))(
  'what is reported is what a fresh server reports: sequence %i',
  async (seed) => {
    const roll = dice(seed);
    const played = new Played();
    begun.push(played.client);
    await played.start();
    for (let step = 1; step <= STEPS; step++) {
      await played.step(roll);
      if (step % COMPARED_EVERY !== 0) continue;
      const names = [...played.open.keys()].sort();
      const fresh = await played.fresh(roll(2) === 1);
      const expected = await said(fresh, names);
      await fresh.stop();
      expect(await said(played.client, names), played.steps.join('\n')).toEqual(expected);
    }
  },
);
