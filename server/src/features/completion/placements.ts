import type { Analysis } from '../../analysis.ts';
import { nodePath } from '../../devicetree/tree/deviceTree.ts';
import { unitAddressOf } from '../../devicetree/tree/unitAddress.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { freePlaces, usualAlignment } from '../../memory/freePlaces.ts';
import { type NodeRole, stringsOfNode, writtenValue } from '../nodeRole.ts';

const KIB = 1n << 10n;
const MIB = 1n << 20n;

/** What a region is to be, as far as it matters for its size and place. */
export interface RegionKind {
  readonly isCma: boolean;
  readonly noMap: boolean;
  /** Sizes that such regions usually have, in bytes; the most usual first. */
  readonly sizes: readonly bigint[];
}

export const CMA_POOL: RegionKind = {
  isCma: true,
  noMap: false,
  sizes: [64n * MIB, 16n * MIB, 32n * MIB, 128n * MIB, 256n * MIB, 512n * MIB],
};
export const COHERENT_POOL: RegionKind = {
  isCma: false,
  noMap: true,
  sizes: [MIB, 2n * MIB, 4n * MIB, 16n * MIB, 64n * MIB],
};
export const RESTRICTED_POOL: RegionKind = {
  isCma: false,
  noMap: false,
  sizes: [64n * MIB, 4n * MIB, 16n * MIB, 32n * MIB],
};
export const CARVE_OUT: RegionKind = {
  isCma: false,
  noMap: true,
  sizes: [16n * MIB, MIB, 2n * MIB, 4n * MIB, 32n * MIB, 64n * MIB],
};
export const RAMOOPS: RegionKind = { isCma: false, noMap: false, sizes: [MIB, 2n * MIB, 512n * KIB] };
export const PLAIN_REGION: RegionKind = { ...CARVE_OUT, noMap: false };

/** What a region is to be, by what its node says so far. */
export function kindOfNode(role: NodeRole): RegionKind {
  const compatible = stringsOfNode(role, 'compatible').map((name) => name.toLowerCase());
  const has = (name: string): boolean =>
    role.node?.properties.has(name) === true || writtenValue(role.written, name) !== undefined;
  if (compatible.includes('shared-dma-pool')) return has('reusable') ? CMA_POOL : COHERENT_POOL;
  if (compatible.includes('restricted-dma-pool')) return RESTRICTED_POOL;
  if (compatible.includes('ramoops')) return RAMOOPS;
  return has('no-map') ? CARVE_OUT : PLAIN_REGION;
}

/** A size rounded up to what the kernel takes regions of a kind in. */
export function roundedSize(analysis: Analysis | undefined, { isCma }: RegionKind, size: bigint): bigint {
  const granule = analysis === undefined ? 4n * KIB : usualAlignment(analysis, { isCma, noMap: false });
  return ((size + granule - 1n) / granule) * granule;
}

/** What the base of a region of a kind and size is made a multiple of: round addresses are read more easily. */
function alignmentOf(analysis: Analysis, kind: RegionKind, size: bigint): bigint {
  const least = usualAlignment(analysis, kind);
  const round = size >= 16n * MIB ? 16n * MIB : size >= MIB ? MIB : least;
  return round > least && round % least === 0n ? round : least;
}

/**
 * The free, aligned place on the board for a region of a kind and size, which is rounded up to what the kernel takes;
 * `moving` is the path of the region that is being written. `undefined` where there is none, where no
 * board is known, and for an overlay by itself: nobody knows the memory of its base.
 */
export function placeFor(
  analysis: Analysis | undefined,
  kind: RegionKind,
  size: bigint,
  moving?: string,
): AddressRange | undefined {
  if (!knowsMemory(analysis)) return undefined;
  const rounded = roundedSize(analysis, kind, size);
  const request = { size: rounded, ...(moving === undefined ? {} : { moving }) };
  const round = freePlaces(analysis, { ...request, alignment: alignmentOf(analysis, kind, rounded) });
  return round.places[0] ?? freePlaces(analysis, { ...request, alignment: usualAlignment(analysis, kind) }).places[0];
}

/**
 * The place of a size at the address in the name of a region's node, which the first address of its `reg` has to repeat
 * (Devicetree specification, 2.2.1). `undefined` where its name has none, and where a region of the kind cannot lie there.
 */
export function placeNamed(
  analysis: Analysis | undefined,
  kind: RegionKind,
  size: bigint,
  { node, written }: NodeRole,
): AddressRange | undefined {
  const base = unitAddressOf(node?.name ?? written.name.text);
  if (base === undefined || !knowsMemory(analysis)) return undefined;
  const rounded = roundedSize(analysis, kind, size);
  const within = [new AddressRange(base, rounded)];
  const moving = node === undefined ? {} : { moving: nodePath(node) };
  const alignment = usualAlignment(analysis, kind);
  return freePlaces(analysis, { size: rounded, alignment, within, ...moving }).places[0];
}

/** Whether a board is known, and the memory is its own: an overlay by itself is seen on a base that was made up for it. */
export const knowsMemory = (analysis: Analysis | undefined): analysis is Analysis =>
  analysis !== undefined && analysis.board.standIn === undefined;

/** How sure it is that a place is free, for a few words beside it. */
export const freeText = ({ memoryAssumed }: Analysis): string =>
  memoryAssumed ? 'free, if there is as much RAM as assumed' : 'free';

/** Whether a region could lie at a base. */
export function isFreeAt(analysis: Analysis, base: bigint, size: bigint, moving?: string): boolean {
  const within = [new AddressRange(base, size)];
  const request = { size, alignment: 1n, within, ...(moving === undefined ? {} : { moving }) };
  return freePlaces(analysis, request).places.length > 0;
}
