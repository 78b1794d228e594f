import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../server/src/kernel/session.ts';
import { Session as KernelSession } from '../../server/src/kernel/session.ts';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import { bootedBoard } from './bootedBoard.ts';

const PAGE = 4096n;
const HEAPS = ['system', 'default_cma_region', 'a', 'b', 'pool'] as const;

const board = bootedBoard({
  cma: [
    { name: 'a', base: 0x6000_0000n, size: 4, usedAtBoot: 64 },
    { name: 'b', base: 0x1_4000_0000n, size: 8 },
  ],
  coherent: [{ name: 'pool', base: 0x6800_0000n, size: 3 }],
  patches: ['coherent-heap-v3'],
});

type Action =
  | { readonly kind: 'allocate'; readonly heap: (typeof HEAPS)[number]; readonly length: bigint }
  | { readonly kind: 'free'; readonly index: number };

const length = fc.oneof(
  fc.bigInt({ min: 1n, max: 0x4000n }),
  fc.bigInt({ min: 1n, max: 0x40_0000n }),
  fc.constantFrom(0n, 0x10_0000n, 0x10_1000n, 0xffff_ffff_ffff_ffffn),
);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('allocate' as const), heap: fc.constantFrom(...HEAPS), length }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('free' as const), index: fc.nat(20) }) },
);

interface Live {
  readonly id: string;
  readonly base: bigint;
  readonly size: bigint;
}

/** Runs actions; answers the live buffers with a place, and every result as text. */
function play(session: Session, actions: readonly Action[]): { live: Live[]; results: string[] } {
  const live: Live[] = [];
  const results = actions.map((each, index) => {
    if (each.kind === 'free') {
      const [old] = live.splice(each.index, 1);
      return old === undefined ? '' : session.free(old.id).result;
    }
    const id = `b${index}`;
    const common = { fd: 0, fdFlags: 0x80002, heapFlags: 0n, inKernel: false };
    const result = session.allocate({ id, heap: each.heap, length: each.length, ...common });
    const pages = result.cmaPages?.[0];
    const base = pages?.base ?? result.coherentBase;
    if (result.result === 'ok')
      live.push({ id, base: base ?? -1n, size: base === undefined ? 0n : (result.bufferSize ?? 0n) });
    return `${result.result} ${base}`;
  });
  return { live, results };
}

