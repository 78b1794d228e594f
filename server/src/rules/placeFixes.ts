import type { Analysis } from '../analysis.ts';
import { baseNameOf, unitAddressOf } from '../devicetree/tree/unitAddress.ts';
import { formatHex, formatSize } from '../kernel/units/formatBytes.ts';
import { freePlaces, usualAlignment } from '../memory/freePlaces.ts';
import type { RangeEntry, Region } from '../memory/memoryMap.ts';
import { fileNameOf } from '../text/fileName.ts';
import { LIMITS } from '../text/limits.ts';
import { rangeEdit } from './cellsEdit.ts';
import { replaceSpan, textOf } from './edits.ts';
import type { Fix } from './finding.ts';
import { reachOf } from './reach.ts';
import { asksForCma } from './regionKind.ts';
import { regSpan } from './regSpan.ts';
import { renameNode } from './renameNode.ts';

const MIB = 1n << 20n;

/** What a region's base and size should be multiples of, in bytes. */
export function granuleOf(analysis: Analysis, region: Region): bigint {
  return usualAlignment(analysis, { isCma: asksForCma(region), noMap: region.noMap });
}

/** Whether rules look for free places on a board: it has no more regions than `LIMITS.placedRegions`. */
export function seeksPlaces({ memory }: Analysis): boolean {
  return memory.regions.length <= LIMITS.placedRegions.most;
}

/**
 * The change that puts a static region at the next place that is free for it, above where it is if there is one, and
 * gives its node that address; where the node is defined in a file that other boards may read, the same without the name
 * as well. None where no text of its own states where it is, it has several ranges, nothing is
 * free, RAM is assumed, or the board has too many regions to look (`seeksPlaces`). `size` is what it is to have then, its own where it is absent.
 */
export function moveFixes(analysis: Analysis, region: Region, size?: bigint): Fix[] {
  const { memory, board } = analysis;
  const [entry, second] = region.reg;
  if (entry === undefined || second !== undefined || analysis.memoryAssumed || !seeksPlaces(analysis)) return [];
  const newSize = size ?? entry.range.size;
  const granule = granuleOf(analysis, region);
  const within = reachOf(analysis, region);
  const { places } = freePlaces(analysis, {
    size: newSize,
    // Whole MiB are easier to read, where there is room for them.
    alignment: newSize >= MIB && granule < MIB ? MIB : granule,
    near: entry.range.base,
    moving: region.path,
    ...(within === undefined ? {} : { within }),
  });
  const place = places.find(({ base }) => base !== entry.range.base);
  if (place === undefined) return [];
  const moved = rangeEdit(memory, region, entry, { base: place.base, size: newSize });
  if (moved === undefined) return size === undefined ? moveInMacro(analysis, region, entry, place.base) : [];
  const title = `Move "${region.name}" to ${formatHex(place.base)}, which is free`;
  if (unitAddressOf(region.name) !== entry.range.base) return [{ title, edits: moved.edits, preferred: false }];
  const keepsName = { title: `${title}; its name stays`, edits: moved.edits, preferred: false };
  const renamed = renameNode(board, region.node, `${baseNameOf(region.name)}@${place.base.toString(16)}`);
  if (renamed === undefined) return [keepsName];
  const { sole } = renamed;
  const where = sole === undefined ? '' : ` in ${fileNameOf(sole)}`;
  const both = { ...renamed, edits: [...moved.edits, ...renamed.edits] };
  const follows = { title: `${title}, and rename it${where}`, ...both, preferred: false };
  return sole === undefined ? [follows] : [follows, keepsName];
}

/**
 * The change of the argument of a macro that makes a whole region of it, its name and its place: the one number in the use
 * that is the region's base.
 */
function moveInMacro({ memory }: Analysis, region: Region, entry: RangeEntry, base: bigint): Fix[] {
  const use = regSpan(memory, region, entry);
  const [declaration, second] = region.node.declarations;
  if (use === undefined || second !== undefined || declaration?.file !== use.file) return [];
  if (declaration.start !== use.start || declaration.end !== use.end) return [];
  const written = new RegExp(`(?<![\\w@])(0x)?0*${entry.range.base.toString(16)}(?!\\w)`, 'gi');
  const [number, other] = textOf(use).matchAll(written);
  if (number === undefined || other !== undefined) return [];
  const start = use.start + number.index;
  const span = { file: use.file, start, end: start + number[0].length };
  const edits = [replaceSpan(span, `${number[1] ?? ''}${base.toString(16)}`)];
  const title = `Move "${region.name}" to ${formatHex(base)}, which is free, in the arguments of its macro`;
  return [{ title, edits, preferred: false }];
}

/**
 * The change that makes a static region smaller, so that it ends at an address at the latest. `before` names what begins
 * there. None where no text of its own states its size, or nothing would be left of it.
 */
export function shrinkFixes(analysis: Analysis, region: Region, end: bigint, before: string): Fix[] {
  const [entry, second] = region.reg;
  if (entry === undefined || second !== undefined) return [];
  const granule = granuleOf(analysis, region);
  const left = end - entry.range.base;
  const size = left - (left % granule);
  if (size <= 0n || size >= entry.range.size) return [];
  const shrunk = rangeEdit(analysis.memory, region, entry, { base: entry.range.base, size });
  if (shrunk === undefined) return [];
  const title = `Shrink "${region.name}" to ${formatSize(size)}, up to ${before}`;
  return [{ title, edits: shrunk.edits, preferred: false }];
}
