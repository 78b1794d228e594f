import { formatRange } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import type { Statement } from '../claim.ts';
import { OWN_NODE_AND_RAM } from '../evidence.ts';
import type { Severity } from '../finding.ts';
import { messageLines } from '../messageLines.ts';
import { moveFixes } from '../placeFixes.ts';
import { poolBeyondRam } from '../poolBeyondRam.ts';
import { banksFor, loaderNote, ramOf, ramText } from '../ram.ts';
import { asksForCma, kindOf } from '../regionKind.ts';
import { regSpan } from '../regSpan.ts';
import type { Rule } from '../rule.ts';
import { swapFixes } from '../swappedCells.ts';

/** A region that no bank of RAM holds any part of. */
export const outsideMemory: Rule = {
  id: 'outside-memory',
  title: 'A region lies outside of RAM',
  severity: 'information',
  mayBeError: true,
  evidence: OWN_NODE_AND_RAM,
  why:
    'A CMA pool must be RAM: with one outside of it the boot ends in a panic, or nothing can be allocated from it. A ' +
    'carve-out without no-map sets nothing aside there, and is often copied from another board. SRAM described with no-map ' +
    'is fine, as is a coherent pool in it; a no-map carve-out is worth a hint where no device refers to it. Boot loaders ' +
    'write the real banks into /memory, so what begins at or above the end of the last bank is a warning at most, unless ' +
    'a profile or --memory says what RAM there is. The rule is silent where the tree leaves the size of RAM to firmware.',
  kernelLog: undefined,
  source: 'mm/cma.c cma_init_reserved_areas; recorded boots a35, a35b, a35d, k11, w3, z05',
  example: {
    wrong:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { pool@80000000 { compatible = "shared-dma-pool"; reusable; reg = <0x80000000 0x1000000>; }; }; };',
    right:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x1000000>; }; }; };',
  },
  *check(analysis) {
    const ram = ramOf(analysis);
    if (ram.banks.length === 0) return;
    for (const region of analysis.memory.regions) {
      if (!region.enabled) continue;
      const banks = banksFor(ram, region);
      for (const entry of region.reg) {
        const { range } = entry;
        if (range.size === 0n) continue;
        if (banks.some((bank) => bank.overlaps(range))) continue;
        const found = asksForCma(region)
          ? poolBeyondRam(analysis, region, range)
          : region.compatible.length === 0
            ? carveOutBeyondRam(region)
            : undefined;
        if (found === undefined) continue;
        yield {
          severity: found.severity,
          get message() {
            return messageLines(
              `The ${kindOf(region)} "${region.name}" lies outside of RAM.`,
              `It is ${formatRange(range)}, and RAM is ${ramText(ram)}. ${found.text}`,
              found.advice,
              loaderNote(analysis, range),
            );
          },
          get fixes() {
            return [...swapFixes(analysis, region), ...(region.noMap ? [] : moveFixes(analysis, region))];
          },
          claims: found.claims,
          span: regSpan(analysis.memory, region, entry),
          nodePath: region.path,
        };
      }
    }
  },
};

/** What a carve-out is good for where there is no RAM; `undefined` for a no-map one that a device refers to. */
function carveOutBeyondRam(region: Region): (Statement & { severity: Severity; advice?: string }) | undefined {
  if (!region.noMap) {
    return {
      severity: 'information',
      text: 'There is no RAM to set aside.',
      advice: 'If it describes other memory, add no-map; else place it in RAM.',
      claims: [],
    };
  }
  // SRAM and the windows of devices are described so, for the devices that refer to them.
  if (region.consumers.length > 0) return undefined;
  const text = 'No device of this tree refers to it, and the kernel has nothing there to keep away from.';
  return { severity: 'hint', text, claims: [] };
}