describe('a session', () => {
  it('never gives a page to two buffers, accounts for all of them and repeats itself', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const session = new KernelSession(board, []);
        const { live, results } = play(session, actions);
        const placed = live.filter((each) => each.size > 0n).sort((x, y) => (x.base < y.base ? -1 : 1));
        for (const [index, each] of placed.entries()) {
          const next = placed[index + 1];
          if (next !== undefined) expect(each.base + each.size <= next.base).toBe(true);
        }
        const areas = new Map(session.usage().map((heap) => [heap.name, heap]));
        expect({ ...areas.get('default_cma_region'), name: '' }).toEqual({ ...areas.get('a'), name: '' });
        const inArea = (base: bigint, size: bigint) =>
          placed.reduce((sum, each) => (each.base >= base && each.base < base + size ? sum + each.size : sum), 0n);
        expect(areas.get('a')?.used).toBe(inArea(0x6000_0000n, 0x40_0000n) + 64n * PAGE);
        expect(areas.get('b')?.used).toBe(inArea(0x1_4000_0000n, 0x80_0000n));
        expect(play(new KernelSession(board, []), actions).results).toEqual(results);
        for (const each of live) expect(session.free(each.id).result).toBe('ok');
        const fresh = new KernelSession(board, []).usage();
        expect(session.usage().map((heap) => ({ ...heap, peak: 0n }))).toEqual(
          fresh.map((heap) => ({ ...heap, peak: 0n })),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('gives again what was given back', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), fc.constantFrom('a', 'b', 'pool'), (actions, heap) => {
        const session = new KernelSession(board, []);
        play(session, actions);
        const request = { id: 'x', heap, length: 0x8000n, fd: 0, fdFlags: 0, heapFlags: 0n, inKernel: false };
        const first = session.allocate(request);
        if (first.result !== 'ok') return;
        session.free('x');
        expect(session.allocate(request)).toEqual(first);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a scenario of any shape', () => {
  it('is read and run without an exception', () => {
    const word = fc.constantFrom('a', 'b', 'pool', 'system', 'x', 'x0', 'dev', '', 'NV12', '1M', '-4', '0x1000');
    const value = fc.oneof(
      word,
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.object({ maxDepth: 1 }),
    );
    const members = ['heap', 'id', 'size', 'device', 'direction', 'max', 'count', 'fd', 'fdFlags', 'heapFlags'];
    const more = [
      'length',
      'offset',
      'access',
      'shared',
      'flags',
      'frame',
      'inKernel',
      'program',
      'stream',
      'live',
      'seed',
    ];
    const op = fc.constantFrom(
      ...['allocate', 'fill', 'free', 'freeAll', 'mmap', 'sync', 'attach', 'map', 'unmap', 'detach', 'find', 'put'],
      ...['beginCpuAccess', 'endCpuAccess', 'vmap', 'vunmap', 'drop', 'dance'],
      ...['churn', 'repeat', 'start', 'stop'],
    );
    const step = fc.tuple(op, fc.dictionary(fc.constantFrom(...members, ...more), value)).map(([name, rest]) => ({
      id: 'x',
      heap: 'a',
      size: '4K',
      device: 'dev',
      flags: 3,
      max: 3,
      ...rest,
      op: name,
    }));
    const scenario = fc.record({ devices: fc.constant([{ name: 'dev', dmaMask: 32 }]), steps: fc.array(step) });
    fc.assert(
      fc.property(fc.oneof(scenario, value), (json) => {
        const { scenario: read, problems } = readScenario(json);
        expect(problems.every((problem) => problem.length > 0)).toBe(true);
        const bounded = {
          ...read,
          steps: read.steps.filter((each) => each.op !== 'fill' || (each.max ?? 1000) < 1000),
        };
        const result = runScenario(board, new Map(), bounded);
        expect(result.steps).toHaveLength(bounded.steps.length);
        for (const each of result.steps)
          if (each.result !== 'ok' && each.result !== 'max') expect(each.why).toBeTruthy();
      }),
      { numRuns: 300 },
    );
  });

  it('gives back in the end what its steps took, whatever they are', () => {
    const id = fc.constantFrom('*', '1*', '*0', '2a*', '3-*0', '1a0');
    const heap = fc.constantFrom('a', 'b', 'pool', 'system', 'default', 'gone');
    const size = fc.integer({ min: 1, max: 3_000_000 });
    const few = fc.integer({ min: 1, max: 5 });
    const made = fc.constantFrom('a', '-');
    const plain = fc.oneof(
      fc.record({ op: fc.constant('allocate'), heap, size, id: made, count: few }),
      fc.record({ op: fc.constant('fill'), heap, size, id: made, max: few }),
      fc.record({
        op: fc.constant('churn'),
        heap,
        sizes: fc.array(size, { minLength: 1 }),
        id: made,
        live: few,
        times: few,
      }),
      fc.record({ op: fc.constant('free'), id }),
    );
    const step = fc.oneof(
      { weight: 4, arbitrary: plain },
      {
        weight: 1,
        arbitrary: fc.record({ op: fc.constantFrom('start', 'stop'), stream: fc.constantFrom('left', 'right') }),
      },
      { weight: 2, arbitrary: fc.record({ op: fc.constantFrom('vmap', 'vunmap'), id }) },
      {
        weight: 2,
        arbitrary: fc.record({
          op: fc.constantFrom('attach', 'map', 'unmap', 'detach'),
          id,
          device: fc.constant('dev'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ op: fc.constant('repeat'), times: few, steps: fc.array(plain) }) },
    );
    // A name that is used again names the newer buffer, and nobody can let go of what the older one holds.
    const ownNames = <Each extends object>(each: Each, place: number): Each =>
      'steps' in each && Array.isArray(each.steps)
        ? { ...each, steps: each.steps.map((inner: object, index) => ownNames(inner, 10 * place + index)) }
        : 'heap' in each && 'id' in each
          ? { ...each, id: `${place}${each.id}` }
          : each;
    const streams = ['left', 'right'].map((name) => ({ name, heap: 'a', size: '300K', buffers: 3 }));
    const undo = ['vunmap', 'detach'].flatMap((op) => {
      const last = { op, id: '*', ...(op === 'detach' ? { device: 'dev' } : {}) };
      return Array.from({ length: 60 }, () => last);
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (drawn) => {
        const started = new Set<unknown>();
        const once = drawn.filter((each) => {
          if (each.op !== 'start' || !('stream' in each)) return true;
          const isFirst = !started.has(each.stream);
          started.add(each.stream);
          return isFirst;
        });
        const steps = once.map(ownNames);
        const written = {
          devices: [{ name: 'dev', iommu: true }],
          streams,
          steps: [...steps, { op: 'freeAll' }, ...undo],
        };
        const { scenario, problems } = readScenario(written);
        expect(problems).toEqual([]);
        const { steps: results, heaps } = runScenario(board, new Map(), scenario);
        for (const each of results) if (each.result !== 'ok' && each.result !== 'max') expect(each.why).toBeTruthy();
        // What the kernel took at boot stays.
        const left = new Map(heaps.map((usage) => [usage.name, usage.used]));
        expect([left.get('a'), left.get('b'), left.get('pool'), left.get('system')]).toEqual([
          '0x40000',
          '0x0',
          '0x0',
          '0x0',
        ]);
      }),
      { numRuns: 60 },
    );
  });
});
