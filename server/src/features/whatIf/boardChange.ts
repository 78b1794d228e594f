import { type Analysis, analyse } from '../../analysis.ts';
import type { Board } from '../../devicetree/board.ts';
import type { Profile } from '../../kernel/input/profile.ts';
import { type PropertyChanges, withRegions } from '../../memory/changedRegion.ts';
import type { MemoryMap, Region } from '../../memory/memoryMap.ts';
import { numberBytes } from '../../text/cells.ts';

/** How a region is kept: its memory is lent out, taken out of the kernel's map, or neither. */
export type RegionMode = 'reusable' | 'no-map' | 'plain';

/** A change of a board, or of what boots it, that is looked at before anybody makes it. */
export type BoardChange =
  | { readonly kind: 'mode'; readonly region: string; readonly mode: RegionMode }
  /** In bytes. */
  | { readonly kind: 'size' | 'base'; readonly region: string; readonly value: bigint }
  | { readonly kind: 'pageSize'; readonly bytes: number }
  | { readonly kind: 'profile'; readonly settings: Partial<Profile> };

/** A board under changes, all of them at once; `region` is the name of a node below `/reserved-memory`. */
export function changedAnalysis(analysis: Analysis, changes: readonly BoardChange[]): Analysis {
  const { board, memory } = analysis;
  const regions = new Map<string, Map<string, Uint8Array | undefined>>();
  let { profile } = analysis;
  for (const change of changes) {
    if (change.kind === 'profile') {
      profile = { ...profile, ...change.settings };
    } else if (change.kind === 'pageSize') {
      profile = { ...profile, config: withPageSize(profile.config, change.bytes) };
    } else {
      const of = regions.get(change.region) ?? new Map<string, Uint8Array | undefined>();
      regions.set(change.region, of);
      const region = memory.regions.find(({ name }) => name === change.region);
      if (region !== undefined)
        for (const [name, value] of propertiesOf(change, region, memory, of)) of.set(name, value);
    }
  }
  return analyse(withTree(board, regions), profile, analysis.consumers);
}

/** The board with another tree. What was found while its sources were read stays. */
function withTree(board: Board, regions: ReadonlyMap<string, PropertyChanges>): Board {
  if (regions.size === 0) return board;
  return { ...board, tree: withRegions(board.tree, regions), problems: board.problems };
}

/** The page sizes of arm64 as options of its configuration: one of them is on. */
function withPageSize(config: Profile['config'], bytes: number): Profile['config'] {
  const sizes = [4, 16, 64].map((kib): [string, string] => [
    `CONFIG_ARM64_${kib}K_PAGES`,
    kib * 1024 === bytes ? 'y' : 'n',
  ]);
  return new Map([...config, ...sizes]);
}

function propertiesOf(
  change: Extract<BoardChange, { kind: 'mode' | 'size' | 'base' }>,
  region: Region,
  { cells }: MemoryMap,
  changed: PropertyChanges,
): [string, Uint8Array | undefined][] {
  const set = (isSet: boolean): Uint8Array | undefined => (isSet ? new Uint8Array() : undefined);
  if (change.kind === 'mode') {
    return [
      ['reusable', set(change.mode === 'reusable')],
      ['no-map', set(change.mode === 'no-map')],
    ];
  }
  const bytes = (value: bigint, count: number): Uint8Array => numberBytes(value, count);
  const [entry] = region.reg;
  if (change.kind === 'size' && entry === undefined) return [['size', bytes(change.value, cells.size)]];
  const old = changed.get('reg') ?? region.node.properties.get('reg')?.value ?? new Uint8Array();
  const addressBytes = 4 * cells.address;
  const length = addressBytes + 4 * cells.size;
  // A pool that the kernel places gets a place of its own.
  const reg = entry === undefined ? new Uint8Array(length) : Uint8Array.from(old);
  if (entry === undefined) reg.set(bytes(region.size ?? 0n, cells.size), addressBytes);
  const at = entry?.offset ?? 0;
  if (change.kind === 'base') reg.set(bytes(change.value, cells.address), at);
  else reg.set(bytes(change.value, cells.size), at + addressBytes);
  return [['reg', reg]];
}
