import { backingOf } from '../../features/regionFacts.ts';
import type { BootOutcome, Heap } from '../../kernel/outcome/bootOutcome.ts';
import { formatHex } from '../../kernel/units/formatBytes.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';

/** One entry of `heaps` in the JSON of `boot` and `heaps`. */
export function heapJson(outcome: BootOutcome, heap: Heap): object {
  const name = textOfBytes(heap.name);
  const backing = backingOf(outcome, heap);
  return {
    name,
    allocator: heap.allocator,
    backing: backing === undefined ? null : textOfBytes(backing.name),
    device: `/dev/dma_heap/${name}`,
  };
}

/** `cmaAreas` of `boot --format json`. */
export function areasJson(outcome: BootOutcome): object[] {
  return outcome.cmaAreas.map(({ name, range, pages, usedAtBoot, activated, basePredictable }, at) => ({
    name: textOfBytes(name),
    base: formatHex(range.base),
    size: formatHex(range.size),
    pages,
    usedAtBoot,
    activated,
    basePredictable,
    default: at === outcome.defaultCmaArea,
  }));
}

/** `coherentPools` of `boot --format json`. */
export function poolsJson(outcome: BootOutcome): object[] {
  return outcome.coherentPools.map(({ name, path, range, pages, noMap, attachFailure }) => ({
    name: textOfBytes(name),
    path: textOfBytes(path),
    base: formatHex(range.base),
    size: formatHex(range.size),
    pages,
    noMap,
    attachFailure: attachFailure ?? null,
  }));
}
