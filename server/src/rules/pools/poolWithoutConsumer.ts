import { bootedRegion } from '../../analysis.ts';
import { messageLines } from '../messageLines.ts';
import { asksForCoherentPool, isRestrictedPool, kindOf } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** A pool that no device of the tree refers to, and that nothing else can use. */
export const poolWithoutConsumer: Rule = {
  id: 'pool-without-consumer',
  title: 'No device refers to the pool',
  severity: 'information',
  why:
    'A coherent or a restricted pool serves the devices whose memory-region leads to it, and nobody else: without one its ' +
    'memory is set aside for nothing. A CMA pool is lent to the system and may be a heap, so it is not reported. An ' +
    'overlay that is applied later may bring the device.',
  kernelLog: undefined,
  source: 'drivers/of/of_reserved_mem.c of_reserved_mem_device_init_by_idx; kernel/dma/coherent.c rmem_dma_device_init',
  example: {
    wrong:
      '/ { reserved-memory { dsp_pool: dsp@60000000 { compatible = "shared-dma-pool"; no-map; reg = <0x60000000 0x100000>; }; }; dsp { }; };',
    right:
      '/ { reserved-memory { dsp_pool: dsp@60000000 { compatible = "shared-dma-pool"; no-map; reg = <0x60000000 0x100000>; }; }; dsp { memory-region = <&dsp_pool>; }; };',
  },
  *check({ memory, boot, profile }) {
    // A boot that ends early sets nothing aside, and says why itself.
    if (!boot.booted) return;
    for (const region of memory.regions) {
      if (!(asksForCoherentPool(region) || isRestrictedPool(region)) || region.consumers.length > 0) continue;
      const outcome = bootedRegion(boot, region.path);
      if (outcome?.state !== 'coherent' && outcome?.state !== 'restricted') continue;
      // Under the proposed coherent heap it serves programs.
      if (
        boot.heaps.some(
          ({ allocator, backing }) =>
            allocator === 'coherent' && boot.coherentPools[backing ?? -1]?.path === region.path,
        )
      )
        continue;
      // The pool of all devices that have none of their own.
      if (region.node.properties.has('linux,dma-default')) continue;
      yield {
        message: messageLines(
          `No device of this tree refers to the ${kindOf(region)} "${region.name}".`,
          `Linux ${profile.kernel} sets its memory aside for nothing.`,
          'Add it to the memory-region of its device, or remove it.',
        ),
        claims: [{ kind: 'pool', path: region.path }],
        span: nodeSpan(region.node),
        nodePath: region.path,
      };
    }
  },
};
