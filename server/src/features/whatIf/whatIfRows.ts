import type { Analysis } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { causeText } from '../../kernel/outcome/causeText.ts';
import { formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import type { StepResult } from '../../simulation/scenarioResult.ts';
import { stateName } from '../regionFacts.ts';
import type { HeapFacts, HeapPair, ProgramChange } from './heapChanges.ts';
import type { RegionPair, StepPair, WhatIf } from './whatIf.ts';

/** A thing with what it is before and after a change, for a table. Its texts may quote the tree, one character a byte. */
export interface PairRow {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** Why it is what it is afterwards; absent where there is nothing to say. */
  readonly note?: string | undefined;
}

/** The heaps of both boots. */
export function heapRows({ heaps }: WhatIf): PairRow[] {
  const words = (heap: HeapFacts | undefined, name: string): string => {
    if (heap === undefined) return '–';
    const { allocator, backing, range, aliases } = heap;
    const size = range === undefined ? '' : `, ${formatSize(range.size)}`;
    const of = backing === undefined || backing === name ? '' : ` of ${backing}`;
    return `${allocator}${size}${of}${aliases.length === 0 ? '' : `, also ${aliases.join(', ')}`}`;
  };
  return heaps.map(({ name, before, after }: HeapPair) => ({
    name,
    before: words(before, name),
    after: words(after, name),
  }));
}

/** The regions of both boots. */
export function regionRows({ regions, before, after }: WhatIf): PairRow[] {
  return regions.map((pair: RegionPair) => ({
    name: pair.name,
    before: regionText(pair.before, before),
    after: regionText(pair.after, after),
    note: regionNote(pair),
  }));
}

/** Why a region is what it is afterwards, and the devices that have to live with it. */
function regionNote({ after, consumers }: RegionPair): string | undefined {
  const devices = [...new Set(consumers.map(({ path }) => path))];
  const parts = [
    ...(after?.cause === undefined ? [] : [causeText(after.cause)]),
    ...(devices.length === 0 ? [] : [`devices that refer to it: ${devices.join(', ')}`]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}

function regionText(region: BootedRegion | undefined, { boot }: Analysis): string {
  if (region === undefined) return '–';
  const { range } = region;
  if (range === undefined) return stateName(region);
  const area = boot.cmaAreas.find((each) => each.range.base === range.base);
  return area?.basePredictable === false
    ? `${stateName(region)}, ${formatSize(range.size)}`
    : `${stateName(region)} ${formatRange(range)}`;
}

/** What of RAM is left, in sizes. */
export function memoryRows({ memory: { before, after } }: WhatIf): PairRow[] {
  return [
    { name: 'anything', before: formatSize(before.free), after: formatSize(after.free) },
    { name: 'CMA: buffers, and what can be moved', before: formatSize(before.cma), after: formatSize(after.cma) },
  ];
}

/** The steps of a scenario that come out differently. */
export function stepRows(steps: readonly StepPair[]): PairRow[] {
  const words = ({ result, allocated }: StepResult): string =>
    allocated === undefined ? result : `${result}, ${allocated} ${allocated === 1 ? 'buffer' : 'buffers'}`;
  return steps.map(({ index, before, after }) => ({
    name: `${index} ${before.op}`,
    before: words(before),
    after: words(after),
    note: after.why,
  }));
}

/** What a program does differently, after its name. */
export function programText({ before, after }: ProgramChange): string {
  if (after === undefined) return `loses ${before ?? ''} and finds no heap`;
  return before === undefined ? `finds ${after}` : `opens ${after} instead of ${before}`;
}
