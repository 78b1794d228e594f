import { bootedRegion } from '../../analysis.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { formatRange } from '../../kernel/units/formatBytes.ts';
import { OWN_NODE } from '../evidence.ts';
import { fateOf } from '../fate.ts';
import { messageLines } from '../messageLines.ts';
import { kindOf } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { valueSpan } from '../span.ts';

/** A region of several pieces, of which the kernel uses one at most. */
export const multipleReg: Rule = {
  id: 'multiple-reg',
  title: 'A region has more than one range',
  severity: 'warning',
  evidence: OWN_NODE,
  why:
    'The binding allows one range. Up to Linux 6.18 the kernel reserves all of them and makes a pool of the first; in ' +
    '6.18.9, 6.19, 7.0 and 7.1 it reserves all and registers none, so the pool is gone; from 7.2 only the first is ' +
    'reserved, with a warning, and the others are ordinary RAM.',
  kernelLog: "Reserved memory: node '…' has … <base size> entries, only the first is used",
  source: 'drivers/of/of_reserved_mem.c; recorded boots a30, a30b; reserved-memory.yaml (maxItems: 1)',
  example: {
    wrong: 'secure@50000000 { no-map; reg = <0x50000000 0x100000>, <0x58000000 0x100000>; };',
    right:
      'secure@50000000 { no-map; reg = <0x50000000 0x100000>; }; secure@58000000 { no-map; reg = <0x58000000 0x100000>; };',
  },
  *check(analysis) {
    const { memory, boot, profile } = analysis;
    for (const region of memory.regions) {
      const [first, second] = region.reg;
      if (!region.enabled || first === undefined || second === undefined) continue;
      const width = 4 * (memory.cells.address + memory.cells.size);
      const end = (region.reg.at(-1)?.offset ?? 0) + width;
      const outcome = bootedRegion(boot, region.path);
      const isPool = outcome?.state === 'cma' || outcome?.state === 'coherent' || outcome?.state === 'restricted';
      const { text, claims } = fateOf(analysis, region.path);
      const use =
        boot.stop === undefined && isPool
          ? `Linux ${profile.kernel} makes a pool of the first (${formatRange(first.range)}) only`
          : outcome?.state === 'reserved' && outcome.cause === undefined
            ? `Linux ${profile.kernel} knows the first only`
            : text;
      yield {
        message: messageLines(
          `The ${kindOf(region)} "${region.name}" has ${region.reg.length} ranges.`,
          `${use}.`,
          'Give each range its own node.',
        ),
        span: valueSpan(region.node, region.node.properties.get('reg'), second.offset, end),
        nodePath: region.path,
        claims,
        kernelLog: logOf(boot, region.path, 'reg-entries-ignored')?.line,
      };
    }
  },
};
