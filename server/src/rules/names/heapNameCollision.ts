import { logAbout } from '../../kernel/outcome/logEntry.ts';
import { regionBehind } from '../heapOf.ts';
import { regionAtPath } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** A pool that gets no heap, since another heap has its name. */
export const heapNameCollision: Rule = {
  id: 'heap-name-collision',
  title: 'A pool gets no heap, since its name is taken',
  severity: 'error',
  why:
    'Heaps are found by name, and the first one registered keeps it. The pool’s memory stays set aside, but no program ' +
    'can allocate from it by that name. Names are compared after the kernel has cut them to 63 characters.',
  kernelLog: "sysfs: cannot create duplicate filename '/devices/virtual/dma_heap/…'",
  source: 'drivers/dma-buf/dma-heap.c dma_heap_add; recorded boots a21*, a23d, m11',
  example: {
    wrong: 'system { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; };',
    right: 'system-frames { compatible = "shared-dma-pool"; reusable; size = <0x1000000>; };',
  },
  *check({ memory, boot, profile }) {
    for (const lost of boot.lostHeaps) {
      const region = regionAtPath(memory, regionBehind(boot, lost));
      if (region === undefined) continue;
      const rival = boot.heaps.find(({ name }) => name === lost.name);
      const other = rival === undefined ? undefined : regionAtPath(memory, regionBehind(boot, rival));
      const otherSpan = other === undefined ? undefined : nodeSpan(other.node);
      yield {
        message: messageLines(
          `Linux ${profile.kernel} makes no heap of this pool.`,
          (lost.cause.obstacle === 'minors-full' || rival === undefined
            ? `No minor number is left for "${region.name}".`
            : other === undefined
              ? `"${lost.name}" is the name of the kernel's own ${rival.allocator === 'system' ? 'system heap' : 'heap of the default area'}.`
              : `"${other.name}" has the name "${lost.name}" already${lost.name === region.name ? '' : ', cut to 63 characters'}.`) +
            ' Its memory stays set aside.',
          'Give the node another name.',
        ),
        claims: [{ kind: 'heap-missing', path: region.path }],
        span: nodeSpan(region.node),
        nodePath: region.path,
        related:
          otherSpan === undefined ? [] : [{ span: otherSpan, message: `"${rival?.name}" is this region's heap` }],
        kernelLog: logAbout(boot, region.path).find(({ heap }) => heap === lost.name)?.line,
      };
    }
  },
};
