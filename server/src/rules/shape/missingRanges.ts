import { logOfEvent } from '../../kernel/outcome/logEntry.ts';
import { insertAfterStatement } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { firstStatement, nodeSpan } from '../span.ts';

/** `/reserved-memory` without `ranges`: the kernel ignores all of it. */
export const missingRanges: Rule = {
  id: 'missing-ranges',
  title: '/reserved-memory has no ranges',
  severity: 'error',
  evidence: OWN_NODE,
  why:
    'The kernel takes the addresses in /reserved-memory for physical ones and demands that the node says so with an ' +
    'empty ranges property. Without it every region is ignored and its memory is ordinary RAM.',
  kernelLog: 'Reserved memory: unsupported node format, ignoring',
  source: 'drivers/of/of_reserved_mem.c __reserved_mem_check_root; reserved-memory.yaml',
  example: {
    wrong:
      '/ { #address-cells = <1>; #size-cells = <1>; reserved-memory { #address-cells = <1>; #size-cells = <1>; }; };',
    right:
      '/ { #address-cells = <1>; #size-cells = <1>; reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; }; };',
  },
  *check({ memory, boot, profile }) {
    const node = memory.reservedMemory;
    if (node === undefined || node.properties.has('ranges')) return;
    const anchor = firstStatement(node);
    yield {
      message: messageLines(
        '/reserved-memory has no ranges property.',
        `Linux ${profile.kernel} ignores every region in it, and their memory is ordinary RAM.`,
        'Add "ranges;".',
      ),
      claims: memory.regions.map(({ path }) => ({ kind: 'not-reserved', path })),
      span: nodeSpan(node),
      nodePath: '/reserved-memory',
      fixes:
        anchor === undefined
          ? []
          : [{ title: 'Add ranges', edits: [insertAfterStatement(anchor, 'ranges;')], preferred: true }],
      kernelLog: logOfEvent(boot, 'unsupported-format')?.line,
    };
  },
};
