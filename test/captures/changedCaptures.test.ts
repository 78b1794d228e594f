import process from 'node:process';
import { expect, it } from 'vitest';
import { type Analysis, analyse } from '../../server/src/analysis.ts';
import { type BoardChange, changedAnalysis } from '../../server/src/features/whatIf/boardChange.ts';
import type { CaptureComparison } from '../../server/src/simulation/capture/explainCapture.ts';
import { compareWithTarget } from '../../server/src/workspace/targetComparison.ts';
import { BOOT_DISAGREEMENTS } from '../boots/knownDisagreements.ts';
import { type BootRecord, profileOf, readArchivedRecords } from '../boots/record.ts';
import { RecordedTrees } from '../boots/recordedTrees.ts';
import { AREA_LISTINGS, HEAP_LISTINGS, targetLines } from './recordedTarget.ts';

/** Every how many of the records are compared. */
const EVERY = process.env.DTHEAPS_ALL === '1' ? 1 : 5;

const records = readArchivedRecords().filter(
  ({ id, undefined: chance, expect: { booted } }, index) =>
    index % EVERY === 0 && booted && chance === undefined && !BOOT_DISAGREEMENTS.has(id),
);
const trees = await RecordedTrees.create();

/** What a record's target printed, on the board as it is; `keep` leaves lines out. */
function captureOf(record: BootRecord, { boot }: Analysis, keep: (line: string) => boolean = () => true): string {
  const [heaps, areas] = [HEAP_LISTINGS.get('ls'), AREA_LISTINGS.get('grep -r')];
  if (heaps === undefined || areas === undefined) throw new Error('the ways to list are called otherwise');
  const lines = targetLines(record, boot.memory, heaps, areas).map(({ text, isLog }) =>
    isLog ? `[    0.000000] ${text}` : text,
  );
  return lines.filter(keep).join('\n');
}

/** The capture against a prediction that nothing in it goes over, as where a call says everything. */
async function comparison(predicted: Analysis, text: string): Promise<CaptureComparison> {
  const compared = await compareWithTarget(predicted, text, 'capture', async () => predicted);
  if (compared === undefined) throw new Error('nothing of a target');
  return compared.comparison;
}

const analysisOf = (record: BootRecord): Analysis => analyse(trees.readBoard(record.dts), profileOf(record));

/** The first region that the board has in use and that is large enough to be halved; `undefined` where there is none. */
function changeableRegion({ memory, boot }: Analysis): { readonly name: string; readonly size: bigint } | undefined {
  for (const { name, path, size } of memory.regions) {
    const booted = boot.regions.find((region) => region.path === path);
    const isUsed = booted?.range !== undefined && /^(?:cma|coherent|reserved)$/.test(booted.state);
    if (isUsed && size !== undefined && size >= 0x40_0000n) return { name, size };
  }
  return undefined;
}

/** What a capture shows of a boot whose places are known. */
function shown({ boot }: Analysis): string {
  const areas = boot.cmaAreas.filter(({ activated, basePredictable }) => activated && basePredictable);
  const log = boot.log.map(({ line }) => line).filter((line) => !line.startsWith('cma: Reserved'));
  return JSON.stringify([
    [...log].sort(),
    boot.heaps.map(({ name }) => name).sort(),
    areas.map(({ name, range }) => `${name} ${range.base} ${range.size}`).sort(),
  ]);
}

const CHANGES: Readonly<Record<string, (region: string, size: bigint) => BoardChange>> = {
  'another size': (region, size) => ({ kind: 'size', region, value: size / 2n }),
  'another place': (region) => ({ kind: 'base', region, value: 0x4800_0000n }),
  'no-map': (region) => ({ kind: 'mode', region, mode: 'no-map' }),
  'neither reusable nor no-map': (region) => ({ kind: 'mode', region, mode: 'plain' }),
};

it.each(Object.entries(CHANGES))('a board whose region has %s is told apart, with the cause', async (_, changeOf) => {
  const silent: string[] = [];
  const found = { differences: 0, explained: 0 };
  let boards = 0;
  for (const record of records) {
    const own = analysisOf(record);
    const region = changeableRegion(own);
    if (region === undefined) continue;
    const changed = changedAnalysis(own, [changeOf(region.name, region.size)]);
    if (!changed.boot.booted || shown(changed) === shown(own)) continue;
    boards++;
    const { differences } = await comparison(changed, captureOf(record, own));
    if (differences.length === 0) silent.push(record.id);
    found.differences += differences.length;
    found.explained += differences.filter(({ cause }) => cause !== undefined).length;
  }
  console.log(`${boards} boards, ${found.explained} of ${found.differences} differences explained`);
  expect(silent).toEqual([]);
  expect(boards).toBeGreaterThan(20);
  // A region that no longer is where it was lets the kernel do otherwise with others, which no line of the log connects to it.
  expect(found.explained / found.differences).toBeGreaterThan(0.95);
});

