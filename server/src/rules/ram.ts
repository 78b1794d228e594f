import type { Analysis } from '../analysis.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { formatHex, formatRange } from '../kernel/units/formatBytes.ts';
import { Remembered } from '../text/remembered.ts';

/** RAM as far as it is known, with what makes it less than the tree states. */
export interface Ram {
  /** Neighbours joined, lowest first. Empty where neither the profile nor the tree states any: then nothing is said of it. */
  readonly banks: readonly AddressRange[];
  /** The `mem=` that cuts it, as one reads it; `undefined` where none does. */
  readonly cutBy: string | undefined;
}

/**
 * The RAM that the profile or the tree states, cut as the command line says. Empty where neither does: then nothing can
 * be said about what lies outside of it.
 */
export function ramOf(analysis: Analysis): Ram {
  let ram = RAM.get(analysis);
  if (ram === undefined) {
    ram = readRam(analysis);
    RAM.set(analysis, ram);
  }
  return ram;
}

/** Of each board that was asked about: rules ask for every region. */
const RAM = new Remembered<Analysis, Ram>();

function readRam({ memory, profile, boot, memoryAssumed }: Analysis): Ram {
  const ofTree = memoryAssumed ? [] : memory.banks.flatMap(({ entries }) => entries.map(({ range }) => range));
  const stated = profile.memory ?? ofTree;
  const given = boot.commandLine.memory;
  // A boot that has no memory at all says so itself.
  if (stated.length === 0 || given.length === 0 || boot.systemMemory.length === 0) {
    return { banks: joined(stated), cutBy: undefined };
  }
  const cutBy = given.map(
    ({ size, base }) => `mem=${argumentOf(size)}${base === undefined ? '' : `@${formatHex(base)}`}`,
  );
  return { banks: boot.systemMemory, cutBy: cutBy.join(' ') };
}

const SUFFIXES: readonly (readonly [string, bigint])[] = [
  ['G', 30n],
  ['M', 20n],
  ['K', 10n],
];

/** A size as it is written on a command line: `512M`. */
function argumentOf(size: bigint): string {
  const [suffix, bits] = SUFFIXES.find(([, each]) => size > 0n && size % (1n << each) === 0n) ?? ['', 0n];
  return `${size >> bits}${suffix}`;
}

function joined(ranges: readonly AddressRange[]): AddressRange[] {
  const sorted = ranges
    .filter(({ size }) => size > 0n)
    .sort((a, b) => (a.base < b.base ? -1 : a.base > b.base ? 1 : 0));
  const banks: AddressRange[] = [];
  for (const range of sorted) {
    const last = banks.at(-1);
    if (last !== undefined && range.base <= last.end) {
      banks[banks.length - 1] = new AddressRange(last.base, (range.end > last.end ? range.end : last.end) - last.base);
    } else banks.push(range);
  }
  return banks;
}

/**
 * Whether a range may be RAM although the tree does not say so: it begins at or above the end of the last bank, and boot
 * loaders write the real banks into `/memory`. What lies below the first bank or between two is no RAM, and where a profile
 * says what RAM there is, or `mem=` cuts it, nothing is uncertain.
 */
export function mayBeRam(analysis: Analysis, range: AddressRange): boolean {
  if (analysis.profile.memory !== undefined) return false;
  if (analysis.memoryAssumed) return true;
  const { banks, cutBy } = ramOf(analysis);
  const last = banks.at(-1);
  return cutBy === undefined && last !== undefined && range.base >= last.end;
}

/**
 * Whether a boot ends whatever the boot loader writes into `/memory`: not where it ends over an area in what may be RAM.
 */
export function endsForCertain(analysis: Analysis): boolean {
  const { stop } = analysis.boot;
  return stop !== undefined && !(stop.kind === 'area-outside-ram' && mayBeRam(analysis, stop.range));
}

/** What to say of a range that may be RAM, one sentence; empty for any other. */
export function loaderNote(analysis: Analysis, range: AddressRange): string {
  return mayBeRam(analysis, range)
    ? 'If the boot loader writes more RAM into /memory than the tree states, give it with --memory or a profile.'
    : '';
}

/** RAM for a sentence: its banks, and what cuts it. */
export function ramText({ banks, cutBy }: Ram): string {
  const list = banks.map(formatRange).join(', ');
  return cutBy === undefined ? list : `${list}, as ${cutBy} on the command line leaves it`;
}
