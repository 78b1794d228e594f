import type { DeviceTreeNode, DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import { nodePath } from '../../devicetree/tree/deviceTree.ts';
import type { MemoryMap } from '../../memory/memoryMap.ts';
import { propertyNamed } from '../../memory/regionProperties/regionProperties.ts';
import { editDistance } from '../../text/editDistance.ts';
import { replaceSpan } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { propertyNameSpan } from '../span.ts';

/** A device's reference to memory under a name that no driver reads. */
export const misspeltMemoryRegion: Rule = {
  id: 'misspelt-memory-region',
  title: 'A device refers to memory by a misspelt property',
  severity: 'warning',
  evidence: OWN_NODE,
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
  *check({ memory, profile }) {
    for (const { node, property, meant } of slipsOf(memory)) {
      const span = propertyNameSpan(property);
      yield {
        message: messageLines(
          `No driver reads "${property.name}". Is ${meant} meant?`,
          meant === NAMES
            ? `A driver that asks Linux ${profile.kernel} for a region of ${nodePath(node)} by its name gets none.`
            : `${nodePath(node)} gets no region from Linux ${profile.kernel}, and no error.`,
        ),
        span: span ?? property.span,
        nodePath: nodePath(node),
        fixes:
          span === undefined
            ? []
            : [{ title: `Change it to ${meant}`, edits: [replaceSpan(span, meant)], preferred: false }],
      };
    }
  },
};

interface Slip {
  readonly node: DeviceTreeNode;
  readonly property: DeviceTreeProperty;
  /** The name that is meant. */
  readonly meant: string;
}

/**
 * The properties that refer to regions, or name them, under a slip of the right name. A name alone is no evidence: the
 * property has to lead to regions, or to stand beside one that does.
 */
function slipsOf({ consumers, reservedMemory }: MemoryMap): Slip[] {
  const slips: Slip[] = [];
  const references = new Map<DeviceTreeProperty, number>();
  for (const { property } of consumers) references.set(property, (references.get(property) ?? 0) + 1);
  const add = (node: DeviceTreeNode, property: DeviceTreeProperty, meant: string | undefined) => {
    if (meant !== undefined && !node.properties.has(meant)) slips.push({ node, property, meant });
  };
  for (const { node, property, attaches, index } of consumers) {
    if (index > 0 || node === reservedMemory || node.parent === reservedMemory) continue;
    if (!attaches) {
      const leadsToRegions = (references.get(property) ?? 0) * 4 === property.value.length;
      if (leadsToRegions) add(node, property, intended(property.name, REFERENCE));
    } else if (property.name === REFERENCE) {
      for (const other of node.properties.values())
        if (other.value.at(-1) === 0) add(node, other, intended(other.name, NAMES));
    }
  }
  return slips;
}

const REFERENCE = 'memory-region';
const NAMES = 'memory-region-names';

/** Slips that make one name of another. */
const SLIPS = 2;

/** `meant`, where a name is a slip of it; `undefined` for one that is known, that a vendor's driver reads, or that is far from it. */
function intended(name: string, meant: string): string | undefined {
  const isMistaken = propertyNamed('device', meant)?.mistakenNames?.includes(name) === true;
  if (!isMistaken && editDistance(name, meant, SLIPS) > SLIPS) return undefined;
  // A vendor's own property is what its driver makes of it.
  return name.includes(',') || propertyNamed('device', name) !== undefined ? undefined : meant;
}
