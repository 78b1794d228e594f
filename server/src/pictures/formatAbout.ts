import { formatSize } from '../kernel/units/formatBytes.ts';

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/**
 * A size for a label: exact where `formatSize` says it in at most three digits before the point, else rounded to one
 * decimal, with `≈` in front.
 */
export function formatAbout(bytes: bigint): string {
  const exact = formatSize(bytes);
  if (/^\d{1,3}(?!\d)/.test(exact)) return exact;
  let value = Number(bytes) / 1024;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `≈ ${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${UNITS[unit]}`;
}
