import { bootedRegion } from '../../analysis.ts';
import { causeText } from '../../kernel/outcome/causeText.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { fateOf } from '../fate.ts';
import { messageLines, sentence } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** Dynamic regions, a line each. */
const regions = (count: number): string =>
  Array.from({ length: count }, (_, at) => `log-${at} { size = <0x100000>; };`).join('\n');

/** A region for which the kernel's table has no place. */
export const tooManyRegions: Rule = {
  id: 'too-many-regions',
  title: 'The kernel has no place for one more region',
  severity: 'error',
  why:
    'The kernel keeps 64 regions before Linux 6.12.103, and 64 dynamic ones from then on (and from 6.13). What is beyond that is reserved but never ' +
    'set up (no pool, no heap, no device finds it), or not placed at all.',
  kernelLog: 'OF: reserved mem: not enough space for all defined regions.',
  source:
    'drivers/of/of_reserved_mem.c fdt_reserved_mem_save_node (MAX_RESERVED_REGIONS); recorded boots a26, a26b, e26',
  example: { wrong: regions(65), right: regions(64) },
  *check(analysis) {
    const { memory, boot, profile } = analysis;
    for (const region of memory.regions) {
      const cause = bootedRegion(boot, region.path)?.cause;
      if (cause?.kind !== 'table-full') continue;
      yield {
        message: messageLines(
          `Linux ${profile.kernel} has no place for one more region, "${region.name}".`,
          `${sentence(causeText(cause))}.`,
          'Join regions that lie side by side, or remove those that nobody uses.',
        ),
        claims: fateOf(analysis, region.path).claims,
        span: nodeSpan(region.node),
        nodePath: region.path,
        kernelLog: logOf(boot, region.path, 'table-full')?.line,
      };
    }
  },
};
