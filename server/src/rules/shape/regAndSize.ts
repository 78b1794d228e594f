import { formatSize } from '../../kernel/units/formatBytes.ts';
import { removeStatement } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';

/** A region that is placed by `reg` and sized by `size`. */
export const regAndSize: Rule = {
  id: 'reg-and-size',
  title: 'A region has both reg and size',
  severity: 'warning',
  evidence: OWN_NODE,
  why: 'Where reg is there the region is static, and the kernel does not look at size: the two can only contradict.',
  kernelLog: undefined,
  source: 'drivers/of/of_reserved_mem.c fdt_scan_reserved_mem; recorded boots',
  example: {
    wrong: 'log@50000000 { reg = <0x50000000 0x100000>; size = <0x200000>; };',
    right: 'log@50000000 { reg = <0x50000000 0x100000>; };',
  },
  *check({ memory, profile }) {
    for (const region of memory.regions) {
      const size = region.node.properties.get('size');
      const [first] = region.reg;
      if (!region.enabled || size === undefined || first === undefined) continue;
      const reg = region.node.properties.get('reg')?.span;
      yield {
        message: messageLines(
          `"${region.name}" has both reg and size.`,
          `Linux ${profile.kernel} takes reg (${formatSize(first.range.size)}) and does not look at ` +
            `size${region.size === undefined ? '' : ` (${formatSize(region.size)})`}.`,
          'Remove size.',
        ),
        span: size.span,
        nodePath: region.path,
        related: reg === undefined ? [] : [{ span: reg, message: 'reg places it here' }],
        fixes:
          size.span === undefined
            ? []
            : [
                {
                  title: 'Remove size',
                  edits: [removeStatement(size.span)],
                  preferred: region.size === first.range.size,
                },
              ],
      };
    }
  },
};
