import { formatRange } from '../../kernel/units/formatBytes.ts';
import { asksForCma, kindOf } from '../regionKind.ts';
import { regSpan } from '../regSpan.ts';
import type { Rule } from '../rule.ts';
import { statedMemory, usesHighAlias } from '../statedMemory.ts';

/** A region that no bank of RAM holds any part of. */
export const outsideMemory: Rule = {
  id: 'outside-memory',
  title: 'A region lies outside of RAM',
  severity: 'information',
  why:
    'A CMA pool must be RAM: with one outside of it the boot ends in a panic. A carve-out without no-map reserves nothing ' +
    'there, and is often copied from another board. SRAM described with no-map is fine, as is a coherent pool in it. The ' +
    'rule is silent where the tree leaves the size of RAM to firmware.',
  kernelLog: undefined,
  source: 'mm/cma.c cma_init_reserved_areas; recorded boots a35, a35b, a35d, z05',
  example: {
    wrong:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { pool@80000000 { compatible = "shared-dma-pool"; reusable; reg = <0x80000000 0x1000000>; }; }; };',
    right:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x1000000>; }; }; };',
  },
  *check(analysis) {
    const { memory, profile } = analysis;
    const banks = statedMemory(analysis);
    if (banks.length === 0) return;
    for (const region of memory.regions) {
      if (!region.enabled || region.noMap) continue;
      const cma = asksForCma(region);
      if (!cma && region.compatible.length > 0) continue;
      for (const entry of region.reg) {
        if (
          entry.range.size === 0n ||
          usesHighAlias(analysis, entry.range) ||
          banks.some((bank) => bank.overlaps(entry.range))
        )
          continue;
        yield {
          severity: cma ? 'error' : 'information',
          message:
            `The ${kindOf(region)} "${region.name}" (${formatRange(entry.range)}) lies outside of RAM ` +
            `(${banks.map(formatRange).join(', ')}). ` +
            (cma
              ? `Linux ${profile.kernel} panics while it sets the pool up. Place it inside of a bank.`
              : `Linux ${profile.kernel} reserves nothing there. If it describes other memory, add no-map; else place it in RAM.`),
          span: regSpan(memory, region, entry),
          nodePath: region.path,
        };
      }
    }
  },
};
