import { type Analysis, bootedRegion } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { formatSize } from '../../kernel/units/formatBytes.ts';
import { formatAbout } from '../../pictures/formatAbout.ts';
import { shortened } from '../../text/bytesAndText.ts';
import type { Span } from '../../text/sourceFile.ts';
import { openedRegions, placeIn } from '../openedRegions.ts';
import { heapsOf, stateName, stateText } from '../regionFacts.ts';
import { frameCapacity } from './frameCapacity.ts';

/** A line of facts above a node of a document. */
export interface Lens {
  /** Where the node is opened: its name. */
  readonly span: Span;
  /** The path of the region that it is about; absent for that of `/reserved-memory`, which is about the board. */
  readonly region: string | undefined;
  /** The heap from which an allocation can be simulated; absent where there is none. */
  readonly heap: string | undefined;
}

/** At most this many regions of a document have lenses: no board has more. */
const MOST_REGIONS = 500;

/** The nodes of a document that have lenses: `/reserved-memory`, and each region that the kernel may know. */
export function lensesOf(analysis: Analysis, path: string): Lens[] {
  const board = placeIn(path, analysis.memory.reservedMemory);
  const regions = openedRegions(analysis, path)
    .slice(0, MOST_REGIONS)
    .map(({ region, span }): Lens => {
      const booted = bootedRegion(analysis.boot, region.path);
      return { span, region: region.path, heap: booted && heapsOf(analysis.boot, booted)[0]?.name };
    });
  return board === undefined ? regions : [{ span: board, region: undefined, heap: undefined }, ...regions];
}

/** What a lens says, in one line of plain text; `undefined` where the board has no such region any more. */
export function lensTitle(analysis: Analysis, region: string | undefined): string | undefined {
  if (region === undefined) return boardTitle(analysis);
  if (!analysis.memory.regions.some(({ path }) => path === region)) return undefined;
  const booted = bootedRegion(analysis.boot, region);
  return booted === undefined ? 'never looked at by the kernel' : regionTitle(analysis, booted);
}

/** More text than this is cut: a lens has one line. */
const LONGEST = 100;

const SEPARATOR = ' · ';

function boardTitle({ board, boot, profile }: Analysis): string {
  const kernel = `Linux ${profile.kernel}`;
  if (boot.stop !== undefined) return `${kernel} does not boot this board`;
  const held = boot.regions.filter(({ state }) => state !== 'released' && state !== 'skipped' && state !== 'failed');
  const size = held.reduce((sum, { range }) => sum + (range?.size ?? 0n), 0n);
  // Which heaps there are depends on what else the board has.
  const heaps = board.standIn === undefined ? count(boot.heaps.length, 'heap') : 'no board is known';
  const memory = held.length === 0 ? 'no region' : `${formatAbout(size)} in ${count(held.length, 'region')}`;
  return [kernel, heaps, memory].join(SEPARATOR);
}

function regionTitle({ boot }: Analysis, booted: BootedRegion): string {
  const size = booted.range === undefined ? [] : [formatSize(booted.range.size)];
  const heaps = heapsOf(boot, booted);
  const [heap] = heaps;
  if (heap === undefined) {
    if (booted.cause !== undefined) return cut(stateText(booted));
    return [stateName(booted), ...size].join(SEPARATOR);
  }
  const more =
    heaps.length > 1
      ? ` (and ${heaps
          .slice(1)
          .map(({ name }) => name)
          .join(', ')})`
      : '';
  const frames = frameCapacity(boot, heap);
  const name = cut(`/dev/dma_heap/${heap.name}${more}`);
  return [name, stateName(booted), ...size, ...(frames === undefined ? [] : [frames])].join(SEPARATOR);
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

const cut = (text: string): string => shortened(text, LONGEST);
