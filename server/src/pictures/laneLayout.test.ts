import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressRange } from '../kernel/units/addressRange.ts';
import { CALLOUT_ROWS_ON_PAPER, CHARACTER_WIDTH, layOutLane, moved, zoomed } from './laneLayout.ts';
import { arrangeLanes, MAXIMUM_LANES, MAXIMUM_ROWS, type MemoryBlock, type MemoryKind } from './memoryPicture.ts';

const block = (name: string, base: bigint, size: bigint, kind: MemoryKind = 'reserved'): MemoryBlock => ({
  kind,
  name,
  path: `/reserved-memory/${name}`,
  range: new AddressRange(base, size),
  state: 'reserved',
  heaps: [],
  users: [],
  place: undefined,
});
const MIB = 1n << 20n;
const RAM = new AddressRange(0x40000000n, 1024n * MIB);

describe('lanes', () => {
  it('has one for each bank and one for what lies near each other outside', () => {
    const second = new AddressRange(0x1_0000_0000n, 512n * MIB);
    const { lanes, omitted } = arrangeLanes(
      [second, RAM],
      [
        block('high', 0x1_1000_0000n, MIB),
        block('low', 0x100000n, MIB),
        block('beside', 0x300000n, MIB),
        block('in', RAM.base, MIB),
      ],
    );
    expect(omitted).toBe(0);
    expect(
      lanes.map(({ kind, range, blocks }) => [kind, range.base, range.size, blocks.map((each) => each.block.name)]),
    ).toEqual([
      ['outside', 0x100000n, 3n * MIB, ['low', 'beside']],
      ['ram', RAM.base, RAM.size, ['in']],
      ['ram', second.base, second.size, ['high']],
    ]);
  });

  it('cuts a block where its bank ends, and shows the rest outside', () => {
    const { lanes } = arrangeLanes([RAM], [block('over', RAM.end - MIB, 3n * MIB)]);
    expect(lanes.map(({ kind, blocks }) => [kind, blocks[0]?.range.base, blocks[0]?.range.size])).toEqual([
      ['ram', RAM.end - MIB, MIB],
      ['outside', RAM.end, 2n * MIB],
    ]);
  });

  it('names holes and what is asked for twice', () => {
    const { lanes } = arrangeLanes(
      [RAM],
      [block('a', RAM.base + MIB, 4n * MIB), block('b', RAM.base + 3n * MIB, 4n * MIB)],
    );
    const [lane] = lanes;
    expect(lane?.rows).toBe(2);
    expect(lane?.conflicts).toEqual([{ range: new AddressRange(RAM.base + 3n * MIB, 2n * MIB), names: ['a', 'b'] }]);
    expect(lane?.holes).toEqual([
      new AddressRange(RAM.base, MIB),
      new AddressRange(RAM.base + 7n * MIB, RAM.size - 7n * MIB),
    ]);
  });

  it('takes memory that was given back as free, and sees no conflict with it', () => {
    const { lanes } = arrangeLanes([RAM], [block('a', RAM.base, MIB, 'released'), block('b', RAM.base, MIB, 'failed')]);
    expect(lanes[0]?.holes).toEqual([RAM]);
    expect(lanes[0]?.conflicts).toEqual([]);
  });

  it('draws a limited number of lanes and rows', () => {
    const far = Array.from({ length: 40 }, (_, at) => block(`r${at}`, BigInt(at) << 32n, MIB));
    expect(arrangeLanes([], far)).toMatchObject({ omitted: 40 - MAXIMUM_LANES, lanes: { length: MAXIMUM_LANES } });
    const same = Array.from({ length: 40 }, (_, at) => block(`r${at}`, RAM.base, MIB));
    expect(arrangeLanes([RAM], same).lanes[0]?.rows).toBe(MAXIMUM_ROWS);
  });

  it('adds up: what is held and what is free is the bank', () => {
    const blocks = fc.array(fc.tuple(fc.bigInt(0n, 1100n), fc.bigInt(0n, 200n)), { maxLength: 30 });
    fc.assert(
      fc.property(blocks, (pairs) => {
        const made = pairs.map(([at, size], index) => block(String(index), RAM.base + at * MIB, size * MIB));
        const ram = arrangeLanes([RAM], made).lanes.find(({ kind }) => kind === 'ram');
        const held = new Set<bigint>();
        for (const { range } of made) for (let at = range.base; at < range.end; at += MIB) held.add(at);
        const free = new Set<bigint>();
        for (const range of ram?.holes ?? []) for (let at = range.base; at < range.end; at += MIB) free.add(at);
        for (let at = RAM.base; at < RAM.end; at += MIB) expect(held.has(at)).not.toBe(free.has(at));
        const twice = made.flatMap((one, index) =>
          made
            .slice(index + 1)
            .filter(
              (other) =>
                one.range.overlaps(other.range) && ram?.range.overlaps(one.range.intersection(other.range)) === true,
            ),
        );
        expect((ram?.conflicts.length ?? 0) > 0).toBe(twice.length > 0);
      }),
    );
  });
});