it('the command line of a call that is not the target’s is named as the cause', async () => {
  const causes = new Set<string | undefined>();
  for (const record of records) {
    const own = analysisOf(record);
    const other = analyse(own.board, { ...own.profile, commandLine: `${record.commandLine} cma=40M` });
    if (!other.boot.booted || shown(other) === shown(own)) continue;
    const { differences } = await comparison(other, captureOf(record, own));
    for (const { cause } of differences) causes.add(cause?.replace(/^.*(?=leave)/, ''));
  }
  expect([...causes]).toEqual(['leave --cmdline out']);
});

it('another kernel is named as the cause, whether the capture says which it is or not', async () => {
  const causes = new Set<string | undefined>();
  const [first] = records.filter(({ folder, expect: { heaps } }) => folder === '6.12' && (heaps?.length ?? 0) > 1);
  expect(first).toBeDefined();
  for (const record of records.filter(({ folder }) => folder === '6.12')) {
    const own = analysisOf(record);
    const newer = analyse(own.board, { ...own.profile, kernel: '7.3' });
    const heapNames = ({ boot }: Analysis): string => boot.heaps.map(({ name }) => name).join();
    if (!newer.boot.booted || heapNames(newer) === heapNames(own)) continue;
    const versioned = await comparison(newer, captureOf(record, own));
    for (const { kind, cause } of versioned.differences) if (kind === 'heap') causes.add(cause);
    const nameless = await comparison(
      newer,
      captureOf(record, own, (line) => !/Linux version|Booting Linux/.test(line)),
    );
    for (const { kind, cause } of nameless.differences) if (kind === 'heap') causes.add(cause);
  }
  expect([...causes].sort()).toEqual([
    'the target does as Linux 6.12 would, the prediction is for Linux 7.3: --kernel 6.12',
    'the target runs Linux 6.12.117, the prediction is for Linux 7.3: --kernel 6.12.117',
  ]);
});

it('a configuration that makes other heaps, or larger pages, is named as the cause where the capture does not say it', async () => {
  const causes = new Map<string, number>();
  const count = (cause: string | undefined): void => {
    const option = /CONFIG_\w+/.exec(cause ?? '')?.[0] ?? 'none';
    causes.set(option, (causes.get(option) ?? 0) + 1);
  };
  for (const record of records.filter(({ folder }) => folder === '7.3')) {
    const own = analysisOf(record);
    if (own.boot.heaps.length < 3) continue;
    for (const heaps of [['system'], own.boot.heaps.map(({ name }) => name).filter((name) => name !== 'system'), []]) {
      const { differences } = await comparison(own, ['# ls -1 /dev/dma_heap', ...heaps, '# '].join('\n'));
      for (const { cause } of differences) count(cause);
    }
  }
  for (const record of records.filter(({ folder }) => folder === '7.3-16k-pages')) {
    const own = analysisOf(record);
    const small = analyse(own.board, { ...own.profile, config: new Map() });
    if (!small.boot.booted || own.boot.cmaAreas.length === 0) continue;
    const files = captureOf(record, own, (line) => /^#|^\/sys|^[\w,@.-]+( |$)/.test(line));
    for (const { cause } of (await comparison(small, files)).differences) count(cause);
  }
  expect(causes.get('CONFIG_DMABUF_HEAPS_CMA')).toBeGreaterThan(5);
  expect(causes.get('CONFIG_DMABUF_HEAPS_SYSTEM')).toBeGreaterThan(3);
  expect(causes.get('CONFIG_DMABUF_HEAPS')).toBeGreaterThan(5);
  expect(causes.get('CONFIG_ARM64_16K_PAGES')).toBeGreaterThan(0);
});

it('a region of which a whole log says nothing is not on the target', async () => {
  const texts = new Set<string | undefined>();
  for (const record of records.filter(({ folder }) => folder === '7.3')) {
    const own = analysisOf(record);
    const region = changeableRegion(own);
    const booted = own.boot.regions.find(({ name }) => name === region?.name);
    // A short name stands in other words as well.
    if (region === undefined || booted?.range === undefined || !region.name.includes('@')) continue;
    const place = booted.range.base.toString(16);
    const text = captureOf(
      record,
      own,
      (line) => /^\[/.test(line) && !line.includes(region.name) && !line.includes(place),
    );
    const { differences } = await comparison(own, text);
    for (const { kind, predicted, cause } of differences) {
      if (kind === 'log' && predicted?.includes(region.name)) texts.add(cause?.replace(/^.* and is/, 'is'));
    }
  }
  expect([...texts]).toEqual(['is not on the target: the target was booted with another tree']);
});
