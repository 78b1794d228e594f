import { replaceSpan } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import { misspeltProperties } from '../misspeltRegionProperty.ts';
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
      for (const { property, meant, isSlip } of misspeltProperties(region)) {
        const nameSpan = propertyNameSpan(property);
        yield {
          message: messageLines(
            `"${property.name}" is no property of a region. Is ${meant} meant?`,
            `Linux ${profile.kernel} passes over it in "${region.name}" without a word.`,
          ),
          span: nameSpan ?? property.span,
          nodePath: region.path,
          fixes:
            nameSpan === undefined
              ? []
              : [{ title: `Change it to ${meant}`, edits: [replaceSpan(nameSpan, meant)], preferred: isSlip }],
        };
      }
    }
  },
};
