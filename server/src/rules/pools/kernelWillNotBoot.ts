import { stopText } from '../../kernel/outcome/causeText.ts';
import { logOfEvent } from '../../kernel/outcome/logEntry.ts';
import { asksForCma } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';
import { usesHighAlias } from '../statedMemory.ts';

/** A tree with which the boot ends before init. */
export const kernelWillNotBoot: Rule = {
  id: 'kernel-will-not-boot',
  title: 'The kernel does not boot with this tree',
  severity: 'error',
  why:
    'Some mistakes in reserved memory end the boot: a CMA pool outside of RAM, pools over each other or over the kernel, ' +
    'on 32-bit arm a pool that is not a multiple of 2 MiB. The panic comes before the console in many cases, and looks ' +
    'like a board that is dead.',
  kernelLog: undefined,
  source: 'recorded boots a34*, a35*, a36, a37*, e04 and what docs/kernel-model.md names for them',
  example: {
    wrong:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { pool@80000000 { compatible = "shared-dma-pool"; reusable; reg = <0x80000000 0x1000000>; }; }; };',
    right:
      '/ { memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 0x1000000>; }; }; };',
  },
  *check(analysis) {
    const { memory, boot, profile, memoryAssumed } = analysis;
    const { stop } = boot;
    if (stop === undefined || memory.reservedMemory === undefined) return;
    const severity = memoryAssumed ? 'warning' : 'error';
    if (stop.kind === 'memblock-full') {
      yield {
        severity,
        message:
          `Linux ${profile.kernel} does not boot with these regions: ${stopText(stop)}. Let regions that need not be no-map be ` +
          'mapped, put those that do side by side, or have fewer.',
        span: nodeSpan(memory.reservedMemory),
        nodePath: '/reserved-memory',
        kernelLog: logOfEvent(boot, 'memblock-full')?.line,
      };
      return;
    }
    const involved = stop.regions.flatMap((path) => memory.regions.find((region) => region.path === path) ?? []);
    const culprit = involved.find(asksForCma) ?? involved[0];
    // Where no region of the tree takes part the profile is at fault, and the profile's reader says so.
    if (culprit === undefined || culprit.reg.some(({ range }) => usesHighAlias(analysis, range))) return;
    yield {
      severity,
      message: `Linux ${profile.kernel} does not boot with "${culprit.name}" as it is: ${stopText(stop)}.`,
      span: nodeSpan(culprit.node),
      nodePath: culprit.path,
      related: involved
        .filter((region) => region !== culprit)
        .flatMap((region) => {
          const span = nodeSpan(region.node);
          return span === undefined ? [] : [{ span, message: `"${region.name}" takes part in it` }];
        }),
    };
  },
};
