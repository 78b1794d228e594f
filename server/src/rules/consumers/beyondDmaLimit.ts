import { type Analysis, bootedRegion } from '../../analysis.ts';
import { formatRange } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import type { Statement } from '../claim.ts';
import { regionOf } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import { moveFixes } from '../placeFixes.ts';
import { windowsOf } from '../reach.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan, phandleSpan } from '../span.ts';

/** A region that its device cannot reach over its bus. */
export const beyondDmaLimit: Rule = {
  id: 'beyond-dma-limit',
  title: 'A device cannot reach its region',
  severity: 'warning',
  why:
    'dma-ranges of the buses above a device say which memory it reaches. A coherent pool outside of that is attached with a ' +
    'warning, and gives addresses that the device cannot reach. Buffers in a CMA pool are bounced through swiotlb where ' +
    'the kernel has one, in pieces of 256 KiB at most, and refused beyond; 32-bit arm without LPAE has none. Memory that a ' +
    'driver maps itself the device does not reach at all. A device behind an IOMMU is not reported.',
  kernelLog: "reserved memory is beyond device's set DMA address range",
  source:
    'kernel/dma/coherent.c dma_assign_coherent_memory; kernel/dma/direct.h dma_capable; recorded boots p08, p09, p10, x06; arch/arm/mm/Kconfig (ARM_LPAE selects SWIOTLB)',
  example: {
    wrong:
      '/ { #address-cells = <1>; #size-cells = <1>; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; }; reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; frames: frames@70000000 { compatible = "shared-dma-pool"; no-map; reg = <0x70000000 0x1000000>; }; }; soc { #address-cells = <1>; #size-cells = <1>; ranges; dma-ranges = <0x0 0x40000000 0x20000000>; isp@10000000 { reg = <0x10000000 0x1000>; memory-region = <&frames>; }; }; };',
    right:
      '/ { #address-cells = <1>; #size-cells = <1>; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; }; reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; frames: frames@50000000 { compatible = "shared-dma-pool"; no-map; reg = <0x50000000 0x1000000>; }; }; soc { #address-cells = <1>; #size-cells = <1>; ranges; dma-ranges = <0x0 0x40000000 0x20000000>; isp@10000000 { reg = <0x10000000 0x1000>; memory-region = <&frames>; }; }; };',
  },
  *check(analysis) {
    const { memory, boot } = analysis;
    for (const consumer of memory.consumers) {
      const region = regionOf(memory, consumer.target);
      const range = region === undefined ? undefined : bootedRegion(boot, region.path)?.range;
      if (!consumer.attaches || region === undefined || range === undefined) continue;
      const reached = windowsOf(analysis, consumer);
      if (reached === undefined || reached.some((window) => window.contains(range))) continue;
      const target = nodeSpan(region.node);
      const { text, claims } = consequence(analysis, region, consumer.path);
      yield {
        message: messageLines(
          `"${consumer.node.name}" does not reach "${region.name}".`,
          `The region is ${formatRange(range)}; by the dma-ranges of its bus ${consumer.path} reaches ` +
            `${reached.map(formatRange).join(', ')}. ${text}.`,
          'Move the region into reach, or correct dma-ranges.',
        ),
        get fixes() {
          return moveFixes(analysis, region);
        },
        claims,
        span: phandleSpan(consumer),
        nodePath: consumer.path,
        related: target === undefined ? [] : [{ span: target, message: `"${region.name}" stands here` }],
      };
    }
  },
};

/** What the kernel does with a region that its device cannot reach: by what became of the region, and by whether it bounces. */
function consequence({ boot, profile }: Analysis, region: Region, device: string): Statement {
  const linux = `Linux ${profile.kernel}`;
  const state = bootedRegion(boot, region.path)?.state;
  if (state === 'coherent') {
    return {
      text: `${linux} attaches the pool all the same, and gives the device addresses that it cannot reach`,
      claims: [],
    };
  }
  if (state === 'restricted')
    return { text: `${linux} maps no buffer of the device, for all go through the pool`, claims: [] };
  if (state !== 'cma' || !boot.booted)
    return { text: 'Its driver gets an address that the device cannot reach', claims: [] };
  const { swiotlb } = boot.dma;
  if (swiotlb === undefined || swiotlb.size === 0n) {
    return {
      text: `${linux} has no swiotlb here that could bounce its buffers, and maps none of them`,
      claims: [{ kind: 'not-mapped', device, path: region.path }],
    };
  }
  return {
    text: `${linux} bounces buffers of up to 256 KiB through swiotlb, and maps no larger ones`,
    claims: [{ kind: 'bounced', device, path: region.path }],
  };
}
