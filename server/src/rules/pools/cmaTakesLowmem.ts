import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { isForeignToDefconfig } from '../assumedConfiguration.ts';
import { defaultAreaPlace, rootPlace } from '../boardPlace.ts';
import { regionBehind } from '../heapOf.ts';
import { regionAtPath } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import { ramOf } from '../ram.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

/** CMA memory that leaves a 32-bit kernel too little of what it can use itself. */
export const cmaTakesLowmem: Rule = {
  id: 'cma-takes-lowmem',
  title: 'A CMA area takes most of lowmem',
  severity: 'warning',
  why:
    'A 32-bit arm kernel maps the first part of RAM only, lowmem, and takes all of its own memory from there: page tables, ' +
    'slabs, buffers of drivers. It lends out CMA pages for pages that can be moved, which its own cannot. With most of ' +
    'lowmem in a CMA area it may run out of memory while free reports plenty. The rule is silent where the tree leaves the ' +
    'size of RAM to firmware.',
  kernelLog: undefined,
  source: 'mm/page_alloc.c (MIGRATE_CMA serves movable allocations alone); arch/arm/mm/mmu.c adjust_lowmem_bounds',
  example: {
    wrong:
      '/ { #address-cells = <1>; #size-cells = <1>; cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a9"; reg = <0>; }; }; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; video@48000000 { compatible = "shared-dma-pool"; reusable; reg = <0x48000000 0x16000000>; }; }; };',
    right:
      '/ { #address-cells = <1>; #size-cells = <1>; cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a9"; reg = <0>; }; }; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; video@58000000 { compatible = "shared-dma-pool"; reusable; reg = <0x58000000 0x6000000>; }; }; };',
  },
  *check(analysis) {
    const { memory, boot, profile, memoryAssumed } = analysis;
    if (profile.architecture !== 'arm' || memoryAssumed || !boot.booted || ramOf(analysis).banks.length === 0) return;
    const [first] = boot.systemMemory;
    if (first === undefined) return;
    const lowmem = new AddressRange(first.base, boot.lowmemEnd - first.base);
    const size = boot.systemMemory.reduce((sum, bank) => sum + bank.intersection(lowmem).size, 0n);
    const hasHighmem = boot.systemMemory.some(({ end }) => end > boot.lowmemEnd);
    for (const [index, area] of boot.cmaAreas.entries()) {
      const taken = area.range.intersection(lowmem).size;
      if (taken * 2n <= size) continue;
      const path = regionBehind(boot, { name: area.name, allocator: 'cma', backing: index });
      const region = regionAtPath(memory, path);
      if (region === undefined && boot.commandLine.cma === undefined && isForeignToDefconfig(analysis)) continue;
      const place =
        region === undefined
          ? defaultAreaPlace(analysis, rootPlace(analysis))
          : { span: propertySpan(region.node, region.reg.length > 0 ? 'reg' : 'size'), nodePath: region.path };
      yield {
        message: messageLines(
          `The CMA area "${area.name}" takes ${formatSize(taken)} of the ${formatSize(size)} of lowmem.`,
          `Lowmem ends at ${formatHex(boot.lowmemEnd)}. Linux ${profile.kernel} cannot use CMA pages for itself: the rest ` +
            'may not do.',
          `Make the area smaller${hasHighmem ? ', or place it above lowmem' : ''}.`,
        ),
        claims: region === undefined ? [] : [{ kind: 'area', path: region.path }],
        ...place,
      };
    }
  },
};
