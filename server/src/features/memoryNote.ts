import type { Analysis } from '../analysis.ts';
import { formatHex, formatSize } from '../kernel/units/formatBytes.ts';
import { statesMemory } from '../memory/memoryMap.ts';

/** Says so where neither tree nor profile states RAM as the kernel finds it, and the boot was given a guess; one sentence. */
export function memoryNote({ assumedMemory, memory }: Analysis): string | undefined {
  if (assumedMemory === undefined) return undefined;
  const banks = assumedMemory.map(({ base, size }) => `${formatSize(size)} from ${formatHex(base)}`);
  const why = statesMemory(memory)
    ? 'The boot loader of this board moves RAM above 4 GiB, where its regions are'
    : 'The tree leaves the size of RAM to firmware';
  return `${why}; ${banks.join(' and ')} are assumed.`;
}
