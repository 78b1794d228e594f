import type { HeapConsumer } from '../../consumers/heapConsumer.ts';
import { HEAP_CONSUMERS } from '../../consumers/heapConsumers.ts';
import type { BootOutcome, HeapAllocator } from '../../kernel/outcome/bootOutcome.ts';
import type { AddressRange } from '../../kernel/units/addressRange.ts';
import { backingOf } from '../regionFacts.ts';

/** A heap of one boot, as a program sees it. */
export interface HeapFacts {
  readonly allocator: HeapAllocator;
  /** The name of its area or pool; `undefined` for the system heap. */
  readonly backing: string | undefined;
  /** Where that lies. */
  readonly range: AddressRange | undefined;
  /** Other names of the same pages. */
  readonly aliases: readonly string[];
}

/** A heap's name on two boots; a side is `undefined` where the name is not there. */
export interface HeapPair {
  readonly name: string;
  readonly before: HeapFacts | undefined;
  readonly after: HeapFacts | undefined;
}

/** A program whose heap is another one. */
export interface ProgramChange {
  readonly program: string;
  /** The heap that it opens, the first of its names that is there; `undefined` where none is. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Whether the workspace names it; the others are known in general. */
  readonly isNamed: boolean;
  /** Where its names were read, and when. */
  readonly source: string | undefined;
  readonly recorded: string | undefined;
}

/** The heaps of a boot by their names. */
export function heapFacts(outcome: BootOutcome): ReadonlyMap<string, HeapFacts> {
  const { heaps } = outcome;
  return new Map(
    heaps.map((heap) => {
      const { name, allocator, backing } = heap;
      const pool = backingOf(outcome, heap);
      const aliases = heaps.filter(
        (other) =>
          other.name !== name && backing !== undefined && other.allocator === allocator && other.backing === backing,
      );
      return [
        name,
        { allocator, backing: pool?.name, range: pool?.range, aliases: aliases.map((other) => other.name) },
      ];
    }),
  );
}

/** The heaps of two boots side by side, in the order of registration, those that are new last. */
export function heapPairs(before: BootOutcome, after: BootOutcome): HeapPair[] {
  const [left, right] = [heapFacts(before), heapFacts(after)];
  return [...new Set([...left.keys(), ...right.keys()])].map((name) => ({
    name,
    before: left.get(name),
    after: right.get(name),
  }));
}

/**
 * The programs that open another heap than before, or none: those that the workspace names, and those that are known
 * (`consumers/`). A program takes the first of its names that is there.
 */
export function programChanges(
  before: BootOutcome,
  after: BootOutcome,
  named: readonly HeapConsumer[],
): ProgramChange[] {
  const known = HEAP_CONSUMERS.filter(({ name }) => !named.some((consumer) => consumer.name === name));
  const [left, right] = [heapFacts(before), heapFacts(after)];
  const opened = ({ heaps }: HeapConsumer, there: ReadonlyMap<string, unknown>): string | undefined =>
    heaps.find((heap) => there.has(heap));
  return [...named, ...known].flatMap((consumer): ProgramChange[] => {
    const change = { before: opened(consumer, left), after: opened(consumer, right) };
    if (change.before === change.after) return [];
    const { name: program, source, recorded } = consumer;
    return [{ program, ...change, isNamed: named.includes(consumer), source, recorded }];
  });
}
