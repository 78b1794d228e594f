import { bootedRegion } from '../../analysis.ts';
import { dmaWindowsOf } from '../../kernel/input/dmaRanges.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatRange } from '../../kernel/units/formatBytes.ts';
import { deviceNodeAt } from '../../memory/bootInput.ts';
import { isActive } from '../activeNode.ts';
import { regionOf } from '../lookup.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan, phandleSpan } from '../span.ts';

/** A region that its device cannot reach over its bus. */
export const beyondDmaLimit: Rule = {
  id: 'beyond-dma-limit',
  title: 'A device cannot reach its region',
  severity: 'warning',
  why:
    'dma-ranges of the buses above a device say which memory it reaches. A region outside of that is attached with a ' +
    'warning, and then buffers in it are bounced through swiotlb in pieces of 256 KiB at most, or cannot be mapped. A ' +
    'device behind an IOMMU is not reported.',
  kernelLog: "reserved memory is beyond device's set DMA address range",
  source:
    'kernel/dma/coherent.c dma_assign_coherent_memory; kernel/dma/direct.h dma_capable; recorded boots p08, p09, p10',
  example: {
    wrong:
      '/ { #address-cells = <1>; #size-cells = <1>; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; }; reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; frames: frames@70000000 { compatible = "shared-dma-pool"; no-map; reg = <0x70000000 0x1000000>; }; }; soc { #address-cells = <1>; #size-cells = <1>; ranges; dma-ranges = <0x0 0x40000000 0x20000000>; isp@10000000 { reg = <0x10000000 0x1000>; memory-region = <&frames>; }; }; };',
    right:
      '/ { #address-cells = <1>; #size-cells = <1>; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; }; reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; frames: frames@50000000 { compatible = "shared-dma-pool"; no-map; reg = <0x50000000 0x1000000>; }; }; soc { #address-cells = <1>; #size-cells = <1>; ranges; dma-ranges = <0x0 0x40000000 0x20000000>; isp@10000000 { reg = <0x10000000 0x1000>; memory-region = <&frames>; }; }; };',
  },
  *check({ memory, board, boot, profile }) {
    for (const consumer of memory.consumers) {
      const region = regionOf(memory, consumer.target);
      const range = region === undefined ? undefined : bootedRegion(boot, region.path)?.range;
      if (!consumer.attaches || region === undefined || range === undefined || !isActive(consumer.node)) continue;
      if (consumer.node.properties.has('iommus')) continue;
      const device = deviceNodeAt(board.tree, consumer.path);
      const windows = device === undefined ? undefined : dmaWindowsOf(device);
      if (windows === undefined || windows.length === 0) continue;
      const reached = windows.map(({ physical, size }) => new AddressRange(physical, size));
      if (reached.some((window) => window.contains(range))) continue;
      const target = nodeSpan(region.node);
      yield {
        message:
          `"${region.name}" (${formatRange(range)}) is out of reach of ${consumer.path}: the dma-ranges of its bus end at ` +
          `${reached.map(formatRange).join(', ')}. Linux ${profile.kernel} bounces what it can, in pieces of 256 KiB at most, ` +
          'and refuses the rest. Move the region into reach, or correct dma-ranges.',
        span: phandleSpan(consumer),
        nodePath: consumer.path,
        related: target === undefined ? [] : [{ span: target, message: `"${region.name}" stands here` }],
      };
    }
  },
};
