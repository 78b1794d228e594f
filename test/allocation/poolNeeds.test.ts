import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BootOutcome } from '../../server/src/kernel/outcome/bootOutcome.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import { joinNeeds } from '../../server/src/simulation/sizing/joinNeeds.ts';
import { poolNeeds } from '../../server/src/simulation/sizing/poolNeeds.ts';
import { bootedBoard } from './bootedBoard.ts';

const PAGE = 4096n;
const MIB = 1n << 20n;

/** An area not at a multiple of its alignment, a second one right after it, and a coherent pool. */
const board = bootedBoard({
  cma: [
    { name: 'a', base: 0x6020_0000n, size: 4, usedAtBoot: 64 },
    { name: 'b', base: 0x6060_0000n, size: 4 },
  ],
  coherent: [{ name: 'pool', base: 0x6800_0000n, size: 1 }],
  patches: ['coherent-heap-v3'],
});

/** The board with pools of other sizes, each where it was. */
function withSizes(outcome: BootOutcome, sizes: ReadonlyMap<string, bigint>): BootOutcome {
  const resize = <Pool extends { readonly name: string; readonly range: AddressRange }>(pool: Pool): Pool => {
    const size = sizes.get(pool.name) ?? pool.range.size;
    const pages = Number(size / PAGE);
    return { ...pool, range: new AddressRange(pool.range.base, size), pages, usablePages: pages };
  };
  return { ...outcome, cmaAreas: outcome.cmaAreas.map(resize), coherentPools: outcome.coherentPools.map(resize) };
}

function needsOf(...steps: readonly object[]) {
  const { scenario, problems } = readScenario({ steps });
  expect(problems).toEqual([]);
  return poolNeeds(board, scenario);
}

describe('what a scenario needs', () => {
  it('is enough, and one granule less is not', () => {
    const heap = fc.constantFrom('a', 'default_cma_region', 'pool');
    const size = fc.integer({ min: 1, max: 3_000_000 });
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ op: fc.constant('allocate'), heap, size, count: fc.integer({ min: 1, max: 9 }) }),
      },
      { weight: 1, arbitrary: fc.record({ op: fc.constant('fill'), heap, size, max: fc.integer({ min: 1, max: 5 }) }) },
      {
        weight: 2,
        arbitrary: fc.record({ op: fc.constant('free'), id: fc.nat(80).map((n) => `f${n % 8}-${n % 10}`) }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (raw) => {
        const steps = raw.map((each, index) => ('id' in each ? each : { ...each, id: `f${index}-` }));
        const { scenario } = readScenario({ steps });
        const { pools } = poolNeeds(board, scenario);
        const allocations = scenario.steps.flatMap(({ op }, index) =>
          op === 'allocate' || op === 'fill' ? index : [],
        );
        const fails = (sizes: ReadonlyMap<string, bigint>): boolean => {
          const { steps: results } = runScenario(withSizes(board, sizes), new Map(), scenario);
          return allocations.some((index) => !['ok', 'max'].includes(results[index]?.result ?? ''));
        };
        const enough = new Map(pools.map(({ name, needed = 0n }) => [name, needed]));
        // The neighbour must not be in the way.
        enough.set('b', 0n);
        expect(fails(enough)).toBe(false);
        for (const { name, needed = 0n, granule } of pools) {
          if (needed > granule) expect(fails(new Map([...enough, [name, needed - granule]]))).toBe(true);
        }
        const now = new Map(board.cmaAreas.map((area) => [area.name, area.range.size]));
        expect(pools.every(({ fits }) => fits)).toBe(!fails(new Map([...now, ['b', 0n]])));
      }),
      { numRuns: 60 },
    );
  });

  it('adds up from its parts', () => {
    const { pools } = needsOf(
      { op: 'allocate', heap: 'a', size: '1028K', count: 3, id: 'x' },
      { op: 'allocate', heap: 'pool', size: '12K', id: 'y' },
      { op: 'allocate', heap: 'pool', size: '64K', id: 'z' },
    );
    expect(pools).toMatchObject([
      {
        name: 'a',
        needed: 8n * MIB,
        fits: false,
        parts: {
          boot: 256n << 10n,
          buffers: 3n * (1028n << 10n),
          powersOfTwo: 0n,
          gaps: (1024n - 256n + 2n * 1020n) << 10n,
          rounding: 2044n << 10n,
        },
      },
      {
        name: 'pool',
        needed: 128n << 10n,
        fits: true,
        parts: { boot: 0n, buffers: 76n << 10n, powersOfTwo: 4n << 10n, gaps: 48n << 10n, rounding: 0n },
      },
    ]);
    for (const { needed, parts } of pools) {
      expect(Object.values(parts).reduce((sum, bytes) => sum + bytes, 0n)).toBe(needed);
    }
  });

  it('says what no size helps, and asks nothing for it', () => {
    const { pools, unhelped, openFills } = needsOf(
      { op: 'allocate', heap: 'gone', size: '1M', id: 'w' },
      { op: 'allocate', heap: 'a', size: '4G', id: 'x' },
      { op: 'allocate', heap: 'a', size: '1M', heapFlags: 1, id: 'y' },
      { op: 'fill', heap: 'a', size: '1M', id: 'z' },
    );
    expect(unhelped.map(({ step, kind, result }) => [step, kind, result])).toEqual([
      [0, 'no-heap', 'ENOENT'],
      [1, 'request', 'ENOMEM'],
      [2, 'request', 'EINVAL'],
    ]);
    expect(openFills).toEqual([3]);
    expect(pools).toMatchObject([{ name: 'a', needed: 2n * MIB, fits: true }]);
  });

  it('of more than a kernel keeps in one pool is no size', () => {
    const { pools } = needsOf({ op: 'allocate', heap: 'a', size: '1G', count: 1000, id: 'x' });
    expect(pools).toMatchObject([{ name: 'a', needed: undefined, fits: false }]);
  });

  it('of several kernels is the most, in multiples of the largest granule', () => {
    const { scenario } = readScenario({ steps: [{ op: 'allocate', heap: 'a', size: '5M', id: 'x' }] });
    const large = { ...board, cmaMinimumAlignment: 4n * MIB };
    const joined = joinNeeds([poolNeeds(board, scenario), poolNeeds(large, scenario)], board.cmaMinimumAlignment);
    expect(joined).toMatchObject([{ needed: 8n * MIB, granule: 4n * MIB }]);
    const [{ parts } = expect.fail()] = joined;
    expect(Object.values(parts).reduce((sum, bytes) => sum + bytes, 0n)).toBe(8n * MIB);
  });
});
