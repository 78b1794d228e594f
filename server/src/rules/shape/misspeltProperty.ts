import { editDistance } from '../../text/editDistance.ts';
import { replaceSpan, textOf } from '../edits.ts';
import type { Rule } from '../rule.ts';

/** What the kernel and the bindings read in a region, and what may stand in any node. */
const KNOWN = [
  'reg',
  'size',
  'alignment',
  'alloc-ranges',
  'no-map',
  'reusable',
  'no-map-fixup',
  'linux,cma-default',
  'linux,dma-default',
  'compatible',
  'status',
  'label',
  'iommu-addresses',
  'export',
  'phandle',
  'ranges',
  '#address-cells',
  '#size-cells',
] as const;

/** The names whose absence changes what the kernel does; others are not worth a guess. */
const DECISIVE = new Set<string>(KNOWN.slice(0, 11));

/** A property that is one slip away from one that the kernel reads. */
export const misspeltProperty: Rule = {
  id: 'misspelt-property',
  title: 'A property looks like a misspelt one',
  severity: 'warning',
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
        const meant = intended(property.name, new Set(region.node.properties.keys()));
        if (meant === undefined) continue;
        const span = property.span;
        const name = span === undefined ? -1 : textOf(span).indexOf(property.name);
        const nameSpan =
          span === undefined || name < 0
            ? undefined
            : { file: span.file, start: span.start + name, end: span.start + name + property.name.length };
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
function intended(name: string, present: ReadonlySet<string>): string | undefined {
  // A vendor's own property is what its driver makes of it.
  if ((KNOWN as readonly string[]).includes(name) || name.length < 4) return undefined;
  for (const known of KNOWN) {
    if (!DECISIVE.has(known) || present.has(known)) continue;
    const allowed = known.length <= 6 ? (known.length < 5 ? 1 : 2) : 2;
    if (Math.abs(known.length - name.length) <= allowed && editDistance(name, known, allowed) <= allowed) return known;
  }
  return undefined;
}
