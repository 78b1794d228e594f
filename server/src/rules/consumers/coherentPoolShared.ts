import { isActive } from '../activeNode.ts';
import { regionOf } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { phandleSpan } from '../span.ts';

/** Devices whose drivers take the first region for DMA and map the others themselves. */
const REMOTE_PROCESSOR = /rproc|remoteproc|-r5f|dsp|-c[67][16]x|-pru|-cm\d|-m\d|-ipu|-scp|-pas|-pil|-mss/;

/** A device with a second coherent pool. */
export const coherentPoolShared: Rule = {
  id: 'coherent-pool-shared',
  title: 'A device has more than one coherent pool',
  severity: 'hint',
  why:
    'A device has one coherent pool. A driver that attaches a second one gets -EBUSY, and when the first is full its ' +
    'allocations fail: there is no fallback, not to the second pool either. Drivers of remote processors use the first ' +
    'region for DMA and map the rest themselves; they are not reported.',
  kernelLog: undefined,
  source: 'kernel/dma/coherent.c dma_assign_coherent_memory (-EBUSY); of_reserved_mem_device_init_by_idx',
  example: {
    wrong:
      '/ { reserved-memory { frames: frames@60000000 { compatible = "shared-dma-pool"; no-map; reg = <0x60000000 0x100000>; }; statistics: statistics@60100000 { compatible = "shared-dma-pool"; no-map; reg = <0x60100000 0x100000>; }; }; isp { memory-region = <&frames>, <&statistics>; }; };',
    right:
      '/ { reserved-memory { frames: frames@60000000 { compatible = "shared-dma-pool"; no-map; reg = <0x60000000 0x100000>; }; statistics: statistics@60100000 { compatible = "shared-dma-pool"; no-map; reg = <0x60100000 0x100000>; }; }; isp { memory-region = <&frames>; }; };',
  },
  *check({ memory, boot, profile }) {
    const pools = new Map(boot.coherentPools.map((pool) => [pool.path, pool]));
    const first = new Map<string, string>();
    for (const consumer of memory.consumers) {
      const region = regionOf(memory, consumer.target);
      if (!consumer.attaches || region === undefined || !pools.has(region.path) || !isActive(consumer.node)) continue;
      const compatible = consumer.node.properties.get('compatible');
      const text = compatible === undefined ? '' : String.fromCharCode(...compatible.value.subarray(0, 256));
      if (REMOTE_PROCESSOR.test(text) || REMOTE_PROCESSOR.test(consumer.node.name)) continue;
      const key = `${consumer.path} ${consumer.property.name}`;
      const before = first.get(key);
      if (before === undefined) {
        first.set(key, region.name);
        continue;
      }
      yield {
        message: messageLines(
          `"${consumer.node.name}" has the coherent pool "${before}" already.`,
          `A driver that attaches "${region.name}" to ${consumer.path} too gets -EBUSY from Linux ${profile.kernel}.`,
          'Give the second pool to a child device, or make one pool of both.',
        ),
        span: phandleSpan(consumer),
        nodePath: consumer.path,
      };
    }
  },
};
