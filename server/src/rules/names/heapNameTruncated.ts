import { OWN_NODE } from '../evidence.ts';
import { messageLines } from '../messageLines.ts';
import { asksForCma } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** `CMA_MAX_NAME` less the end of the string. */
const LONGEST = 63;

/** A CMA pool whose heap has another name than its node. */
export const heapNameTruncated: Rule = {
  id: 'heap-name-truncated',
  title: 'A pool’s name is cut for its heap',
  severity: 'warning',
  evidence: OWN_NODE,
  why: 'The kernel keeps 63 characters of a CMA area’s name: the heap bears the cut name, and two long names may become one.',
  kernelLog: undefined,
  source: 'mm/cma.c cma_init_reserved_mem (CMA_MAX_NAME 64); recorded boots a23*',
  example: {
    wrong: `${'frames-of-the-camera-that-looks-to-the-front-and-a-bit-to-the-left'}@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; };`,
    right: 'front-left-camera@60000000 { compatible = "shared-dma-pool"; reusable; reg = <0x60000000 0x1000000>; };',
  },
  *check({ memory, profile }) {
    for (const region of memory.regions) {
      if (!asksForCma(region) || region.name.length <= LONGEST) continue;
      yield {
        message: messageLines(
          `This pool's name has ${region.name.length} characters, of which Linux ${profile.kernel} keeps ${LONGEST}.`,
          `Its CMA area is called "${region.name.slice(0, LONGEST)}".`,
          'Shorten the name.',
        ),
        span: nodeSpan(region.node),
        nodePath: region.path,
      };
    }
  },
};
