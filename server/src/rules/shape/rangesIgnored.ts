import { cellOf } from '../../devicetree/tree/readProperty.ts';
import { CELL_BYTES, numberAt } from '../../text/cells.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { propertySpan } from '../span.ts';

/** `/reserved-memory` with a translation that the kernel never reads. */
export const rangesIgnored: Rule = {
  id: 'ranges-ignored',
  title: 'The ranges of /reserved-memory are never read',
  severity: 'warning',
  tag: 'unnecessary',
  evidence: OWN_NODE,
  why:
    'The kernel only looks whether ranges is there. A translation in it has no effect: reg is taken as it stands, as an ' +
    'address of the processor, so a region that relies on the translation lies somewhere else.',
  kernelLog: undefined,
  source: 'drivers/of/of_reserved_mem.c __reserved_mem_check_root; recorded boot a29e',
  example: {
    wrong: 'reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges = <0x0 0x40000000 0x40000000>; };',
    right: 'reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; };',
  },
  *check({ memory, profile }) {
    const node = memory.reservedMemory;
    const property = node?.properties.get('ranges');
    if (node === undefined || property === undefined || property.value.length === 0) return;
    const address = memory.cells.address;
    const size = cellOf(node, '#size-cells') ?? 1;
    // An identity says what the kernel does anyway.
    if (isIdentity(property.value, address, size)) return;
    yield {
      message: messageLines(
        'The ranges of /reserved-memory translate addresses, and nobody reads them.',
        `Linux ${profile.kernel} takes reg as it stands.`,
        'Write the processor’s addresses in reg, and an empty "ranges;".',
      ),
      span: propertySpan(node, 'ranges'),
      nodePath: '/reserved-memory',
    };
  },
};

/** Whether every tuple of `ranges` maps an address to itself. */
function isIdentity(ranges: Uint8Array, address: number, size: number): boolean {
  const tuple = CELL_BYTES * (2 * address + size);
  if (ranges.length % tuple !== 0) return false;
  for (let at = 0; at < ranges.length; at += tuple) {
    if (numberAt(ranges, at, address) !== numberAt(ranges, at + CELL_BYTES * address, address)) return false;
  }
  return true;
}
