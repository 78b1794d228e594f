import { describe, expect, it } from 'vitest';
import type { DeviceNode } from '../../server/src/kernel/input/bootInput.ts';
import { Session } from '../../server/src/kernel/session.ts';
import { numbersOfSeed } from '../../server/src/simulation/churn.ts';
import { FrameBuffers } from '../../server/src/simulation/frames/frameBuffers.ts';
import { NamePattern } from '../../server/src/simulation/namePattern.ts';
import { Operations } from '../../server/src/simulation/operations.ts';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import { runStep } from '../../server/src/simulation/runStep.ts';
import type { ScenarioResult } from '../../server/src/simulation/scenarioResult.ts';
import { poolNeeds } from '../../server/src/simulation/sizing/poolNeeds.ts';
import { bootedBoard } from './bootedBoard.ts';

const MIB = 1n << 20n;
const board = bootedBoard({
  cma: [
    { name: 'linux,cma', base: 0x6000_0000n, size: 16 },
    { name: 'camera@70000000', base: 0x7000_0000n, size: 8 },
  ],
  coherent: [{ name: 'dsp@68000000', base: 0x6800_0000n, size: 1 }],
  patches: ['coherent-heap-v3'],
});
const NAMES = {
  labels: new Map([['dsp', '/reserved-memory/dsp@68000000']]),
  programs: new Map([['viewer', ['gone', 'linux,cma']]]),
};

function scenarioOf(json: object) {
  const { scenario, problems } = readScenario(json);
  expect(problems).toEqual([]);
  return scenario;
}

function run(json: object, nodes: ReadonlyMap<string, DeviceNode> = new Map()): ScenarioResult {
  return runScenario(board, nodes, scenarioOf(json), NAMES);
}

const used = ({ heaps }: ScenarioResult, name: string) => heaps.find((heap) => heap.name === name)?.used;
const allocate = (id: string, more: object = {}) => ({
  op: 'allocate',
  heap: 'camera@70000000',
  size: '1M',
  id,
  ...more,
});

describe('a name with *', () => {
  it.each([
    ['cam0*', 'cam01', true],
    ['cam0*', 'cam1', false],
    ['*', '', true],
    ['*a*b', 'xaxxb', true],
    ['a*a', 'a', false],
    ['a*b*c', 'acb', false],
    ['ab', 'ab', true],
    [`${'a*'.repeat(40)}b`, 'a'.repeat(5000), false],
  ])('%s and %s', (pattern, name, fits) => expect(new NamePattern(pattern).fits(name)).toBe(fits));

  it('costs more where a long part is sought in a long name, and nothing more where the name is too short for it', () => {
    const pattern = new NamePattern(`${'*b'.repeat(200)}z`);
    expect(['b12', 'b'.repeat(200)].map((name) => pattern.costOf(name))).toEqual([1, 1]);
    expect(pattern.costOf('b'.repeat(1024))).toBe(203);
    expect(new NamePattern('cam*').costOf('camera-1')).toBe(1);
  });

  it('stands for every buffer whose name fits, of frames with several dma-bufs each', () => {
    const frame = { width: 64, height: 64, format: 'NV12M' };
    const result = run({
      steps: [
        allocate('cam0', { count: 3 }),
        { op: 'allocate', heap: 'camera@70000000', frame, id: 'cam1' },
        { op: 'free', id: 'cam0*' },
        { op: 'free', id: 'cam0*' },
        { op: 'free', id: 'cam*' },
      ],
    });
    expect(result.steps.map((step) => [step.result, step.allocated])).toEqual([
      ['ok', 3],
      ['ok', undefined],
      ['ok', 3],
      ['ENOENT', undefined],
      ['ok', 1],
    ]);
    expect(used(result, 'camera@70000000')).toBe('0x0');
  });
});

describe('a name with * that a buffer has', () => {
  it('is that buffer', () => {
    const steps = [allocate('a*'), allocate('ab'), { op: 'free', id: 'a*' }, { op: 'free', id: 'a*' }];
    const result = run({ steps });
    expect(result.steps.map(({ allocated }) => allocated)).toEqual([undefined, undefined, undefined, 1]);
  });
});

