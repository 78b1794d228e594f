import { AddressRange } from '../../kernel/units/addressRange.ts';
import type { CapturedMemory } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';
import type { TypedCommand } from './command.ts';

/** `  node   0: [mem 0x…-0x…]` below `Early memory node ranges` (mm/mm_init.c). */
const NODE_RANGE = /^\s*node +\d+: \[mem 0x([0-9a-f]{1,16})-0x([0-9a-f]{1,16})\]$/i;
/** `Memory: available/total available` (mm/mm_init.c). */
const MEMORY_LINE = /^Memory: \d+K\/(\d+)K available/;
/** A line of `/proc/iomem`: RAM, and what is reserved, which may lie in RAM or beside it. */
const IOMEM_LINE = /^([0-9a-f]{8,16})-([0-9a-f]{8,16}) : (System RAM|reserved)$/i;
/** A command that prints a part of the file, of which nobody knows whether it has all the RAM. */
const CUTS_IOMEM = /\b(?:head|tail|sed|awk)\b.*\/proc\/iomem|\/proc\/iomem.*\|\s*(?:head|tail|sed|awk)\b/;

/** Collects how much RAM a target has, and where. */
export class MemoryReader {
  #nodes: AddressRange[] = [];
  #iomem: AddressRange[] = [];
  #hasRam = false;
  #total: bigint | undefined;
  #line = 0;

  /** Whether the command that is printing leaves out a part of the RAM. */
  #isCut = false;

  /** A command was typed. */
  nextCommand({ text: command }: TypedCommand): void {
    this.#isCut = CUTS_IOMEM.test(command);
  }

  /** Reads a line that is no command. */
  read({ number, text, message }: CaptureLine): void {
    const node = NODE_RANGE.exec(message);
    if (node !== null) this.#nodes.push(rangeOf(node, () => this.#at(number)));
    const total = MEMORY_LINE.exec(message)?.[1];
    if (total !== undefined) {
      this.#at(number);
      this.#total = BigInt(total) * 1024n;
    }
    const range = IOMEM_LINE.exec(text);
    if (range === null || this.#isCut) return;
    this.#hasRam ||= /ram/i.test(range[3] ?? '');
    this.#iomem.push(rangeOf(range, () => this.#at(number)));
  }

  /** Another boot: what was printed before is of an earlier one. */
  forget(): void {
    this.#nodes = [];
    this.#iomem = [];
    this.#hasRam = false;
    this.#total = undefined;
    this.#line = 0;
  }

  get memory(): CapturedMemory | undefined {
    // A user who is not root sees zeros in /proc/iomem.
    const iomem = this.#hasRam && this.#iomem.some(({ base }) => base > 0n) ? this.#iomem : [];
    const ranges = joinRanges(this.#nodes.length > 0 ? this.#nodes : iomem);
    if (ranges.length > 0) {
      return { ranges, total: ranges.reduce((sum, { size }) => sum + size, 0n), line: this.#line };
    }
    return this.#total === undefined ? undefined : { ranges: undefined, total: this.#total, line: this.#line };
  }

  #at(line: number): void {
    if (this.#line === 0) this.#line = line;
  }
}

function rangeOf([, first = '0', last = '0']: RegExpExecArray, seen: () => void): AddressRange {
  seen();
  const base = BigInt(`0x${first}`);
  const end = BigInt(`0x${last}`) + 1n;
  return new AddressRange(base, end > base ? end - base : 0n);
}

/** Ranges in ascending order; those that overlap or adjoin as one, and empty ones left out. */
export function joinRanges(ranges: readonly AddressRange[]): AddressRange[] {
  const sorted = ranges
    .filter(({ size }) => size > 0n)
    .sort((a, b) => (a.base < b.base ? -1 : a.base > b.base ? 1 : 0));
  const joined: AddressRange[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last === undefined || range.base > last.end) joined.push(range);
    else if (range.end > last.end) joined[joined.length - 1] = new AddressRange(last.base, range.end - last.base);
  }
  return joined;
}
