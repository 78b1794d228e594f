import { AddressRange } from '../../kernel/units/addressRange.ts';
import type { Captured } from './capture.ts';

/** A region as a target's log shows it; what the log does not say is `undefined`. */
export interface LoggedRegion {
  readonly name: string;
  readonly range: AddressRange | undefined;
  readonly pool: 'cma' | 'coherent' | undefined;
  readonly noMap: boolean | undefined;
  readonly reusable: boolean | undefined;
}

/** `OF: reserved mem: 0x…..0x… (24576 KiB) map reusable isp@60000000` (drivers/of/of_reserved_mem.c, 6.1 on). */
const REGION_LINE =
  /^OF: reserved mem: 0x([0-9a-f]+)\.\.0x([0-9a-f]+) \(\d+ KiB\) ((?:no)?map) ((?:non-)?reusable) (\S+)$/i;
/** `Reserved memory: created CMA memory pool at 0x…, size 24 MiB`, before the line with the node's name. */
const POOL_LINE = /^Reserved memory: created (CMA|DMA) memory pool at 0x([0-9a-f]+), size (\d+) ([KM])iB$/i;
const NODE_LINE = /^OF: reserved mem: initialized node ([^\s,]+(?:,[^\s,]+)*), compatible id /;

/** The regions that messages of a boot speak of, by name; of what is said twice the last counts. */
export function loggedRegions(messages: readonly Captured[]): ReadonlyMap<string, LoggedRegion> {
  const regions = new Map<string, LoggedRegion>();
  const note = (name: string, facts: Partial<LoggedRegion>): void => {
    const known = regions.get(name) ?? {
      name,
      range: undefined,
      pool: undefined,
      noMap: undefined,
      reusable: undefined,
    };
    regions.set(name, { ...known, ...facts });
  };
  let pool: Pick<LoggedRegion, 'range' | 'pool'> | undefined;
  for (const { text } of messages) {
    const [, first, last, map, reusable, name] = REGION_LINE.exec(text) ?? [];
    if (first !== undefined && last !== undefined && name !== undefined) {
      const base = BigInt(`0x${first}`);
      const range = new AddressRange(base, BigInt(`0x${last}`) + 1n - base);
      note(name, { range, noMap: map?.toLowerCase() === 'nomap', reusable: reusable?.toLowerCase() === 'reusable' });
    }
    const node = NODE_LINE.exec(text)?.[1];
    if (node !== undefined && pool !== undefined) note(node, pool);
    pool = poolOn(text);
  }
  return regions;
}

function poolOn(text: string): Pick<LoggedRegion, 'range' | 'pool'> | undefined {
  const [, kind, base, size, unit] = POOL_LINE.exec(text) ?? [];
  if (base === undefined || size === undefined) return undefined;
  const range = new AddressRange(
    BigInt(`0x${base}`),
    BigInt(size) * (unit?.toUpperCase() === 'M' ? 1n << 20n : 1n << 10n),
  );
  return { range, pool: kind?.toUpperCase() === 'CMA' ? 'cma' : 'coherent' };
}

/** The addresses that a text mentions, however they are padded. */
export function addressesIn(text: string): ReadonlySet<bigint> {
  return new Set(Array.from(text.matchAll(/0x([0-9a-f]+)/gi), ([, digits = '0']) => BigInt(`0x${digits}`)));
}