describe('repeat', () => {
  it('of more than anybody waits for ends, and says so', () => {
    const session = new Session(board, []);
    const buffers = new FrameBuffers(session, board.pageSize, undefined, new Operations(100));
    const inner = [allocate('a', { size: '4K', count: 10 }), { op: 'free', id: 'a*' }];
    const { steps } = scenarioOf({ steps: [{ op: 'repeat', times: 100_000, steps: inner }, allocate('b')] });
    const [loop, after] = steps.map((step) => runStep(session, buffers, step));
    expect(loop).toMatchObject({
      result: 'not run',
      rounds: 4,
      why: expect.stringContaining('more than are followed'),
    });
    expect(after?.result).toBe('not run');
  });

  it('ends at the first step that fails, and says in which round', () => {
    const leak = { op: 'repeat', times: 20, steps: [allocate('a'), allocate('b'), { op: 'free', id: 'a' }] };
    const [step] = run({ steps: [leak] }).steps;
    expect(step).toMatchObject({ result: 'ENOMEM', rounds: 7 });
    expect(step?.why).toMatch(/^round 7, its step 1 \(allocate\): /);
  });

  it('comes back to where it began where all is freed', () => {
    const balanced = { op: 'repeat', times: 500, steps: [allocate('a', { count: 8 }), { op: 'free', id: 'a*' }] };
    const result = run({ steps: [balanced] });
    expect(result.steps).toEqual([{ index: 0, op: 'repeat', result: 'ok', rounds: 500 }]);
    expect(used(result, 'camera@70000000')).toBe('0x0');
  });
});

describe('churn', () => {
  const churn = (seed: number) => ({
    op: 'churn',
    heap: 'camera@70000000',
    id: 'c',
    sizes: ['64K', '1M', '300K'],
    live: 6,
    times: 400,
    seed,
  });

  it('does the same for the same seed, and something else for another', () => {
    const [once, again, other] = [run({ steps: [churn(7)] }), run({ steps: [churn(7)] }), run({ steps: [churn(8)] })];
    expect(again).toEqual(once);
    expect(other.steps[0]?.buffers).not.toEqual(once.steps[0]?.buffers);
  });

  it('keeps no more buffers alive than it may, and says where they lie', () => {
    const result = run({ steps: [churn(1), { op: 'free', id: 'c*' }] });
    const [step, free] = result.steps;
    expect(step).toMatchObject({ result: 'ok', allocated: 400 });
    expect(step?.buffers?.length).toBeLessThanOrEqual(6);
    expect(free?.allocated).toBe(step?.buffers?.length);
    const pages = (runs: NonNullable<typeof step>['cmaPages'] = []) => runs.map(({ base, pages }) => [base, pages]);
    expect(pages(free?.cmaPages)).toEqual(pages(step?.cmaPages));
    expect(used(result, 'camera@70000000')).toBe('0x0');
  });

  it('draws numbers that spread over 0 to 1', () => {
    const random = numbersOfSeed(1);
    const drawn = Array.from({ length: 4000 }, random);
    const tenths = new Array<number>(10).fill(0);
    for (const number of drawn) tenths[Math.floor(number * 10)] = (tenths[Math.floor(number * 10)] ?? 0) + 1;
    expect(Math.min(...tenths)).toBeGreaterThan(300);
    expect(Math.max(...tenths)).toBeLessThan(500);
  });
});

describe('streams', () => {
  it('allocate their buffers by start and free them by stop', () => {
    const streams = [
      { name: 'cam', heap: 'camera@70000000', size: '1M', buffers: 3 },
      { name: 'cam2', heap: 'camera@70000000', size: '1M', buffers: 4 },
    ];
    const start = (stream: string) => ({ op: 'start', stream });
    const result = run({ streams, steps: [start('cam'), start('cam2'), { op: 'stop', stream: 'cam' }] });
    expect(result.steps.map(({ op, result: end, allocated }) => [op, end, allocated])).toEqual([
      ['start', 'ok', 3],
      ['start', 'ok', 4],
      ['stop', 'ok', 3],
    ]);
    expect(result.steps[0]?.buffers).toEqual([
      { id: 'cam.0', base: '0x70000000', size: '0x100000' },
      { id: 'cam.1', base: '0x70100000', size: '0x100000' },
      { id: 'cam.2', base: '0x70200000', size: '0x100000' },
    ]);
    expect(used(result, 'camera@70000000')).toBe('0x400000');
  });

  it('that nobody describes are complained about, also in a loop', () => {
    const { problems } = readScenario({ steps: [{ op: 'repeat', times: 2, steps: [{ op: 'start', stream: 'cam' }] }] });
    expect(problems).toEqual(['steps[0].steps[0].stream: no stream is called "cam"']);
  });
});

