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

/** Processors of architectures that are not modelled, by the vendor's prefix or the core's name (devicetree bindings). */
const OTHER_CPUS: readonly (readonly [RegExp, string])[] = [
  [/^(?:mips|mti),|^(?:brcm,bmips|ingenic,xburst|cavium,octeon|loongson,gs|img,mips)/, 'mips'],
  [/^(?:powerpc|fsl,e\d+|ibm,power)/i, 'powerpc'],
  [/^snps,arc/, 'arc'],
  [/^cdns,(?:tensilica-)?xtensa/, 'xtensa'],
  [/^(?:altr,nios2|opencores,or1200|xlnx,microblaze|loongson,la\d+|intel,x86|csky,)/, 'another architecture'],
  [/^arm,cortex-[mr]\d/, 'Arm without an MMU'],
];

/**
 * What a tree is for, where that is no kernel that is modelled: processors of another architecture, or a partition of a
 * firmware (`arm,ffa-manifest`, Arm FF-A). `undefined` where nothing in the tree says so.
 */
export function otherReaderOf(tree: DeviceTree): string | undefined {
  const { root } = tree;
  if (stringsOf(root.properties.get('compatible')).some((name) => /^arm,ffa-(?:core-)?manifest/.test(name))) {
    return 'a firmware partition';
  }
  const cpus = root.children.get('cpus');
  if (cpus === undefined || architectureOf(tree) !== undefined) return undefined;
  for (const node of nodesBelow(cpus)) {
    if (/^PowerPC,/.test(node.name)) return 'powerpc';
    for (const compatible of stringsOf(node.properties.get('compatible'))) {
      const other = OTHER_CPUS.find(([pattern]) => pattern.test(compatible));
      if (other !== undefined) return other[1];
    }
  }
  return undefined;
}
