import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { BOOT_DISAGREEMENTS } from '../boots/knownDisagreements.ts';
import { type BootRecord, readRecords } from '../boots/record.ts';
import { dtheaps } from './capturedTerminal.ts';
import { ENVELOPES, wholeLog } from './captureEnvelopes.ts';

/** All records are replayed elsewhere; here every so many of them, through files and the JSON of the contract. */
const EVERY = 13;

/** The records that are replayed here: of those with an outcome that is predicted. */
const records = readRecords().filter(
  (record, index) => index % EVERY === 0 && record.undefined === undefined && !BOOT_DISAGREEMENTS.has(record.id),
);

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
async function differences(record: BootRecord): Promise<string[]> {
  const board = record.dts;
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

/** The size of a page in bytes, by the record's configuration. */
function pageSizeOf({ kernel: { config } }: BootRecord): number {
  if (config.CONFIG_ARM64_64K_PAGES === 'y') return 0x10000;
  return config.CONFIG_ARM64_16K_PAGES === 'y' ? 0x4000 : 0x1000;
}

/** What ls and grep print on the target of a record: the heaps, the areas of debugfs. */
function listings(record: BootRecord): string {
  const { heaps, cmaAreas } = record.expect;
  const pageSize = pageSizeOf(record);
  const areas = (cmaAreas ?? []).flatMap(({ name, base, pages }) => [
    `/sys/kernel/debug/cma/${name}/base_pfn:${Number(base) / pageSize}`,
    `/sys/kernel/debug/cma/${name}/count:${pages}`,
  ]);
  const listing = ['# ls -1 /dev/dma_heap', ...(heaps ?? []), '', '# grep -r . /sys/kernel/debug/cma', ...areas, ''];
  return listing.join('\n');
}

it('a capture of a recorded boot differs in nothing from the prediction, in whatever envelope', async () => {
  const booted = records.filter((record) => record.expect.booted);
  const failures: string[] = [];
  const compared = { heaps: 0, areas: 0, log: 0 };
  const envelopes = [...ENVELOPES];
  for (const [index, record] of booted.entries()) {
    const [name, wrap] = envelopes[index % envelopes.length] ?? ['none', () => Buffer.of()];
    const log = join(folder, 'log');
    const listing = join(folder, 'listings');
    writeFileSync(log, wrap(wholeLog(record.kernel.version, record.expect.log)));
    writeFileSync(listing, listings(record));
    const profile = jsonFile('profile.json', profileJson(record));
    const options = ['--no-preprocess', '--profile', profile, '--format', 'json'];
    for (const capture of [log, listing]) {
      const { status, out, error } = await dtheaps(['compare', record.dts, capture, ...options]);
      if (status !== 0) failures.push(`${record.id} as ${name}: ${out}${error}`);
      const counts = JSON.parse(out).compared as typeof compared;
      for (const member of ['heaps', 'areas', 'log'] as const) compared[member] += counts[member];
      const entries = record.expect.log.length;
      if (capture === log && counts.log !== entries)
        failures.push(`${record.id} as ${name}: ${counts.log} of ${entries}`);
    }
  }
  console.log(`${booted.length} recorded boots in ${envelopes.length} envelopes: ${JSON.stringify(compared)} compared`);
  expect(failures).toEqual([]);
  expect(booted.length).toBeGreaterThan(2 * envelopes.length);
});

it('recorded boots come out of files and options as they were recorded', async () => {
  const failures: string[] = [];
  for (const record of records) {
    const found = await differences(record);
    if (found.length > 0) failures.push(`${record.id}: ${found.join('; ')}`);
  }
  console.log(`${records.length - failures.length} of ${records.length} recorded boots agree`);
  expect(failures).toEqual([]);
});
