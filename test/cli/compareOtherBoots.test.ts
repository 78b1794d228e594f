import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { wholeLog } from '../captures/captureEnvelopes.ts';
import { dtheaps } from './capturedTerminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** It is not known whether 7.3.1 boots a board whose no-map memory ends inside a page (`linear-map-in-whole-pages`). */
const UNSETTLED = '7.3.1';

const ENDS_INSIDE_A_PAGE = 'scratch { no-map; size = <0x0 0x1234>; };';

/** A board with such memory, unless `other` nodes take its place, and a region of some more properties. */
function board(properties: string, other = ENDS_INSIDE_A_PAGE): string {
  const path = join(folder, 'board.dts');
  writeFileSync(
    path,
    `/dts-v1/;
/ { #address-cells = <2>; #size-cells = <2>;
	memory@40000000 { device_type = "memory"; reg = <0x0 0x40000000 0x0 0x40000000>; };
	reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
		${other}
		nr@68000000 { compatible = "shared-dma-pool"; ${properties} reg = <0x0 0x68000000 0x0 0x400000>; };
	}; };
`,
  );
  return path;
}

/** What a target of the unsettled release prints that does as another release. */
async function captureLike(path: string, release: string): Promise<string> {
  const { out } = await dtheaps(['boot', path, '--kernel', release, '--format', 'json']);
  const { log, heaps } = JSON.parse(out) as { log: string[]; heaps: { name: string }[] };
  const lines = wholeLog(UNSETTLED, log);
  return [...lines, '# ls /dev/dma_heap', heaps.map(({ name }) => name).join('  '), ''].join('\n');
}

interface Comparison {
  readonly differences: readonly { kind: string; predicted?: string; captured?: string; cause?: string }[];
  readonly notes: readonly { message: string }[];
}

async function compared(path: string, text: string, ...options: readonly string[]): Promise<[number, Comparison]> {
  const { status, out } = await dtheaps(['compare', path, '-', '--format', 'json', ...options], text);
  return [status, JSON.parse(out)];
}

it('a target that did as another possible boot of its release did as predicted, and a note says which', async () => {
  const path = board('reusable; no-map;');
  const [status, { differences, notes }] = await compared(path, await captureLike(path, '7.2.13'));
  expect(differences).toEqual([]);
  expect(notes.map(({ message }) => message)).toEqual([
    'Linux 7.3.1 may boot in more than one way: the target did as Linux 6.1.192 and 7.2.13, not as 6.12.117 and 7.3.4',
  ]);
  expect(status).toBe(0);
});

it.each([
  ['7.3.4', '7.2.13'],
  ['7.2.13', '7.3.4'],
])('a message of which it is not known how the release prints it, as on %s and not as on %s', async (like, unlike) => {
  const path = board('no-map;', '');
  const [status, { differences, notes }] = await compared(path, await captureLike(path, like));
  expect([status, differences]).toEqual([0, []]);
  expect(notes.map(({ message }) => message)).toEqual([
    `Linux 7.3.1 may boot in more than one way: the target did as Linux ${like}, not as ${unlike}`,
  ]);
});

it('what differs from each possible boot stays a difference, and the closest of them is compared', async () => {
  const path = board('reusable; no-map;');
  const text = `${(await captureLike(path, '7.2.13')).trimEnd()}  sensor@b0000000\n`;
  const [status, { differences, notes }] = await compared(path, text);
  expect(differences).toMatchObject([{ kind: 'heap', captured: 'sensor@b0000000' }]);
  expect(notes[0]?.message).toBe(
    'Linux 7.3.1 may boot in more than one way: the target differs least from the boot that goes as on Linux 6.1.192 and 7.2.13, not as 6.12.117 and 7.3.4',
  );
  expect(status).toBe(1);
});

it('what each possible boot prints says nothing of which it was', async () => {
  const path = board('reusable; no-map;');
  const line = (await captureLike(path, '7.2.13')).split('\n').find((each) => each.endsWith(' scratch'));
  const [status, { differences, notes }] = await compared(path, `${line}\n`, '--kernel', UNSETTLED);
  expect([status, differences]).toEqual([0, []]);
  expect(notes.map(({ message }) => message)).toEqual([expect.stringContaining('only a part of the kernel')]);
});

it('a kernel of the call that is not the target\u2019s is the cause, where the target\u2019s may boot otherwise too', async () => {
  const path = board('reusable; no-map;');
  const [, { differences }] = await compared(path, await captureLike(path, '7.2.13'), '--kernel', '7.3.4');
  expect(differences.length).toBeGreaterThan(0);
  for (const { cause } of differences) expect(cause).toContain('the target runs Linux 7.3.1');
});

it.each([
  ['reusable;', 'a CMA pool'],
  ['no-map;', 'a coherent pool'],
])('memory that is no-map and reusable on the target, and has "%s" on the board', async (properties, predicted) => {
  const text = await captureLike(board('reusable; no-map;'), '7.2.13');
  expect(text).toMatch(/nomap reusable nr@68000000$/m);
  const [, { differences }] = await compared(board(properties), text);
  expect(differences.filter(({ captured }) => captured?.includes('nomap reusable'))).toMatchObject([
    {
      cause: `nr@68000000 is memory without a driver, no-map as well as reusable, on the target and ${predicted} in the prediction: the target was booted with another tree`,
    },
  ]);
  expect(differences.filter(({ cause }) => cause === undefined)).toEqual([]);
});

it('a predicted boot that ended before its regions were made pools is no sign of another tree', async () => {
  const path = board('reusable;');
  const text = (await captureLike(path, '7.2.13')).replace(UNSETTLED, '7.3.4');
  const [status, { differences }] = await compared(path, text);
  expect(differences).toContainEqual({ kind: 'heap', captured: 'nr@68000000', line: expect.any(Number) });
  expect(status).toBe(1);
});
