import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture, Patch, Profile } from '../../server/src/kernel/input/profile.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { sharedFolder } from '../shared.ts';

/** A stretch of memory as the records write it: hex strings. */
interface RecordedRange {
  readonly base: string;
  readonly size: string;
}

export interface RecordedArea extends RecordedRange {
  readonly name: string;
  readonly pages: number;
  readonly usedAtBoot: number;
  /** Absent where the base is to be compared. */
  readonly basePredictable?: boolean;
}

export interface RecordedDevice {
  readonly name: string;
  readonly path?: string;
  readonly dmaMask?: number;
}

/** What the replay of `steps` compares; every member but `result` may be absent. */
export interface RecordedStep {
  readonly result: string;
  readonly stage?: string;
  readonly bufferSize?: string;
  readonly cmaPages?: readonly { area: string; base: string; pages: number; change: string }[];
  readonly coherentBase?: string;
  readonly allocated?: number;
  readonly log?: readonly string[];
  readonly signal?: string;
  readonly mapping?: {
    readonly device: string;
    readonly segments: number;
    readonly direct: number;
    readonly bounced: number;
    readonly iommu?: number;
  };
}

/** One file of `kernel-boots`: one boot of a real kernel. */
export interface BootRecord {
  /** Folder and file name without `.json`, such as `7.3/a04-cma-default`. */
  readonly id: string;
  readonly folder: string;
  readonly case: string;
  readonly about: string;
  readonly kernel: {
    readonly version: string;
    readonly patches: readonly Patch[];
    readonly architecture: Architecture;
    readonly config: Readonly<Record<string, string | number>>;
  };
  /** Relative to the folder of the boots. */
  readonly dts: string;
  readonly commandLine: string;
  readonly memory?: readonly RecordedRange[];
  readonly occupied: readonly (RecordedRange & { readonly name: string })[];
  readonly firmwareRegions?: readonly (RecordedRange & { readonly name: string; readonly noMap: boolean })[];
  readonly devices?: readonly RecordedDevice[];
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  readonly expect: {
    readonly booted: boolean;
    readonly heaps: readonly string[] | null;
    readonly cmaAreas: readonly RecordedArea[] | null;
    readonly log: readonly string[];
    readonly steps: readonly RecordedStep[] | null;
  };
}

/** The folder of the recorded boots, or `undefined` where it is not there. */
export function bootsFolder(): string | undefined {
  const shared = sharedFolder();
  return shared === undefined ? undefined : join(shared, 'kernel-boots');
}

/** All recorded boots, by folder and name. */
export function readRecords(folder: string): BootRecord[] {
  const records: BootRecord[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('dts')) continue;
    for (const name of readdirSync(join(folder, entry.name))) {
      if (!name.endsWith('.json')) continue;
      const record = JSON.parse(readFileSync(join(folder, entry.name, name), 'utf8'));
      records.push({ ...record, folder: entry.name, id: `${entry.name}/${name.slice(0, -'.json'.length)}` });
    }
  }
  return records.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function rangeOf(range: RecordedRange): AddressRange {
  return new AddressRange(BigInt(range.base), BigInt(range.size));
}

/** The profile that a record's kernel was booted with. */
export function profileOf(record: BootRecord): Profile {
  return {
    kernel: record.kernel.version,
    architecture: record.kernel.architecture,
    patches: record.kernel.patches,
    config: new Map(Object.entries(record.kernel.config)),
    commandLine: record.commandLine,
    memory: record.memory?.map(rangeOf),
    occupied: record.occupied.map((occupied) => ({ name: occupied.name, range: rangeOf(occupied) })),
    firmwareRegions: (record.firmwareRegions ?? []).map((region) => ({
      name: region.name,
      range: rangeOf(region),
      noMap: region.noMap,
    })),
  };
}
