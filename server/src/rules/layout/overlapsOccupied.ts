import { type Analysis, bootedRegion } from '../../analysis.ts';
import { usualImagePlace } from '../../kernel/early/usualImagePlace.ts';
import type { OccupiedRange } from '../../kernel/input/profile.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { logOf } from '../../kernel/outcome/logEntry.ts';
import { formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import type { Region } from '../../memory/memoryMap.ts';
import type { Statement } from '../claim.ts';
import { OWN_NODE_AND_RAM } from '../evidence.ts';
import { fateOf, isGivenBack } from '../fate.ts';
import { messageLines } from '../messageLines.ts';
import { moveFixes } from '../placeFixes.ts';
import { ramOf } from '../ram.ts';
import { kindOf } from '../regionKind.ts';
import type { Report, Rule } from '../rule.ts';
import { nodeSpan, propertySpan } from '../span.ts';
import { swapFixes } from '../swappedCells.ts';

/** A region over what firmware and boot loader have put into memory for the kernel. */
export const overlapsOccupied: Rule = {
  id: 'overlaps-occupied',
  title: 'A region lies over the kernel, the initrd or the device tree',
  severity: 'error',
  evidence: OWN_NODE_AND_RAM,
  why:
    'When /reserved-memory is read, the kernel’s image, the initrd and the device tree lie in memory already (`occupied` of ' +
    'a profile says where). A no-map region over them is refused and stays mapped; a CMA pool is accepted, and its pages ' +
    'are handed out with what lies in them; any other region is accepted, its user writes over them, and the pages of an ' +
    'initrd are freed although the region is reserved. On 32-bit arm the kernel unpacks itself near the start of RAM: a ' +
    'region there is a warning where no profile says where the image lies.',
  kernelLog: "OF: reserved mem: Reserved memory: failed to reserve memory for node '…'",
  source:
    'drivers/of/of_reserved_mem.c early_init_dt_reserve_memory; arch/arm/boot/compressed/head.S (AUTO_ZRELADDR), ' +
    'arch/arm/Makefile textofs; init/initramfs.c free_initrd_mem; recorded boots a36, a36b, a36c, i1, e11',
  example: {
    wrong:
      '/ { #address-cells = <1>; #size-cells = <1>; cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a9"; reg = <0>; }; }; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; log@40000000 { reg = <0x40000000 0x1000000>; }; }; };',
    right:
      '/ { #address-cells = <1>; #size-cells = <1>; cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a9"; reg = <0>; }; }; memory@40000000 { device_type = "memory"; reg = <0x40000000 0x20000000>; }; reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; log@50000000 { reg = <0x50000000 0x1000000>; }; }; };',
  },
  *check(analysis) {
    const { memory, boot, profile } = analysis;
    const image = profile.occupied.some(({ name }) => name === 'kernel')
      ? undefined
      : usualImagePlace(profile.architecture, ramOf(analysis).banks[0]?.base);
    for (const region of memory.regions) {
      const outcome = bootedRegion(boot, region.path);
      const range = outcome?.range ?? region.reg[0]?.range;
      if (!region.enabled || outcome === undefined || range === undefined || !isReserved(outcome)) continue;
      const holder = profile.occupied.find((each) => each.range.overlaps(range));
      const usual = holder === undefined && image?.overlaps(range) === true;
      if (holder === undefined && outcome.cause?.kind === 'reserved-before' && outcome.cause.image) {
        yield overAllOfRam(analysis, region);
        continue;
      }
      if (holder === undefined && !usual) continue;
      const statement =
        holder === undefined ? overImagePlace(profile.kernel) : consequenceOf(analysis, region, outcome, holder);
      const shared = holder?.range.intersection(range);
      yield {
        severity: holder === undefined ? 'warning' : 'error',
        message: messageLines(
          `"${region.name}" lies ${holder === undefined ? 'where a 32-bit arm kernel unpacks itself' : `over the ${holder.name}`}.`,
          `The ${kindOf(region)} is ${formatRange(range)}` +
            (shared === undefined || holder === undefined
              ? '. '
              : `, the ${holder.name} ${formatRange(holder.range)}: they share ${formatSize(shared.size)}. `) +
            `${statement.text}.`,
          holder === undefined || holder.name === 'kernel'
            ? 'Move the region.'
            : `Move the region, or have the ${holder.name} loaded elsewhere.`,
        ),
        get fixes() {
          return [...swapFixes(analysis, region), ...moveFixes(analysis, region)];
        },
        claims: statement.claims,
        span: region.reg.length > 0 ? propertySpan(region.node, 'reg') : nodeSpan(region.node),
        nodePath: region.path,
        kernelLog: logOf(boot, region.path, 'not-reserved')?.line,
      };
    }
  },
};

/** Whether the boot has come to the region, and reserved it or tried to. */
function isReserved({ state, cause }: BootedRegion): boolean {
  return state !== 'skipped' && (state !== 'failed' || cause?.kind === 'reserved-before');
}

function consequenceOf(
  analysis: Analysis,
  { path, name }: Region,
  outcome: BootedRegion,
  holder: OccupiedRange,
): Statement {
  const { state, cause } = outcome;
  const linux = `Linux ${analysis.profile.kernel}`;
  if (analysis.boot.stop?.regions.includes(path) || cause?.kind === 'reserved-before') return fateOf(analysis, path);
  if (state === 'cma') {
    return {
      text: `${linux} accepts it without a word, and hands out its pages with the ${holder.name} in them`,
      claims: [{ kind: 'area', path }],
    };
  }
  if (isGivenBack(outcome)) {
    return {
      text: `${linux} refuses "${name}" and gives its memory back to the page allocator, the ${holder.name} with it`,
      claims: [{ kind: 'given-back', path }],
    };
  }
  const freed =
    holder.name === 'initrd'
      ? ` The kernel frees the initrd’s pages once it is unpacked, though the region is reserved`
      : '';
  const used = `${linux} accepts it without a word: its user and the kernel write over each other`;
  return { text: freed === '' ? used : `${used}.${freed}`, claims: [] };
}

/** A no-map region that leaves no place to the image, wherever that lies. */
function overAllOfRam(analysis: Analysis, region: Region): Report {
  const { text, claims } = fateOf(analysis, region.path);
  return {
    message: messageLines(
      `"${region.name}" covers all of RAM that is left to the kernel.`,
      `${text}.`,
      'Make it smaller, or move it.',
    ),
    claims,
    span: region.reg.length > 0 ? propertySpan(region.node, 'reg') : nodeSpan(region.node),
    nodePath: region.path,
    kernelLog: logOf(analysis.boot, region.path, 'not-reserved')?.line,
  };
}

function overImagePlace(kernel: string): Statement {
  return {
    text: `Linux ${kernel} is there before it reads the tree, unless the boot loader starts an image that is linked or loaded elsewhere: then say where in a profile (occupied)`,
    claims: [],
  };
}
