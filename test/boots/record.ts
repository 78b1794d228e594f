import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture, Patch, Profile } from '../../server/src/kernel/input/profile.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { boardBoots } from '../recorded/kernelTree.ts';
import { recordings } from '../recorded/recordings.ts';

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

/** One recorded boot of a real kernel. */
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
  /** The path of the device tree source. */
  readonly dts: string;
  readonly commandLine: string;
  readonly memory?: readonly RecordedRange[];
  readonly occupied: readonly (RecordedRange & { readonly name: string })[];
  readonly firmwareRegions?: readonly (RecordedRange & { readonly name: string; readonly noMap: boolean })[];
  readonly devices?: readonly RecordedDevice[];
  /**
   * Why the outcome is chance: `expect` was seen once, and nothing has to agree with it. Such a tree is broken, and has to
   * be reported as broken.
   */
  readonly undefined?: string;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  readonly expect: {
    readonly booted: boolean;
    readonly heaps: readonly string[] | null;
    readonly cmaAreas: readonly RecordedArea[] | null;
    readonly log: readonly string[];
    readonly steps: readonly RecordedStep[] | null;
  };
}

/**
 * All recorded boots, by folder and name: those of the archive, written by hand and generated, and where they are on this
 * machine those of boards of the kernel's source.
 */
export function readRecords(): BootRecord[] {
  const archive = recordings('boots');
  const boards = boardBoots();
  const records = [
    ...recordsBelow(join(archive, 'kernel-boots'), () => true),
    ...recordsBelow(join(archive, 'random-boots'), () => true),
    ...(boards === undefined ? [] : recordsBelow(boards, isBoardBoot)),
  ];
  return records.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Those that lie in every clone, so that a sample of them is the same on every machine. */
export const readArchivedRecords = (): BootRecord[] =>
  readRecords().filter(({ id }) => !isBoardBoot(id.slice(id.indexOf('/') + 1)));

/** Whether a record's file is of a board of the kernel's source. */
function isBoardBoot(name: string): boolean {
  return name.startsWith('r-');
}

function recordsBelow(root: string, isRead: (name: string) => boolean): BootRecord[] {
  const records: BootRecord[] = [];
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('dts')) continue;
    for (const name of readdirSync(join(root, entry.name))) {
      if (!name.endsWith('.json') || !isRead(name)) continue;
      const record = JSON.parse(readFileSync(join(root, entry.name, name), 'utf8'));
      const id = `${entry.name}/${name.slice(0, -'.json'.length)}`;
      records.push({ ...record, folder: entry.name, id, dts: join(root, record.dts) });
    }
  }
  return records;
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
