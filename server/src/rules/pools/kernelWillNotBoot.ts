import { bootedBeside } from '../../kernel/behaviours/behaviours.ts';
import type { BootStop } from '../../kernel/outcome/bootStop.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import { logOfEvent } from '../../kernel/outcome/logEntry.ts';
import { bootedText } from '../bootedText.ts';
import { OWN_NODE_AND_RAM, WHOLE_TREE } from '../evidence.ts';
import { loaderNote, mayBeRam, usesHighAlias } from '../ram.ts';
import { asksForCma } from '../regionKind.ts';
import type { Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** Stops that come from where RAM ends. */
const ENDS_OF_RAM: ReadonlySet<BootStop['kind']> = new Set(['area-outside-ram', 'unmapped-with-cma', 'no-memory']);

/** A tree with which the boot ends before init. */
export const kernelWillNotBoot: Rule = {
  id: 'kernel-will-not-boot',
  title: 'The kernel does not boot with this tree',
  severity: 'error',
  why:
    'Some mistakes in reserved memory end the boot: a CMA pool outside of RAM, pools over each other or over the kernel, ' +
    'on 32-bit arm a pool that is not a multiple of 2 MiB or a no-map region from an odd MiB to within one, on arm64 no-map ' +
    'memory at the top of RAM that does not end at a page. The panic comes before the console in many cases, and looks ' +
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
    // Where the size of RAM is left to firmware nothing is known of where it ends.
    if (memoryAssumed && ENDS_OF_RAM.has(stop.kind)) return;
    const outside = stop.kind === 'area-outside-ram' && mayBeRam(analysis, stop.range) ? stop.range : undefined;
    const severity = memoryAssumed || outside !== undefined ? 'warning' : 'error';
    if (stop.kind === 'memblock-full') {
      yield {
        severity,
        message:
          `Linux ${profile.kernel} does not boot with these regions: ${stopText(stop)}. Let regions that need not be no-map be ` +
          'mapped, put those that do side by side, or have fewer.',
        claims: [{ kind: 'does-not-boot' }],
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
    const beside = stop.kind === 'partial-page' ? bootedBeside('linear-map-in-whole-pages', profile.kernel) : undefined;
    const isCertain = beside === undefined && (stop.kind !== 'area-outside-ram' || stop.certain);
    yield {
      severity,
      message:
        `Linux ${profile.kernel} ${isCertain ? 'does' : 'may'} not boot with "${culprit.name}" as it is: ${stopText(stop)}.` +
        (beside === undefined ? '' : ` ${bootedText(beside)}`) +
        (outside === undefined ? '' : loaderNote(analysis, outside)),
      claims: isCertain ? [{ kind: 'does-not-boot' }] : [],
      span: nodeSpan(culprit.node),
      nodePath: culprit.path,
      evidence: stop.kind === 'area-outside-ram' && culprit.reg.length > 0 ? OWN_NODE_AND_RAM : WHOLE_TREE,
      related: involved
        .filter((region) => region !== culprit)
        .flatMap((region) => {
          const span = nodeSpan(region.node);
          return span === undefined ? [] : [{ span, message: `"${region.name}" takes part in it` }];
        }),
    };
  },
};
