import { type Analysis, withKernel } from '../analysis.ts';
import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import type { BootedRegion, RegionState } from '../kernel/outcome/bootOutcome.ts';
import type { AddressRange } from '../kernel/units/addressRange.ts';
import { formatHex, formatSize } from '../kernel/units/formatBytes.ts';
import type { Region } from '../memory/memoryMap.ts';
import { compare, type MemoryKind, type MemoryLane } from '../pictures/memoryPicture.ts';
import { textOfBytes, textOfMessage } from '../text/bytesAndText.ts';
import type { Span } from '../text/sourceFile.ts';
import { type ListedHeap, listHeaps } from './heapList.ts';
import { type HeapByKernel, heapsByKernel, missingHeapsNote } from './heapsByKernel.ts';
import { memoryPictureOf } from './map/memoryPictureOf.ts';
import { heapsOf, stateText } from './regionFacts.ts';

/** A device that refers to a region. */
export interface OverviewUser {
  /** The path of the device's node. */
  readonly path: string;
  /** What `memory-region-names` calls the region, if it does. */
  readonly name: string | undefined;
  /** The reference in the device's property, else the node; `undefined` for a blob. */
  readonly span: Span | undefined;
}

/** A child of `/reserved-memory`, or what firmware added to it, with what one kernel makes of it. */
export interface OverviewRegion {
  readonly name: string;
  readonly path: string;
  readonly state: RegionState | 'unseen';
  /** For a list: `64 MiB at 0x50000000`, `4 MiB, nowhere`. */
  readonly text: string;
  /** What became of it, and why where it is not what its author asked for. */
  readonly fate: string;
  /** Where its node is written first; `undefined` for a blob, and for what firmware added. */
  readonly span: Span | undefined;
  readonly users: readonly OverviewUser[];
  /** Users beyond those that are listed. */
  readonly moreUsers: number;
}

export interface OverviewHeap extends ListedHeap {
  /** The regions whose memory it hands out: none for the system heap and for areas that the kernel placed itself. */
  readonly regions: readonly OverviewRegion[];
}

/** The heaps of a board on one kernel. */
export interface OverviewKernel {
  readonly kernel: string;
  readonly booted: boolean;
  /** Why there are fewer heaps than were asked for. */
  readonly note: string | undefined;
  readonly heaps: readonly OverviewHeap[];
  /** The regions that no heap allocates from, in the order of the DTB. */
  readonly withoutHeap: readonly OverviewRegion[];
}

/** A stretch of address space: what something holds, or what nothing does. */
export interface OverviewStretch {
  readonly kind: MemoryKind | 'hole';
  /** Empty for a hole. */
  readonly name: string;
  readonly range: AddressRange;
  readonly state: string;
  readonly heaps: readonly string[];
  /** Where its node is written first; `undefined` where none is. */
  readonly span: Span | undefined;
}

/** A bank of RAM, or a stretch outside of RAM in which something lies. */
export interface OverviewLane {
  readonly kind: MemoryLane['kind'];
  readonly range: AddressRange;
  /** By address. */
  readonly stretches: readonly OverviewStretch[];
}

export interface BoardOverview {
  /** The profile's kernel first, then the others as they were given. */
  readonly kernels: readonly OverviewKernel[];
  /** The names of all heaps, with a cell for each of `kernels`. */
  readonly names: readonly HeapByKernel[];
  /** The address space on the profile's kernel, by address. */
  readonly lanes: readonly OverviewLane[];
  /** The regions that have no place in it, with what became of them. */
  readonly unplaced: readonly OverviewRegion[];
}

/** A list of more regions or users is no use to anyone; a hostile tree could ask for any number. */
const MAXIMUM_REGIONS = 2000;
const MAXIMUM_USERS = 50;