describe('the layout of a lane', () => {
  const WIDTH = 1000;

  it('has every block to scale, and none so narrow that it is not seen', () => {
    const ranges = fc.array(fc.tuple(fc.bigInt(0n, 1000n), fc.bigInt(1n, 400n)), { minLength: 1, maxLength: 20 });
    const views = fc.tuple(fc.bigInt(0n, 900n), fc.bigInt(1n, 124n));
    fc.assert(
      fc.property(ranges, views, (pairs, [from, length]) => {
        const view = new AddressRange(RAM.base + from * MIB, length * MIB);
        const [lane] = arrangeLanes(
          [RAM],
          pairs.map(([at, size], index) => block(String(index), RAM.base + at * MIB, size * MIB)),
        ).lanes;
        if (lane === undefined) return;
        const placed = layOutLane(lane, view, WIDTH).blocks;
        expect(placed.map(({ part }) => part)).toEqual(lane.blocks.filter(({ range }) => range.overlaps(view)));
        for (const { part, x, width } of placed) {
          const seen = part.range.intersection(view);
          const exact = (Number(seen.size) / Number(view.size)) * WIDTH;
          expect(width).toBeCloseTo(Math.max(3, exact), 6);
          expect(Math.abs(x - (Number(seen.base - view.base) / Number(view.size)) * WIDTH)).toBeLessThanOrEqual(
            exact < 3 ? 3 : 1e-6,
          );
          expect(x + width).toBeLessThanOrEqual(WIDTH + 1e-6);
        }
      }),
    );
  });

  it('names every block on paper, and as many as have room in a view', () => {
    const many = Array.from({ length: 30 }, (_, at) => block(`camera${at}@0`, RAM.base + BigInt(at) * MIB, MIB));
    const [lane] = arrangeLanes([RAM], many).lanes;
    if (lane === undefined) throw new Error('no lane');
    expect(layOutLane(lane, RAM, WIDTH).callouts).toHaveLength(7);
    expect(layOutLane(lane, RAM, WIDTH, CALLOUT_ROWS_ON_PAPER).callouts).toHaveLength(30);
  });

  it('writes no name over another', () => {
    const many = Array.from({ length: 12 }, (_, at) => block(`camera${at}@0`, RAM.base + BigInt(at * 7) * MIB, MIB));
    const [lane] = arrangeLanes([RAM], [...many, block('end', RAM.end - MIB, MIB)]).lanes;
    if (lane === undefined) throw new Error('no lane');
    const { callouts } = layOutLane(lane, RAM, WIDTH);
    expect(callouts.length).toBeGreaterThanOrEqual(7);
    for (const one of callouts) {
      for (const other of callouts) {
        if (one === other || one.y !== other.y) continue;
        const apart = Math.abs(one.from - other.from);
        expect(apart).toBeGreaterThan(one.text.length * 5);
      }
    }
    expect(callouts.find(({ part }) => part.block.name === 'end')?.isLeft).toBe(true);
  });

  it('keeps names within a drawing that is narrower than they are long', () => {
    const names = ['modem-firmware@52000000', 'modem-data@52200000', 'a'];
    const many = names.map((name, at) => block(name, RAM.base + BigInt(300 + at * 8) * MIB, MIB));
    const [lane] = arrangeLanes([RAM], [...many, block('at-the-very-end@7ff00000', RAM.end - MIB, MIB)]).lanes;
    if (lane === undefined) throw new Error('no lane');
    const narrow = 200;
    const { callouts } = layOutLane(lane, RAM, narrow);
    expect(callouts).toHaveLength(4);
    for (const { text, x, isLeft } of callouts) {
      const length = [...text].length * CHARACTER_WIDTH;
      expect(isLeft ? x - length : narrow - x - length).toBeGreaterThanOrEqual(0);
    }
    const texts = callouts.map(({ text }) => text);
    expect(texts).toContain('a · 1 MiB');
    expect(texts.find((text) => text.startsWith('modem-firmware@'))).toMatch(/…$/);
  });

  it('has round addresses along the edge', () => {
    const [lane] = arrangeLanes([RAM], []).lanes;
    if (lane === undefined) throw new Error('no lane');
    const labels = layOutLane(lane, RAM, WIDTH).ticks.map(({ label }) => label);
    expect(labels[0]).toBe('0x40000000');
    expect(labels[1]).toBe('0x48000000');
  });
});

describe('a view', () => {
  it('zooms around an address that stays where it is, and ends at the lane and at a page', () => {
    const view = zoomed(RAM, RAM, 2, RAM.base);
    expect(view).toEqual(new AddressRange(RAM.base, RAM.size / 2n));
    expect(zoomed(RAM, view, 0.1, RAM.base)).toEqual(RAM);
    expect(zoomed(RAM, RAM, 1e12, RAM.base + MIB).size).toBe(4096n);
  });

  it('moves, and stays in the lane', () => {
    const view = new AddressRange(RAM.base, 256n * MIB);
    expect(moved(RAM, view, 0.5).base).toBe(RAM.base + 128n * MIB);
    expect(moved(RAM, view, -1).base).toBe(RAM.base);
    expect(moved(RAM, view, 99).end).toBe(RAM.end);
  });
});
