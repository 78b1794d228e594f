import type { BootOutcome } from '../../kernel/outcome/bootOutcome.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import type { CapturedMemory } from './capture.ts';
import { joinRanges } from './memoryReader.ts';

/** That a target's RAM is not the one that was predicted with. */
export interface OtherMemory {
  /** What the target has; where it prints only a sum, the predicted banks cut or extended to it. */
  readonly ranges: readonly AddressRange[];
  readonly predicted: string;
  readonly captured: string;
  /** The options that make a prediction with this RAM. */
  readonly options: string;
}

/** How a target's RAM differs from the predicted one; `undefined` where it does not. */
export function otherMemory(outcome: BootOutcome, captured: CapturedMemory): OtherMemory | undefined {
  const predicted = joinRanges([...outcome.memory, ...withoutMap(outcome, outcome.memory)]);
  const total = sizeOf(predicted);
  if (captured.ranges === undefined) {
    // Some architectures take memory without a map out of the sum.
    if (captured.total === total || captured.total === sizeOf(outcome.memory)) return undefined;
    if (captured.total === total - sizeOf(withoutMap(outcome, predicted))) return undefined;
    return described(predicted, cutTo(predicted, captured.total), `RAM: ${formatSize(captured.total)}`);
  }
  const ranges = joinRanges([...captured.ranges, ...withoutMap(outcome, captured.ranges)]);
  const isSame =
    ranges.length === predicted.length &&
    ranges.every(({ base, size }, index) => predicted[index]?.base === base && predicted[index]?.size === size);
  return isSame ? undefined : described(predicted, ranges, memoryText(ranges));
}

function described(predicted: readonly AddressRange[], ranges: readonly AddressRange[], captured: string): OtherMemory {
  const options = ranges.map(({ base, size }) => `--memory ${formatHex(base)}:${formatHex(size)}`).join(' ');
  return { ranges, predicted: memoryText(predicted), captured, options };
}

function memoryText(ranges: readonly AddressRange[]): string {
  return `RAM: ${formatSize(sizeOf(ranges))} at ${ranges.map(formatRange).join(', ')}`;
}

function sizeOf(ranges: readonly AddressRange[]): bigint {
  return ranges.reduce((sum, { size }) => sum + size, 0n);
}

/** Regions without a map between the ends of some RAM: they are RAM too, although the kernel may not count them. */
function withoutMap({ regions }: BootOutcome, memory: readonly AddressRange[]): AddressRange[] {
  const sorted = joinRanges(memory);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const hull = new AddressRange(first.base, last.end - first.base);
  return regions.flatMap(({ noMap, range }) => (noMap && range !== undefined && hull.contains(range) ? [range] : []));
}

/** Banks in order as far as a sum reaches; the last one takes what is left. */
function cutTo(banks: readonly AddressRange[], total: bigint): AddressRange[] {
  const result: AddressRange[] = [];
  let left = total;
  for (const [index, { base, size }] of banks.entries()) {
    const taken = left < size || index === banks.length - 1 ? left : size;
    if (taken > 0n) result.push(new AddressRange(base, taken));
    left -= taken;
  }
  return result;
}
