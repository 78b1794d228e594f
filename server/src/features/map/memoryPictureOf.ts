import { type Analysis, bootedRegion } from '../../analysis.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import type { Region } from '../../memory/memoryMap.ts';
import {
  arrangeLanes,
  type MemoryBlock,
  type MemoryKind,
  type MemoryPicture,
  type UnplacedRegion,
} from '../../pictures/memoryPicture.ts';
import { textOfBytes, textOfMessage } from '../../text/bytesAndText.ts';
import { analysisNotes } from '../analysisNotes.ts';
import { architectureText } from '../architectureText.ts';
import { placeText } from '../placeText.ts';
import { heapsOf, stateText } from '../regionFacts.ts';

/** A picture of more blocks is no use to anybody; a hostile tree could ask for any number. */
const MAXIMUM_BLOCKS = 5000;

/** More users of one region than this are not listed. */
const MAXIMUM_USERS = 16;

/**
 * The memory of a board as a picture: RAM as the boot found it, each region where the kernel put it (or, where it put it
 * nowhere, where the tree asks for it), the areas and ranges that no region stands for. `name` is the board's.
 */
export function memoryPictureOf(analysis: Analysis, name: string): MemoryPicture {
  const { boot, memory, profile } = analysis;
  const byPath = new Map(memory.regions.map((region) => [region.path, region]));
  const placed = boot.regions.flatMap((region) => blocksOf(analysis, region, byPath.get(region.path)));
  const all = [...placed, ...otherBlocks(analysis)];
  const { lanes, omitted } = arrangeLanes(boot.systemMemory, all.slice(0, MAXIMUM_BLOCKS));
  const kernel = `Linux ${profile.kernel}, ${architectureText(profile)}`;
  return {
    title: name,
    subtitle: boot.stop === undefined ? kernel : `${kernel}: does not boot: ${textOfMessage(stopText(boot.stop))}`,
    notes: analysisNotes(analysis),
    lanes,
    unplaced: unplacedRegions(analysis),
    omitted: omitted + Math.max(0, all.length - MAXIMUM_BLOCKS),
  };
}

function kindOf({ state, noMap }: BootedRegion): MemoryKind {
  if (state === 'skipped') return 'failed';
  if (state === 'reserved') return noMap ? 'no-map' : 'reserved';
  return state;
}

/** A booted region where it is; one that came to nothing where its `reg` asks for memory. */
function blocksOf(analysis: Analysis, booted: BootedRegion, region: Region | undefined): MemoryBlock[] {
  const ranges = booted.range === undefined ? (region?.reg.map((entry) => entry.range) ?? []) : [booted.range];
  const written = region?.node.declarations[0];
  const block = {
    kind: kindOf(booted),
    name: textOfBytes(booted.name),
    path: region === undefined ? undefined : textOfBytes(booted.path),
    state: textOfMessage(stateText(booted)),
    heaps: heapsOf(analysis.boot, booted).map((heap) => textOfBytes(heap.name)),
    users: (region?.consumers ?? []).slice(0, MAXIMUM_USERS).map(({ path }) => textOfBytes(path)),
    place: written === undefined ? undefined : placeText(written),
  };
  return ranges.map((range) => ({ ...block, range }));
}

/** What no region stands for: areas of the kernel's own, `/memreserve/`, and what firmware and the image hold. */
function otherBlocks({ boot, memory, profile }: Analysis): MemoryBlock[] {
  const bare = { path: undefined, heaps: [], users: [], place: undefined };
  const ofRegion = (range: AddressRange): boolean =>
    boot.regions.some((region) => region.range?.base === range.base && region.range.size === range.size);
  const areas = boot.cmaAreas.flatMap((area, index): MemoryBlock[] => {
    if (ofRegion(area.range)) return [];
    const heaps = boot.heaps.filter(({ allocator, backing }) => allocator === 'cma' && backing === index);
    const where = area.basePredictable ? '' : ', at about this place: the kernel puts it among its own allocations';
    const state = `CMA area of the kernel's own (cma= or the configuration)${where}`;
    return [
      {
        ...bare,
        kind: 'cma',
        name: textOfBytes(area.name),
        range: area.range,
        state,
        heaps: heaps.map(({ name }) => textOfBytes(name)),
      },
    ];
  });
  const reserved = memory.reservations.map(({ range, index }): MemoryBlock => {
    return { ...bare, kind: 'memreserve', name: `/memreserve/ ${index + 1}`, range, state: 'kept off by /memreserve/' };
  });
  const occupied = profile.occupied.map(({ name, range }): MemoryBlock => {
    return { ...bare, kind: 'occupied', name, range, state: 'held before /reserved-memory is read' };
  });
  const { swiotlb } = boot.dma;
  const bounce: MemoryBlock[] =
    swiotlb?.base === undefined
      ? []
      : [
          {
            ...bare,
            kind: 'occupied',
            name: 'swiotlb',
            range: new AddressRange(swiotlb.base, swiotlb.size),
            state: 'bounce buffers for devices that do not reach all of RAM',
          },
        ];
  return [...areas, ...reserved, ...occupied, ...bounce];
}

function unplacedRegions(analysis: Analysis): UnplacedRegion[] {
  const { boot, memory } = analysis;
  return memory.regions.flatMap((region): UnplacedRegion[] => {
    const booted = bootedRegion(boot, region.path);
    const named = { name: textOfBytes(region.name), path: textOfBytes(region.path) };
    if (booted === undefined) return [{ ...named, state: 'the kernel never looks at it' }];
    if (booted.range !== undefined || region.reg.length > 0) return [];
    return [{ ...named, state: textOfMessage(stateText(booted)) }];
  });
}
