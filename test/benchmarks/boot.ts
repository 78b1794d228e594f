import { boot } from '../../server/src/kernel/boot.ts';
import { bootInput, type RegionSketch } from '../boots/boardSketch.ts';

const MIB = 1n << 20n;
const REGIONS = 50;

/** A board of 50 regions: CMA pools, coherent pools, plain and unmapped carve-outs, some placed by the kernel. */
function boardOfFiftyRegions(): ReturnType<typeof bootInput> {
  const regions: Record<string, RegionSketch> = {};
  for (let index = 0; index < REGIONS; index++) {
    const base = 0x5000_0000n + BigInt(index) * 4n * MIB;
    const reg = [[base, 2n * MIB]] as const;
    const kinds: readonly RegionSketch[] = [
      { reg, compatible: 'shared-dma-pool', flags: ['reusable'] },
      { reg, compatible: 'shared-dma-pool', flags: ['no-map'] },
      { reg, flags: ['no-map'] },
      { reg },
      { size: 2n * MIB, alignment: MIB, allocRanges: [[0x7000_0000n, 0x2000_0000n]] },
    ];
    regions[`region${index}@${base.toString(16)}`] = kinds[index % kinds.length] ?? {};
  }
  return bootInput({ regions });
}

/** Milliseconds that one boot of a board of 50 regions takes, the median of many. */
export function bootMilliseconds(): number {
  const input = boardOfFiftyRegions();
  const samples: number[] = [];
  for (let run = 0; run < 600; run++) {
    const begin = performance.now();
    boot(input);
    const end = performance.now();
    if (run >= 100) samples.push(end - begin);
  }
  samples.sort((a, b) => a - b);
  return samples[samples.length >> 1] ?? Number.NaN;
}
