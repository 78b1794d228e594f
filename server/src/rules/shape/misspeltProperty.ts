import type { DeviceTreeNode } from '../../devicetree/tree/deviceTree.ts';
import { propertiesOf, propertyNamed } from '../../memory/regionProperties/regionProperties.ts';
import { editDistance } from '../../text/editDistance.ts';
import { replaceSpan } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import type { Rule } from '../rule.ts';
import { propertyNameSpan } from '../span.ts';

/** A property whose name is a slip of one that the kernel reads, or known to be taken for it. */
export const misspeltProperty: Rule = {
  id: 'misspelt-property',
  title: 'A property looks like a misspelt one',
  severity: 'warning',
  evidence: OWN_NODE,
  why:
    'The kernel looks for names and passes over what it does not know, so a misspelt no-map leaves the memory mapped and ' +
    'a misspelt reusable makes a pool that no driver claims. Neither dtc nor the kernel says a word.',
  kernelLog: undefined,
  source: 'drivers/of/of_reserved_mem.c and kernel/dma/*.c (the names they read); reserved-memory.yaml',
  example: {
    wrong: 'secure@50000000 { no-mem; reg = <0x50000000 0x100000>; };',
    right: 'secure@50000000 { no-map; reg = <0x50000000 0x100000>; };',
  },
  *check({ memory, profile }) {
    for (const region of memory.regions) {
      for (const property of region.node.properties.values()) {
        const meant = intended(property.name, region.node.properties);
        if (meant === undefined) continue;
        const span = property.span;
        const nameSpan = propertyNameSpan(property);
        yield {
          message:
            `"${property.name}" in "${region.name}" is no property that the kernel reads. Linux ${profile.kernel} passes ` +
            `over it without a word. If ${meant} is meant, write that.`,
          span: nameSpan ?? span,
          nodePath: region.path,
          fixes:
            nameSpan === undefined
              ? []
              : [{ title: `Change it to ${meant}`, edits: [replaceSpan(nameSpan, meant)], preferred: false }],
        };
      }
    }
  },
};

/** The property that a name is a slip of; `undefined` where it is known itself, or far from all. */
function intended(name: string, present: DeviceTreeNode['properties']): string | undefined {
  if (propertyNamed('region', name) !== undefined) return undefined;
  const missing = propertiesOf('region').filter((known) => known.decisive === true && !present.has(known.name));
  const mistaken = missing.find(({ mistakenNames }) => mistakenNames?.includes(name));
  if (mistaken !== undefined) return mistaken.name;
  // A vendor's own property is what its driver makes of it.
  if (name.length < SHORTEST_GUESSED) return undefined;
  return missing.find(({ name: known }) => {
    const slips = known.length <= SHORTEST_GUESSED ? 1 : 2;
    return editDistance(name, known, slips) <= slips;
  })?.name;
}

/** Shorter names are near to too many others. */
const SHORTEST_GUESSED = 4;
