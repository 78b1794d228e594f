import type { Analysis } from '../analysis.ts';
import { formatHex, formatSize } from '../kernel/units/formatBytes.ts';

/** Says so where neither tree nor profile states the size of RAM and the boot was given a guess; one sentence. */
export function memoryNote({ assumedMemory }: Analysis): string | undefined {
  if (assumedMemory === undefined) return undefined;
  const banks = assumedMemory.map(({ base, size }) => `${formatSize(size)} from ${formatHex(base)}`);
  return `The tree leaves the size of RAM to firmware; ${banks.join(' and ')} are assumed.`;
}
