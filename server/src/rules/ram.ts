import type { Analysis } from '../analysis.ts';
import type { MemoryCut, MemoryCutCause } from '../kernel/outcome/memoryCut.ts';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { formatHex, formatRange } from '../kernel/units/formatBytes.ts';
import type { Region } from '../memory/memoryMap.ts';
import { Remembered } from '../text/remembered.ts';
import { asksForCma } from './regionKind.ts';

/** RAM as far as it is known, with what makes it less than is stated. */
export interface Ram {
  /** Neighbours joined, lowest first. Empty where neither the profile nor the tree states any: then nothing is said of it. */
  readonly banks: readonly AddressRange[];
  /** What the kernel leaves out of what is stated. */
  readonly cuts: readonly MemoryCut[];
  /** The `mem=` of the command line, as one reads it; `undefined` where there is none. */
  readonly memArgument: string | undefined;
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
  const memArgument =
    given.length === 0
      ? undefined
      : given
          .map(({ size, base }) => `mem=${argumentOf(size)}${base === undefined ? '' : `@${formatHex(base)}`}`)
          .join(' ');
  // A boot that has no memory at all says so itself.
  const isCut = stated.length > 0 && boot.systemMemory.length > 0 && (given.length > 0 || boot.memoryCuts.length > 0);
  return { banks: isCut ? boot.systemMemory : joined(stated), cuts: isCut ? boot.memoryCuts : [], memArgument };
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
 * says what RAM there is, or the kernel uses none above, nothing is uncertain.
 */
export function mayBeRam(analysis: Analysis, range: AddressRange): boolean {
  if (analysis.profile.memory !== undefined) return false;
  if (analysis.memoryAssumed) return true;
  const { banks, cuts, memArgument } = ramOf(analysis);
  const last = banks.at(-1);
  const isBounded = memArgument !== undefined || cuts.some(({ cause }) => cause !== 'below-image');
  return !isBounded && last !== undefined && range.base >= last.end;
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

/**
 * The RAM that a region is held against, lowest first. A CMA area must be memory that the kernel uses; any other region may
 * as well lie in RAM that is there and that this kernel leaves out, but not beyond `mem=`, which stands for RAM that is not
 * there.
 */
export function banksFor(ram: Ram, region: Region): readonly AddressRange[] {
  const others = asksForCma(region) ? [] : ram.cuts.filter(({ cause }) => cause !== 'mem-argument');
  return others.length === 0 ? ram.banks : joined([...ram.banks, ...others.map(({ range }) => range)]);
}

/** RAM for a sentence: its banks, and what cuts it. */
export function ramText(ram: Ram): string {
  return `${ram.banks.map(formatRange).join(', ')}${inBrackets(clausesOf(ram, ram.cuts))}`;
}

/** What leaves out RAM that some of the ranges hold, as sentences each with a blank before it; empty where nothing does. */
export function cutSentences(ram: Ram, ranges: readonly AddressRange[]): string {
  const cuts = ram.cuts.filter(({ range }) => ranges.some((each) => each.overlaps(range)));
  return clausesOf(ram, cuts)
    .map((clause) => ` ${clause.replace(/^[tw]/, (letter) => letter.toUpperCase())}.`)
    .join('');
}

/** Why a bank begins or ends at an address, in brackets with a blank before it; empty where nothing is cut off there. */
export function edgeText(ram: Ram, edge: bigint): string {
  return inBrackets(
    clausesOf(
      ram,
      ram.cuts.filter(({ range }) => range.base === edge || range.end === edge),
    ),
  );
}

function inBrackets(clauses: readonly string[]): string {
  return clauses.length === 0 ? '' : ` (${clauses.join(', and ')})`;
}

/** What makes cuts, each cause once, as clauses. */
function clausesOf({ memArgument }: Ram, cuts: readonly MemoryCut[]): string[] {
  return [...new Set(cuts.map(({ cause }) => cause))].map((cause) => clauseOf(cause, memArgument));
}

function clauseOf(cause: MemoryCutCause, memArgument: string | undefined): string {
  switch (cause) {
    case 'mem-argument':
      return `${memArgument ?? 'mem='} on the command line cuts RAM`;
    case 'usable-memory-range':
      return 'linux,usable-memory-range of /chosen cuts RAM';
    case 'below-image':
      return 'this kernel uses no RAM below its image';
    case 'no-highmem':
      return 'without CONFIG_HIGHMEM this kernel uses no RAM above lowmem';
    case 'beyond-addresses':
      return 'without CONFIG_ARM_LPAE this kernel uses no RAM above 4 GiB';
  }
}
