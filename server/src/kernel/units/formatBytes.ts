import type { AddressRange } from './addressRange.ts';

const UNITS: readonly { readonly name: string; readonly bytes: bigint }[] = [
  { name: 'TiB', bytes: 1n << 40n },
  { name: 'GiB', bytes: 1n << 30n },
  { name: 'MiB', bytes: 1n << 20n },
  { name: 'KiB', bytes: 1n << 10n },
];

/**
 * A size as people read it, never rounded: the largest unit in which at most two decimals say it exactly (`256 MiB`,
 * `4.75 MiB`), else bytes.
 */
export function formatSize(bytes: bigint): string {
  for (const unit of UNITS) {
    const hundredths = (bytes * 100n) / unit.bytes;
    if (bytes < unit.bytes || hundredths * unit.bytes !== bytes * 100n) continue;
    const decimals = (hundredths % 100n).toString().padStart(2, '0').replace(/0+$/, '');
    return `${hundredths / 100n}${decimals === '' ? '' : `.${decimals}`} ${unit.name}`;
  }
  return bytes === 1n ? '1 byte' : `${bytes} bytes`;
}

/** An address or size in lower-case hexadecimal, `0x` in front, without leading zeros: `0x60000000`. */
export function formatHex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** A range with its last byte included, as `/proc/iomem` and the kernel's log have it: `0x60000000-0x60ffffff`. */
export function formatRange(range: AddressRange): string {
  return range.size === 0n
    ? `${formatHex(range.base)} (empty)`
    : `${formatHex(range.base)}-${formatHex(range.end - 1n)}`;
}
