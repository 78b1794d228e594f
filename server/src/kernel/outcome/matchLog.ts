import type { BootOutcome } from './bootOutcome.ts';
import type { LogEntry } from './logEntry.ts';

/** Messages of the boot's kind, as they begin. What allocations print later is no part of a boot. */
const BOOT_MESSAGE = new RegExp(
  [
    'OF: reserved mem: ',
    // Of the early scan's messages, those about memory: on arm it names the machine, too (drivers/of/fdt.c).
    'OF: fdt: (?:Reserved memory|Ignoring memory)',
    'Reserved memory: ',
    'cma: (?!.*alloc failed|number of available pages)',
    '(?:cma_heap|dma_heap|coherent_heap): ',
    'Failed to add coherent heap ',
    'Skipping dt linux,cma-default ',
    'DMA: default coherent area is set',
    "sysfs: cannot create duplicate filename '/devices/virtual/dma_heap/",
    '(?:memremap|ioremap) attempted on ',
    'Kernel panic - not syncing: ',
  ]
    .map((start) => `^${start}`)
    .join('|'),
);

/** Whether a line that a target printed (without its prefix) is of the kind that a boot log holds. */
export function isBootMessage(line: string): boolean {
  return BOOT_MESSAGE.test(line);
}

/** Messages about regions and pools, from their beginning to their end (drivers/of/of_reserved_mem.c, kernel/dma). */
const WHOLE_MESSAGE = new RegExp(
  [
    'OF: reserved mem: 0x[0-9a-f]+\\.\\.0x[0-9a-f]+ \\(\\d+ KiB\\) (?:no)?map (?:non-)?reusable \\S+',
    'OF: reserved mem: initialized node \\S+, compatible id \\S+',
    'Reserved memory: created (?:CMA|DMA) memory pool at 0x[0-9a-f]+, size \\d+ [KM]iB',
    'cma: Reserved \\d+ MiB at 0x[0-9a-f]+(?: on node -?\\d+)?',
  ]
    .map((form) => `^${form}$`)
    .join('|'),
);

/** Whether a line is a message of one of the forms that most boards print, with nothing missing at its end. */
export function isWholeMessage(line: string): boolean {
  return WHOLE_MESSAGE.test(line);
}

/** How a predicted log and printed messages differ. */
export interface LogMatch {
  /** What was predicted and not printed. */
  readonly missing: readonly LogEntry[];
  /** The indices of the printed messages that were not predicted, ascending. */
  readonly unexpected: readonly number[];
}

/**
 * Holds the messages that a target printed against the boot log: in any order, each once for each time it was printed.
 * The memory node is not compared, nor, where the kernel placed an area by itself, the addresses of the line about it.
 */
export function matchLog(outcome: Pick<BootOutcome, 'log' | 'cmaAreas'>, printed: readonly string[]): LogMatch {
  const unknownPlaces = outcome.cmaAreas.some(({ basePredictable }) => !basePredictable);
  const key = (line: string): string => {
    const message = line.replace(/ on node -?\d+$/, '');
    return unknownPlaces && message.startsWith('cma: Reserved') ? message.replaceAll(/0x[0-9a-f]+/gi, '0x…') : message;
  };
  const waiting = new Map<string, number[]>();
  for (const [index, line] of printed.entries()) {
    const same = waiting.get(key(line));
    if (same === undefined) waiting.set(key(line), [index]);
    else same.push(index);
  }
  const missing = outcome.log.filter(({ line }) => waiting.get(key(line))?.shift() === undefined);
  return { missing, unexpected: [...waiting.values()].flat().sort((a, b) => a - b) };
}
