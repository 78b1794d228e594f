import type { Analysis } from '../../analysis.ts';
import type { BootStop } from '../../kernel/outcome/bootStop.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import { logOfEvent } from '../../kernel/outcome/logEntry.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import { defaultAreaPlace, memoryPlace, reservedMemoryPlace } from '../boardPlace.ts';
import { OWN_NODE_AND_RAM, WHOLE_TREE } from '../evidence.ts';
import { mayBoot } from '../fate.ts';
import { regionAtPath } from '../lookup.ts';
import { messageLines } from '../messageLines.ts';
import { loaderNote, mayBeRam } from '../ram.ts';
import { asksForCma } from '../regionKind.ts';
import type { Report, Rule } from '../rule.ts';
import { nodeSpan } from '../span.ts';

/** Stops that come from where RAM ends. */
const ENDS_OF_RAM: ReadonlySet<BootStop['kind']> = new Set(['area-outside-ram', 'unmapped-with-cma', 'no-free-memory']);

/** A tree with which the boot ends before init. */
export const kernelWillNotBoot: Rule = {
  id: 'kernel-will-not-boot',
  title: 'The kernel does not boot with this tree',
  severity: 'error',
  why:
    'Some mistakes in reserved memory end the boot: a CMA pool outside of RAM, pools over each other or over the kernel, ' +
    'on 32-bit arm a pool that is not a multiple of 2 MiB or a no-map region from an odd MiB to within one, on arm64 no-map ' +
    'memory at the top of RAM that does not end at a page, regions that leave the kernel no memory. Banks of RAM can do so, too: ' +
    'none at all, or on 32-bit arm a gap from an odd MiB to within one. The panic comes before the console in many cases, and looks ' +
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
    const { boot, profile, memory, memoryAssumed } = analysis;
    const { stop } = boot;
    // What is no kernel is the fault of whoever asks for it.
    if (stop === undefined || stop.kind === 'no-version' || stop.kind === 'unknown-architecture') return;
    // Where RAM is left to firmware nothing is known of where it ends.
    if (memoryAssumed && ENDS_OF_RAM.has(stop.kind)) return;
    const involved = stop.regions.flatMap((path) => regionAtPath(memory, path) ?? []);
    const culprit = involved.find(asksForCma) ?? involved[0];
    const outside = stop.kind === 'area-outside-ram' && mayBeRam(analysis, stop.range) ? stop.range : undefined;
    const isCertain = outside === undefined && !mayBoot(analysis);
    const { place, what, advice } = culprit === undefined ? withoutRegion(analysis, stop) : ofRegion(stop, culprit);
    yield {
      severity: memoryAssumed || outside !== undefined ? 'warning' : 'error',
      message: messageLines(
        `Linux ${profile.kernel} ${isCertain ? 'does' : 'may'} not boot with ${what}.`,
        `The boot ends: ${stopText(stop)}.`,
        advice,
        outside === undefined ? undefined : loaderNote(analysis, outside),
      ),
      claims: isCertain ? [{ kind: 'does-not-boot' }] : [],
      ...place,
      kernelLog: logOfEvent(boot, 'memblock-full')?.line,
      related: involved
        .filter((region) => region !== culprit)
        .flatMap((region) => {
          const span = nodeSpan(region.node);
          return span === undefined ? [] : [{ span, message: `"${region.name}" takes part in it` }];
        }),
    };
  },
};

/** What a boot ends over: where that is reported, its name in a sentence, and what to do. */
interface Culprit {
  readonly place: Pick<Report, 'span' | 'nodePath' | 'evidence'>;
  readonly what: string;
  readonly advice?: string;
}

function ofRegion(stop: BootStop, region: Region): Culprit {
  const saysItself = stop.kind === 'area-outside-ram' && region.reg.length > 0;
  return {
    place: {
      span: nodeSpan(region.node),
      nodePath: region.path,
      evidence: saysItself ? OWN_NODE_AND_RAM : WHOLE_TREE,
    },
    what: `"${region.name}" as it is`,
    ...(stop.kind === 'no-free-memory' ? { advice: 'Make it smaller: the kernel needs memory for itself.' } : {}),
  };
}

/** What ends a boot although no region of the tree takes part: RAM itself, too many regions, the default area, firmware. */
function withoutRegion(analysis: Analysis, stop: BootStop): Culprit {
  const { profile } = analysis;
  const firmware = profile.firmwareRegions.find(({ name }) => stop.regions.includes(`/reserved-memory/${name}`));
  if (firmware !== undefined) {
    const what = `firmware's region "${firmware.name}" as the profile has it`;
    return { place: reservedMemoryPlace(analysis), what };
  }
  switch (stop.kind) {
    case 'no-memory':
      return { place: memoryPlace(analysis), what: 'the memory of this board', advice: noMemoryAdvice(analysis) };
    case 'no-free-memory':
      return {
        place: reservedMemoryPlace(analysis),
        what: 'these regions',
        advice: 'Make the regions smaller, or have fewer: the kernel needs memory for itself.',
      };
    case 'memblock-full':
      return {
        place: reservedMemoryPlace(analysis),
        what: 'these regions',
        advice: 'Let regions that need not be no-map be mapped, put those that do side by side, or have fewer of them.',
      };
    case 'unmappable-lowmem':
    case 'partial-page':
      return {
        place: memoryPlace(analysis, stop.range),
        what: 'these banks of RAM',
        advice: 'Let banks begin and end at multiples of 2 MiB.',
      };
    default: {
      const asked = analysis.boot.commandLine.cma !== undefined;
      return {
        place: defaultAreaPlace(analysis, memoryPlace(analysis)),
        what: 'this default CMA area',
        advice: asked
          ? 'Ask for another size or place with cma=.'
          : 'Ask for another size or place, with cma= or in the configuration.',
      };
    }
  }
}

/** Who has left a board without memory, and what to do. */
function noMemoryAdvice({ boot, profile, memory }: Analysis): string {
  const page = `A bank must hold a whole page, ${formatSize(BigInt(boot.pageSize))}`;
  if (boot.commandLine.memory.length > 0) return 'mem= on the command line leaves none of RAM: give more, or drop it.';
  if (profile.memory !== undefined) return `${page}: give other RAM with --memory or in the profile.`;
  return memory.banks.some(({ entries }) => entries.length > 0)
    ? `${page}, that this kernel can address: give other RAM in /memory.`
    : 'linux,usable-memory-range of /chosen leaves none of RAM: give more, or drop it.';
}
