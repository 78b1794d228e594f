import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { BOOT_DISAGREEMENTS } from '../boots/knownDisagreements.ts';
import { type BootRecord, readRecords } from '../boots/record.ts';
import { dtheaps } from './capturedTerminal.ts';

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

it('recorded boots come out of files and options as they were recorded', async () => {
  const failures: string[] = [];
  for (const record of records) {
    const found = await differences(record);
    if (found.length > 0) failures.push(`${record.id}: ${found.join('; ')}`);
  }
  console.log(`${records.length - failures.length} of ${records.length} recorded boots agree`);
  expect(failures).toEqual([]);
});
