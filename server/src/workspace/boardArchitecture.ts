import type { DeviceTree } from '../devicetree/tree/deviceTree.ts';
import { stringsOf } from '../devicetree/tree/readProperty.ts';
import { nodesBelow } from '../devicetree/tree/walkedTree.ts';
import type { Architecture } from '../kernel/input/profile.ts';
import { readMemory } from '../memory/memoryMap.ts';

/** Whether memory or a region begins above 4 GiB: on 32-bit arm only a kernel with LPAE runs such a board. */
export function needsWideAddresses(tree: DeviceTree): boolean {
  const map = readMemory(tree);
  const entries = [...map.banks.flatMap((bank) => bank.entries), ...map.regions.flatMap(({ reg }) => reg)];
  return entries.some(({ range }) => range.base >= 1n << 32n);
}

/** The 64-bit cores of Arm's own naming (`arm,cortex-a53`, …) as devicetree/bindings/arm/cpus.yaml lists them. */
const ARM64_CPU =
  /^(?:arm,(?:armv8|cortex-a(?:3[45]|5[357]|510|520|55|65|65ae|7[1235678]|7[0-9]ae|78c|710|715|720|725)|cortex-x\d|neoverse-.*)|apple,.*|qcom,(?:kryo.*|oryon)|nvidia,(?:denver|carmel).*|cavium,thunder.*|brcm,(?:brahma-b53|vulcan))$/;

/** The architecture that a tree's processors are of; `undefined` where it does not say, or one that is not modelled. */
export function architectureOf(tree: DeviceTree): Architecture | undefined {
  const cpus = tree.root.children.get('cpus');
  if (cpus === undefined) return undefined;
  for (const node of nodesBelow(cpus)) {
    if (stringsOf(node.properties.get('device_type'))[0] !== 'cpu') continue;
    for (const compatible of stringsOf(node.properties.get('compatible'))) {
      if (compatible === 'riscv' || node.properties.has('riscv,isa') || node.properties.has('riscv,isa-base')) {
        return 'riscv';
      }
      if (ARM64_CPU.test(compatible)) return 'arm64';
      if (/^arm,(?:cortex-a\d+|arm\d+|armv7|pj4)/.test(compatible)) return 'arm';
    }
  }
  return undefined;
}
