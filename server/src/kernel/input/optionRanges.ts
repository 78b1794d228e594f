import { isKnownOption } from './knownOptions.ts';

/** The values of an option of Kconfig's type `int` or `hex`, both ends included. */
export interface OptionRange {
  readonly least: bigint;
  readonly most: bigint;
}

const range = (least: number | bigint, most: number | bigint): OptionRange => ({
  least: BigInt(least),
  most: BigInt(most),
});

/** Where Kconfig has no range, what an `int` of C holds. */
const INT = range(0, 0x7fff_ffff);

/**
 * An order of the page allocator. include/linux/mmzone.h refuses to build where a block of the largest order is more
 * than a section (`MAX_PAGE_ORDER + PAGE_SHIFT > SECTION_SIZE_BITS`); the largest section of the modelled
 * architectures is 1 GiB (arm64 before 5.12), and the smallest page 4 KiB.
 */
const LARGEST_ORDER = 18;

/** The numeric options that the engine reads, with Kconfig's ranges. */
const RANGES: ReadonlyMap<string, OptionRange> = new Map([
  // mm/Kconfig
  ['CONFIG_CMA_AREAS', INT],
  // kernel/dma/Kconfig
  ['CONFIG_CMA_SIZE_MBYTES', INT],
  ['CONFIG_CMA_SIZE_PERCENTAGE', range(0, 100)],
  ['CONFIG_CMA_ALIGNMENT', range(2, 12)],
  // arch/*/Kconfig; the older name counts one more.
  ['CONFIG_ARCH_FORCE_MAX_ORDER', range(0, LARGEST_ORDER + 1)],
  ['CONFIG_FORCE_MAX_ZONEORDER', range(0, LARGEST_ORDER + 1)],
  // mm/Kconfig
  ['CONFIG_PAGE_BLOCK_ORDER', range(1, LARGEST_ORDER)],
  ['CONFIG_PAGE_BLOCK_MAX_ORDER', range(1, LARGEST_ORDER)],
  // arch/arm64/Kconfig, the largest; 1 without SMP (include/linux/threads.h)
  ['CONFIG_NR_CPUS', range(1, 4096)],
  // arch/arm/Kconfig
  ['CONFIG_PAGE_OFFSET', range(0, 0xffff_ffff_ffff_ffffn)],
  // The first posting of the coherent heap
  ['CONFIG_COHERENT_AREAS_DEFERRED', INT],
]);

/** Options that are texts. */
const TEXTS: ReadonlySet<string> = new Set(['CONFIG_CMDLINE']);

/** The values of a `bool` or `tristate`. */
const SWITCHES: ReadonlySet<string | number> = new Set(['y', 'm', 'n']);

/**
 * Why a value cannot be one of an option, as the end of a sentence that begins with the value; `undefined` where it can.
 * A numeric option takes whole numbers in its range, in decimal or with 0x, and `n` where it is not set; another one that
 * the engine reads is switched on or off. Of options that it does not read only numbers that are not whole are refused, as
 * Kconfig has none.
 */
export function optionValueFault(option: string, value: string | number): string | undefined {
  const known = RANGES.get(option);
  if (known === undefined && isKnownOption(option) && !TEXTS.has(option)) {
    return SWITCHES.has(value) ? undefined : `is no value of ${option}: y or n is expected`;
  }
  if (typeof value === 'string' && (known === undefined || value === 'n')) return undefined;
  const number = wholeNumber(value);
  if (number !== undefined && (known === undefined || (number >= known.least && number <= known.most)))
    return undefined;
  const expected = known === undefined ? '' : ` from ${known.least} to ${known.most}`;
  return `is no value of ${option}: a whole number${expected} is expected`;
}

/** Longer numbers fit no option. */
const MAXIMUM_DIGITS = 40;

function wholeNumber(value: string | number): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return value.length <= MAXIMUM_DIGITS && /^(?:0x[0-9a-f]+|\d+)$/i.test(value) ? BigInt(value) : undefined;
}