describe('the load of others', () => {
  it('takes memory, and is out of reach of the steps', () => {
    const result = run({
      load: [allocate('theirs', { count: 6 })],
      steps: [allocate('mine', { count: 3 }), { op: 'free', id: 'theirs0' }, { op: 'freeAll' }],
    });
    expect(result.load).toMatchObject([{ result: 'ok', allocated: 6 }]);
    expect(result.steps.map(({ result: end, allocated }) => [end, allocated])).toEqual([
      ['ENOMEM', 2],
      ['EBADF', undefined],
      ['ok', 2],
    ]);
    expect(used(result, 'camera@70000000')).toBe('0x600000');
  });

  it('counts in what a pool needs', () => {
    const scenario = scenarioOf({ load: [allocate('theirs', { count: 6 })], steps: [allocate('mine', { count: 3 })] });
    expect(poolNeeds(board, scenario).pools).toMatchObject([{ needed: 10n * MIB, fits: false }]);
  });
});

describe('heaps by other names', () => {
  const opened = (heap: string, more: object = {}) => {
    const result = run({ ...more, steps: [{ op: 'allocate', heap, size: '64K', id: 'x' }] });
    return result.steps[0]?.heap ?? (result.steps[0]?.result === 'ok' ? heap : undefined);
  };

  it.each([
    ['camera@70000000', 'camera@70000000'],
    ['default', 'default_cma_region'],
    ['&dsp', 'dsp@68000000'],
    ['&none', undefined],
    ['cam', 'camera@70000000'],
    ['first', 'default_cma_region'],
    ['lost', undefined],
  ])('%s opens %s', (written, expected) => {
    const heaps = { cam: 'camera@70000000', first: ['gone', 'default', 'system'], lost: ['gone'] };
    const found = opened(written, { heaps });
    expect(found === 'gone' ? undefined : found).toBe(expected);
  });

  it('are the first of a program’s that is there', () => {
    const step = (program: string) => ({ op: 'allocate', program, size: '64K', id: program });
    const result = run({ programs: { player: ['dsp@68000000'] }, steps: [step('viewer'), step('player')] });
    expect(result.steps.map(({ heap }) => heap)).toEqual(['linux,cma', 'dsp@68000000']);
    expect(run({ steps: [step('nobody')] }).problems).toEqual([
      'no program is called "nobody": name its heaps in "programs"',
    ]);
  });

  it('are asked for either by heap or by program', () => {
    const complaints = (more: object) =>
      readScenario({ steps: [{ op: 'allocate', size: 1, id: 'a', ...more }] }).problems;
    expect(complaints({})).toEqual(['steps[0].heap: neither heap nor program is given']);
    expect(complaints({ heap: 'a', program: 'b' })).toEqual(['steps[0].program: heap and program exclude each other']);
  });
});

describe('access', () => {
  const access = [
    { heap: '*', mode: '0660', group: 'video' },
    { heap: 'dsp@*', mode: '660', owner: 'dsp', group: 'dsp' },
  ];
  const results = (more: object) => {
    const step = (heap: string) => ({ op: 'allocate', heap, size: '4K', id: heap });
    const heaps = ['camera@70000000', 'dsp@68000000', 'gone'];
    return run({ ...more, steps: heaps.map(step) }).steps.map(({ result }) => result);
  };

  it.each([
    ['root', {}, ['ok', 'ok', 'ENOENT']],
    ['root by name', { user: { name: 'root' } }, ['ok', 'ok', 'ENOENT']],
    ['nobody, without a rule', { user: { name: 'nobody', groups: ['video'] } }, ['EACCES', 'EACCES', 'ENOENT']],
    ['a group', { access, user: { name: 'cam', groups: ['video'] } }, ['ok', 'EACCES', 'ENOENT']],
    ['an owner', { access, user: { name: 'dsp' } }, ['EACCES', 'ok', 'ENOENT']],
    ['all others', { access: [{ heap: '*', mode: '0666' }], user: { name: 'cam' } }, ['ok', 'ok', 'ENOENT']],
    ['readers', { access: [{ heap: '*', mode: '0644' }], user: { name: 'cam' } }, ['EACCES', 'EACCES', 'ENOENT']],
  ])('of %s', (_, more, expected) => expect(results(more)).toEqual(expected));

  it('is no matter of the kernel’s own allocations, nor of what others did', () => {
    const user = { name: 'cam' };
    expect(run({ user, load: [allocate('a')], steps: [allocate('b')] })).toMatchObject({
      load: [{ result: 'ok' }],
      steps: [{ result: 'EACCES', why: expect.stringContaining('is 0600 root:root, so cam cannot open it') }],
    });
  });

  it('has a program go on to the next of its heaps', () => {
    const programs = { viewer: ['camera@70000000', 'linux,cma'] };
    const steps = [{ op: 'allocate', program: 'viewer', size: '4K', id: 'a' }];
    const only = [{ heap: 'linux,cma', mode: '0660', group: 'video' }];
    const user = { name: 'cam', groups: ['video'] };
    expect(run({ programs, steps, user, access: only }).steps).toMatchObject([{ result: 'ok', heap: 'linux,cma' }]);
  });

  it('takes modes in octal alone', () => {
    const complaints = (mode: unknown) => readScenario({ access: [{ heap: 'a', mode }], steps: [] }).problems;
    for (const mode of ['0660', '600', '0777']) expect(complaints(mode)).toEqual([]);
    for (const mode of ['rw', '0o660', '0888', '06600', '']) {
      expect(complaints(mode)).toEqual([`access[0].mode: ${JSON.stringify(mode)} is not a mode such as "0660"`]);
    }
  });
});

