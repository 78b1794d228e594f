import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type BootRecord, bootsFolder, readRecords } from '../boots/record.ts';
import { MISSING_SHARED } from '../shared.ts';
import { dtheaps } from './capturedTerminal.ts';

/** All records are replayed elsewhere; here every so many of them, through files and the JSON of the contract. */
const EVERY = 13;

/** Two CMA areas share pages: what allocations do then is undefined. */
const UNDEFINED = /\/a37b?-/;

const folder = mkdtempSync(join(tmpdir(), 'dtheaps-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly booted: boolean;
  readonly heaps: readonly { readonly name: string }[];
  readonly steps: readonly { readonly result: string; readonly stage?: string; readonly bufferSize?: string }[];
}

function jsonFile(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

/** A record's kernel and machine in the profile's JSON form, which is the record's own. */
function profileJson(record: BootRecord): object {
  const { kernel, commandLine, memory, occupied, firmwareRegions } = record;
  const { version, architecture, patches, config } = kernel;
  return { kernel: version, architecture, patches, config, commandLine, memory, occupied, firmwareRegions };
}

/** What `boot` and `simulate` answer for a record, and how it differs from what was recorded. */
async function differences(root: string, record: BootRecord): Promise<string[]> {
  const board = join(root, record.dts);
  const profile = jsonFile('profile.json', profileJson(record));
  const options = [board, '--no-preprocess', '--format', 'json', '--profile', profile];
  const boot = await dtheaps(['boot', ...options]);
  if (boot.status !== 0) return [`boot ended with ${boot.status}: ${boot.error}`];
  const { booted, heaps } = JSON.parse(boot.out) as Answer;
  const found: string[] = [];
  if (booted !== record.expect.booted) found.push(`booted: ${booted}`);
  const names = heaps.map(({ name }) => name).sort();
  if (record.expect.heaps !== null && names.join() !== record.expect.heaps.join()) found.push(`heaps: ${names.join()}`);
  if (record.expect.steps === null || record.steps.length === 0) return found;
  const scenario = jsonFile('scenario.json', { devices: record.devices ?? [], steps: record.steps });
  const simulated = await dtheaps(['simulate', board, scenario, ...options.slice(1)]);
  if (simulated.status !== 0) return [...found, `simulate ended with ${simulated.status}: ${simulated.error}`];
  const { steps } = JSON.parse(simulated.out) as Answer;
  for (const [index, { result, stage, bufferSize }] of record.expect.steps.entries()) {
    const step = steps[index];
    if (step?.result !== result || step.stage !== stage || step.bufferSize !== bufferSize) {
      found.push(`step ${index}: ${JSON.stringify(step)} instead of ${result}`);
    }
  }
  return found;
}

/** What a person would copy from the target of a record: the kernel's log, the heaps, the areas of debugfs. */
function captureText(record: BootRecord): string {
  const { version } = record.kernel;
  const { log, heaps, cmaAreas } = record.expect;
  const pageSize = { '7.3-16k-pages': 0x4000, '7.3-64k-pages': 0x10000 }[record.folder] ?? 0x1000;
  const areas = (cmaAreas ?? []).flatMap(({ name, base, pages }) => [
    `/sys/kernel/debug/cma/${name}/base_pfn:${Number(base) / pageSize}`,
    `/sys/kernel/debug/cma/${name}/count:${pages}`,
  ]);
  return [
    `[    0.000000] Linux version ${version} (build@host)`,
    ...log.flatMap((message) => message.split('\n')).map((line) => `[    0.000000] ${line}`),
    '# ls -1 /dev/dma_heap',
    ...(heaps ?? []),
    '',
    '# grep -r . /sys/kernel/debug/cma',
    ...areas,
    '',
  ].join('\n');
}

it('a capture of a recorded boot differs in nothing from the prediction', async (context) => {
  const root = bootsFolder();
  if (root === undefined) return context.skip(MISSING_SHARED);
  const records = readRecords(root).filter(
    ({ id, expect: { booted } }, index) => index % EVERY === 0 && booted && !UNDEFINED.test(id),
  );
  const failures: string[] = [];
  for (const record of records) {
    const capture = join(folder, 'capture.txt');
    writeFileSync(capture, captureText(record));
    const profile = jsonFile('profile.json', profileJson(record));
    const board = join(root, record.dts);
    const { status, out, error } = await dtheaps(['compare', board, capture, '--no-preprocess', '--profile', profile]);
    if (status !== 0) failures.push(`${record.id}: ${out}${error}`);
  }
  console.log(`${records.length - failures.length} of ${records.length} captures are as predicted`);
  expect(failures).toEqual([]);
});

it('recorded boots come out of files and options as they were recorded', async (context) => {
  const root = bootsFolder();
  if (root === undefined) return context.skip(MISSING_SHARED);
  const records = readRecords(root).filter(({ id }, index) => index % EVERY === 0 && !UNDEFINED.test(id));
  const failures: string[] = [];
  for (const record of records) {
    const found = await differences(root, record);
    if (found.length > 0) failures.push(`${record.id}: ${found.join('; ')}`);
  }
  console.log(`${records.length - failures.length} of ${records.length} recorded boots agree`);
  expect(failures).toEqual([]);
});
