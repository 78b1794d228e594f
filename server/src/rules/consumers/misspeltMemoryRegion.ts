import type { DeviceTreeNode, DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import { nodePath } from '../../devicetree/tree/deviceTree.ts';
import { cellsOf, nodesBelow, nodesByPhandle } from '../../devicetree/tree/readProperty.ts';
import type { MemoryMap } from '../../memory/memoryMap.ts';
import { propertiesOf, propertyNamed } from '../../memory/regionProperties/regionProperties.ts';
import { editDistance } from '../../text/editDistance.ts';
import { replaceSpan, textOf } from '../edits.ts';
import type { Rule } from '../rule.ts';

/** A device's reference to memory under a name that no driver reads. */
export const misspeltMemoryRegion: Rule = {
  id: 'misspelt-memory-region',
  title: 'A device refers to memory by a misspelt property',
  severity: 'warning',
  why:
    'Drivers find their memory by memory-region, and by memory-region-names. Under another name, such as memory-regions, ' +
    'the device gets no region and no error: it runs on ordinary memory. Neither dtc nor the kernel says a word.',
  kernelLog: undefined,
  source: 'drivers/of/of_reserved_mem.c of_reserved_mem_device_init_by_idx, of_reserved_mem_device_init_by_name',
  example: {
    wrong:
      '/ { reserved-memory { pool: dsp@60000000 { no-map; reg = <0x60000000 0x100000>; }; }; dsp { memory-regions = <&pool>; }; };',
    right:
      '/ { reserved-memory { pool: dsp@60000000 { no-map; reg = <0x60000000 0x100000>; }; }; dsp { memory-region = <&pool>; }; };',
  },
  *check({ board, memory, profile }) {
    if (memory.reservedMemory === undefined) return;
    const phandles = nodesByPhandle(board.tree.root);
    for (const node of nodesBelow(board.tree.root)) {
      if (node === memory.reservedMemory || node.parent === memory.reservedMemory) continue;
      for (const property of node.properties.values()) {
        const meant = intended(node, property, memory, phandles);
        if (meant === undefined) continue;
        const span = nameSpan(property);
        yield {
          message:
            `"${property.name}" of ${nodePath(node)} is read by no driver of Linux ${profile.kernel}: the device gets no ` +
            `region and no error. If ${meant} is meant, write that.`,
          span: span ?? property.span,
          nodePath: nodePath(node),
          fixes:
            span === undefined
              ? []
              : [{ title: `Change it to ${meant}`, edits: [replaceSpan(span, meant)], preferred: false }],
        };
      }
    }
  },
};

/** Where a property's name stands in the statement that set it. */
function nameSpan({ name, span }: DeviceTreeProperty) {
  const at = span === undefined ? -1 : textOf(span).indexOf(name);
  return span === undefined || at < 0
    ? undefined
    : { file: span.file, start: span.start + at, end: span.start + at + name.length };
}

const REFERENCE = 'memory-region';
const NAMES = 'memory-region-names';

/** Slips that make one name of another. */
const SLIPS = 2;

/** What a property is a slip of; `undefined` for one that is known, that a vendor's driver reads, or that is far from both. */
function intended(
  node: DeviceTreeNode,
  property: DeviceTreeProperty,
  memory: MemoryMap,
  phandles: ReadonlyMap<number, DeviceTreeNode>,
): string | undefined {
  const { name, value } = property;
  // A vendor's own property is what its driver makes of it.
  if (name.includes(',') || propertyNamed('device', name) !== undefined) return undefined;
  const known = propertiesOf('device').filter(({ mistakenNames }) => mistakenNames?.includes(name));
  const meant = known[0]?.name ?? [REFERENCE, NAMES].find((each) => isSlipOf(name, each));
  if (meant === undefined || node.properties.has(meant)) return undefined;
  // Names alone are no evidence: what is called so has to lead to a region.
  const leadsToRegion = (cells: readonly number[]): boolean =>
    cells.length > 0 && cells.every((cell) => phandles.get(cell)?.parent === memory.reservedMemory);
  if (meant === NAMES) return node.properties.has(REFERENCE) && value.at(-1) === 0 ? meant : undefined;
  return value.length % 4 === 0 && leadsToRegion(cellsOf(property)) ? meant : undefined;
}

function isSlipOf(name: string, known: string): boolean {
  return Math.abs(known.length - name.length) <= SLIPS && editDistance(name, known, SLIPS) <= SLIPS;
}