/** What a board's heaps and regions are on the profile's kernel and on others beside it, in the form of lists and trees. */
export function boardOverview(analysis: Analysis, kernels: readonly string[]): BoardOverview {
  const { kernel } = analysis.profile;
  const booted = [...new Set([kernel, ...kernels])].map((version) => withKernel(analysis, version));
  const outcomes = booted.map(({ boot, profile }) => ({ kernel: profile.kernel, outcome: boot }));
  const kernelOverviews = booted.map(kernelOverview);
  const { lanes, unplaced } = memoryPictureOf(analysis, '');
  const written = new Map(analysis.memory.regions.map((region) => [textOfBytes(region.path), region]));
  const own = kernelOverviews[0];
  const regions = [...(own?.heaps ?? []).flatMap((heap) => heap.regions), ...(own?.withoutHeap ?? [])];
  const byPath = new Map(regions.map((region) => [region.path, region]));
  return {
    kernels: kernelOverviews,
    names: heapsByKernel(outcomes).map((row) => ({ ...row, name: textOfBytes(row.name) })),
    lanes: lanes.map((lane) => laneOverview(lane, written)),
    unplaced: unplaced.flatMap(({ path }) => byPath.get(path) ?? []),
  };
}

function laneOverview({ kind, range, blocks, holes }: MemoryLane, written: ReadonlyMap<string, Region>): OverviewLane {
  const held = blocks.map(({ block, range }): OverviewStretch => {
    const region = block.path === undefined ? undefined : written.get(block.path);
    const { kind, name, state, heaps } = block;
    return { kind, name, range, state, heaps, span: region === undefined ? undefined : firstPlace(region.node) };
  });
  const free = holes.map((range): OverviewStretch => {
    return { kind: 'hole', name: '', range, state: 'nothing holds it', heaps: [], span: undefined };
  });
  const stretches = [...held, ...free].sort((a, b) => compare(a.range.base, b.range.base));
  return { kind, range, stretches };
}

function kernelOverview(analysis: Analysis): OverviewKernel {
  const { boot, memory, profile } = analysis;
  const written = new Map(memory.regions.map((region) => [region.path, region]));
  const regions = boot.regions.slice(0, MAXIMUM_REGIONS).map((booted) => ({
    heaps: new Set(heapsOf(boot, booted).map(({ name }) => name)),
    region: regionOverview(written.get(booted.path), booted),
  }));
  const seen = new Set(boot.regions.map(({ path }) => path));
  const unseen = memory.regions.filter(({ path }) => !seen.has(path)).slice(0, MAXIMUM_REGIONS);
  return {
    kernel: profile.kernel,
    booted: boot.booted,
    note: noteText(missingHeapsNote(boot)),
    heaps: listHeaps(analysis).map((heap) => ({
      ...heap,
      name: textOfBytes(heap.name),
      text: textOfMessage(heap.text),
      regions: regions.filter(({ heaps }) => heaps.has(heap.name)).map(({ region }) => region),
    })),
    withoutHeap: [
      ...regions.filter(({ heaps }) => heaps.size === 0).map(({ region }) => region),
      ...unseen.map((region) => regionOverview(region, undefined)),
    ],
  };
}

/** A region as written, as booted, or both; one of them is there. */
function regionOverview(region: Region | undefined, booted: BootedRegion | undefined): OverviewRegion {
  const consumers = region?.consumers ?? [];
  const users = consumers.slice(0, MAXIMUM_USERS).map(({ path, name, property, index, node }) => ({
    path: textOfBytes(path),
    name: name === undefined ? undefined : textOfBytes(name),
    span: property.valueSpan(index * 4, index * 4 + 4) ?? property.span ?? firstPlace(node),
  }));
  return {
    name: textOfBytes(region?.name ?? booted?.name ?? ''),
    path: textOfBytes(region?.path ?? booted?.path ?? ''),
    state: booted?.state ?? 'unseen',
    text: placeText(region, booted),
    fate: booted === undefined ? 'the kernel never looks at it' : textOfMessage(stateText(booted)),
    span: region === undefined ? undefined : firstPlace(region.node),
    users,
    moreUsers: consumers.length - users.length,
  };
}

const noteText = (note: string | undefined) => (note === undefined ? undefined : textOfMessage(note));

const firstPlace = (node: DeviceTreeNode): Span | undefined => node.declarations[0];

/** Size and base where it was placed; where nothing was placed, as written. */
function placeText(region: Region | undefined, booted: BootedRegion | undefined): string {
  const range = booted?.range ?? region?.reg[0]?.range;
  if (range !== undefined) return `${formatSize(range.size)} at ${formatHex(range.base)}`;
  return region?.size === undefined ? 'no size, no place' : `${formatSize(region.size)}, nowhere`;
}