describe('devices', () => {
  it('map through the IOMMU that their node names, unless it is said otherwise', () => {
    const node: DeviceNode = {
      name: 'isp',
      path: '/isp',
      properties: new Map([['iommus', new Uint8Array(8)]]),
      memoryRegions: [],
      buses: [],
    };
    const mapped = (device: object) => {
      const steps = [allocate('a'), { op: 'attach', id: 'a', device: 'isp' }, { op: 'map', id: 'a', device: 'isp' }];
      return run({ devices: [{ name: 'isp', path: '/isp', ...device }], steps }, new Map([['/isp', node]])).steps[2];
    };
    expect(mapped({})?.mapping).toMatchObject({ iommu: 1, direct: 0 });
    expect(mapped({ iommu: false })?.mapping).toMatchObject({ iommu: 0, direct: 1 });
  });

  it.each([
    ['dma-coherent', [], true],
    ['', ['dma-coherent'], true],
    ['dma-noncoherent', ['dma-coherent'], false],
    ['', [], false],
  ])('with %j below buses with %j need no cache cleaned: %s', (own, above, coherent) => {
    const withProperty = (property: string) => new Map(property === '' ? [] : [[property, new Uint8Array()]]);
    const buses = above.map((property) => ({ name: 'soc', path: '/soc', properties: withProperty(property) }));
    const node: DeviceNode = { name: 'isp', path: '/isp', properties: withProperty(own), memoryRegions: [], buses };
    const steps = [
      allocate('a'),
      { op: 'attach', id: 'a', device: 'isp' },
      { op: 'map', id: 'a', device: 'isp' },
      { op: 'beginCpuAccess', id: 'a' },
    ];
    const result = run({ devices: [{ name: 'isp', path: '/isp' }], steps }, new Map([['/isp', node]]));
    expect(result.steps[3]).toMatchObject({ result: 'ok' });
    const why = 'isp is coherent (dma-coherent), so no cache is touched';
    expect(result.steps[3]?.why).toBe(coherent ? why : undefined);
  });

  it('are told when the addresses of an import are invented', () => {
    const steps = [
      { op: 'allocate', heap: '&dsp', size: '64K', id: 'a' },
      { op: 'attach', id: 'a', device: 'dsp' },
      { op: 'map', id: 'a', device: 'dsp' },
    ];
    const [, , map] = run({ devices: [{ name: 'dsp', dmaMask: 64 }], steps }).steps;
    expect(map).toMatchObject({
      result: 'ok',
      why: expect.stringContaining('addresses that the device gets are invented'),
    });
  });
});

it('sizes loops and churn by what they need at most', () => {
  const churn = { op: 'churn', heap: 'camera@70000000', id: 'c', sizes: ['1M'], live: 9, times: 200 };
  const loop = { op: 'repeat', times: 50, steps: [allocate('a', { count: 9 }), { op: 'free', id: 'a*' }] };
  for (const step of [churn, loop]) {
    const scenario = scenarioOf({ steps: [step] });
    expect(poolNeeds(board, scenario)).toMatchObject({ pools: [{ needed: 10n * MIB, fits: false }], unhelped: [] });
  }
});
