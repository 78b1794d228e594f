import { describe, expect, it } from 'vitest';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import type { ScenarioResult } from '../../server/src/simulation/scenarioResult.ts';
import { type BoardSketch, bootedBoard } from './bootedBoard.ts';

const BOARD: BoardSketch = {
  cma: [{ name: 'video@60000000', base: 0x6000_0000n, size: 8 }],
  coherent: [{ name: 'dsp@68000000', base: 0x6800_0000n, size: 3 }],
  patches: ['coherent-heap-v3'],
};

function run(
  sketch: BoardSketch,
  steps: readonly unknown[],
  more: Readonly<Record<string, unknown>> = {},
): ScenarioResult {
  const { scenario, problems } = readScenario({ devices: [{ name: 'dev', dmaMask: 32 }], steps, ...more });
  expect(problems).toEqual([]);
  return runScenario(bootedBoard(sketch), new Map(), scenario);
}

function results(sketch: BoardSketch, steps: readonly unknown[]): string[] {
  return run(sketch, steps).steps.map((step) => step.result);
}

const VIDEO = { op: 'allocate', heap: 'video@60000000', size: '1M', id: 'a' };

describe('the allocate ioctl', () => {
  it('checks fd, flags and length in the kernel’s order', () => {
    const wrong = [
      { fd: 3 },
      { fdFlags: '0x80' },
      { fdFlags: 0x100000 },
      { heapFlags: 1 },
      { size: 0 },
      { size: '0xffffffffffffffff' },
    ];
    const right = [{ fdFlags: 0 }, { fdFlags: 3 }, { fdFlags: '0x80002' }, { size: 1 }];
    const steps = [...wrong, ...right].map((change, index) => ({ ...VIDEO, size: '4K', ...change, id: `b${index}` }));
    expect(results(BOARD, steps)).toEqual([...wrong.map(() => 'EINVAL'), ...right.map(() => 'ok')]);
    expect(
      results(BOARD, [
        { ...VIDEO, size: '0xfffffffffffff000' },
        { ...VIDEO, heap: 'none' },
      ]),
    ).toEqual(['ENOMEM', 'ENOENT']);
  });

  it('loses the upper half of a length with 32 bits', () => {
    const sketch = { ...BOARD, architecture: 'arm' } as const;
    const sizes = ['0x100100000', '0x100000000', '0xffffffff', '0x100001000'];
    const { steps } = run(
      sketch,
      sizes.map((size, index) => ({ ...VIDEO, size, id: `b${index}` })),
    );
    expect(steps.map((step) => step.bufferSize ?? step.result)).toEqual(['0x100000', 'EINVAL', 'EINVAL', '0x1000']);
  });

  it('says in words and in the version’s message why an area has no place', () => {
    const steps = [
      { ...VIDEO, size: '4K', count: 2 },
      { ...VIDEO, size: '7M', id: 'b' },
      { ...VIDEO, size: '9M', id: 'c' },
    ];
    const words = (kernel: string) => run({ ...BOARD, kernel }, [...steps, { ...VIDEO, id: 'd' }]).steps;
    expect(words('7.3')[3]).toMatchObject({
      result: 'ENOMEM',
      log: ['cma: __cma_alloc_frozen: video@60000000: alloc failed, req-size: 256 pages, ret: -16'],
      why: 'the largest free run of video@60000000 is 254 pages, 256 are needed; 254 are free in all',
      freeRuns: '254@2=> 254 free of 2048 total pages',
    });
    const failures = ['7.2', '6.12', '6.1', '5.10'].map((kernel) =>
      words(kernel)
        .slice(2)
        .map((step) => step.log?.[0]),
    );
    expect(failures).toEqual([
      [
        'cma: __cma_alloc_frozen: video@60000000: alloc failed, req-size: 2304 pages, ret: -16',
        'cma: __cma_alloc_frozen: video@60000000: alloc failed, req-size: 256 pages, ret: -16',
      ],
      [undefined, 'cma: __cma_alloc: video@60000000: alloc failed, req-size: 256 pages, ret: -12'],
      [undefined, 'cma: cma_alloc: video@60000000: alloc failed, req-size: 256 pages, ret: -12'],
      [undefined, 'cma: cma_alloc: alloc failed, req-size: 256 pages, ret: -12'],
    ]);
  });

  it('has nothing to give from an area that was not activated, and no message', () => {
    const cma = [{ name: 'edge', base: 0xff00_0000n, size: 32, activated: false }];
    const { steps, heaps } = run({ cma }, [{ ...VIDEO, heap: 'edge' }]);
    expect(steps[0]).toMatchObject({ result: 'ENOMEM' });
    expect(steps[0]?.log ?? []).toEqual([]);
    expect(heaps.find((heap) => heap.name === 'edge')).toMatchObject({ size: '0x2000000', largestFree: '0x0' });
  });

  it('makes no buffer whose list of pages kmalloc cannot hold', () => {
    const cma = [{ name: 'huge', base: 0x1_0000_0000n, size: 4096 }];
    const { steps, heaps } = run({ cma, memory: [{ base: 0x4000_0000n, size: 16384 }] }, [
      { ...VIDEO, heap: 'huge', size: '0x80001000' },
      { ...VIDEO, heap: 'huge', size: '2G' },
    ]);
    expect(steps.map((step) => step.result)).toEqual(['ENOMEM', 'ok']);
    expect(steps[0]?.why).toContain('at most 524288 pages');
    expect(heaps.find((heap) => heap.name === 'huge')?.used).toBe('0x80000000');
  });

  it('stops at the number of descriptors a program may have', () => {
    const { steps } = run(BOARD, [{ op: 'fill', heap: 'system', size: '4K', id: 'f' }], { descriptorLimit: 20 });
    expect(steps[0]).toMatchObject({ result: 'EMFILE', allocated: 20 });
  });
});

describe('a buffer', () => {
  it('is shared by the two names of an area', () => {
    const { steps, heaps } = run(BOARD, [
      { ...VIDEO, size: '4M', heap: 'default_cma_region' },
      { ...VIDEO, size: '4M', id: 'b' },
      { ...VIDEO, size: '4K', id: 'c' },
    ]);
    expect(steps.map((step) => step.cmaPages?.[0]?.base ?? step.result)).toEqual([
      '0x60000000',
      '0x60400000',
      'ENOMEM',
    ]);
    const [first, second] = heaps.filter((heap) => heap.name !== 'system' && heap.name !== 'dsp@68000000');
    expect({ ...first, name: '' }).toEqual({ ...second, name: '' });
    expect(first).toMatchObject({ used: '0x800000', largestFree: '0x0', peak: '0x800000' });
  });

  it('lives until the last importer lets go', () => {
    const { steps } = run(BOARD, [
      VIDEO,
      { op: 'attach', id: 'a', device: 'dev' },
      { op: 'vmap', id: 'a' },
      { op: 'free', id: 'a' },
      { op: 'detach', id: 'a', device: 'dev' },
      { op: 'vunmap', id: 'a' },
      { op: 'vunmap', id: 'a' },
    ]);
    expect(steps.map((step) => [step.result, step.cmaPages?.[0]?.change ?? ''].join(' ').trim())).toEqual([
      'ok set',
      'ok',
      'ok',
      'ok',
      'ok',
      'ok clear',
      'ENOENT',
    ]);
  });

  it('answers a wrong order of things and changes nothing', () => {
    const wrong = [
      [{ op: 'map', id: 'a', device: 'dev' }, 'ENOENT'],
      [{ op: 'unmap', id: 'a', device: 'dev' }, 'ENOENT'],
      [{ op: 'detach', id: 'a', device: 'dev' }, 'ENOENT'],
      [{ op: 'vunmap', id: 'a' }, 'ENOENT'],
      [{ op: 'attach', id: 'nobody', device: 'dev' }, 'ENOENT'],
      [{ op: 'free', id: 'nobody' }, 'EBADF'],
      [{ op: 'mmap', id: 'nobody' }, 'EBADF'],
      [{ op: 'sync', id: 'a', flags: 0 }, 'EINVAL'],
      [{ op: 'sync', id: 'a', flags: 8 }, 'EINVAL'],
      [{ op: 'find', heap: 'system', id: 'h' }, 'ENOSYS'],
    ] as const;
    const { steps, heaps } = run(BOARD, [
      VIDEO,
      ...wrong.map(([step]) => step),
      { op: 'free', id: 'a' },
      { op: 'free', id: 'a' },
    ]);
    expect(steps.map((step) => step.result)).toEqual(['ok', ...wrong.map(([, result]) => result), 'ok', 'EBADF']);
    for (const step of steps) if (step.result !== 'ok') expect(step.why, step.op).toBeTruthy();
    expect(heaps.every((heap) => heap.used === '0x0')).toBe(true);
  });

  it('is mapped by programs as its descriptor and its heap allow', () => {
    const system = { ...VIDEO, heap: 'system', size: '16K', id: 's' };
    const page = { ...VIDEO, heap: 'system', size: '4K', id: 'p' };
    const steps = [
      [{ op: 'mmap', id: 'a' }, 'ok'],
      [{ op: 'mmap', id: 'a', length: '4K', offset: '0xff000' }, 'ok'],
      [{ op: 'mmap', id: 'a', length: '8K', offset: '0xff000' }, 'EINVAL'],
      [{ op: 'mmap', id: 'a', length: 0 }, 'EINVAL'],
      [{ op: 'mmap', id: 'a', length: 1, offset: 1 }, 'EINVAL'],
      [{ op: 'mmap', id: 'a', length: '0xffffffffffffffff' }, 'ENOMEM'],
      [{ op: 'mmap', id: 'a', shared: false }, 'EINVAL'],
      [{ op: 'mmap', id: 's', shared: false }, 'EINVAL'],
      [{ op: 'mmap', id: 'p', shared: false }, 'ok'],
      [{ op: 'mmap', id: 'r' }, 'EACCES'],
      [{ op: 'mmap', id: 'r', access: 'r' }, 'ok'],
    ] as const;
    const readOnly = { ...VIDEO, fdFlags: 0, size: '4K', id: 'r' };
    expect(results(BOARD, [VIDEO, system, page, readOnly, ...steps.map(([step]) => step)]).slice(4)).toEqual(
      steps.map(([, result]) => result),
    );
  });

  it('loses the swiotlb’s slots for good where a device detaches without unmapping', () => {
    const high: BoardSketch = { cma: [{ name: 'high', base: 0x1_4000_0000n, size: 64 }] };
    const one = [
      { op: 'allocate', heap: 'high', size: '256K', id: 'a' },
      { op: 'attach', id: 'a', device: 'dev' },
      { op: 'map', id: 'a', device: 'dev', direction: 'toDevice' },
      { op: 'detach', id: 'a', device: 'dev' },
      { op: 'free', id: 'a' },
    ];
    const { steps } = run(high, new Array(257).fill(one).flat());
    expect(steps[3]?.why).toContain('128 slots');
    expect(steps.at(-3)).toMatchObject({
      result: 'ENOMEM',
      log: ['swiotlb buffer is full (sz: 262144 bytes), total 32768 (slots), used 32768 (slots)'],
    });
  });

  it('takes the kernel down by what the kernel does not survive, and then nothing works', () => {
    const attach = { op: 'attach', id: 'a', device: 'dev' };
    expect(results(BOARD, [VIDEO, attach, { op: 'map', id: 'a', device: 'dev', direction: 'none' }, VIDEO])).toEqual([
      'ok',
      'ok',
      'crash',
      'not run',
    ]);
    expect(results(BOARD, [VIDEO, { op: 'vmap', id: 'a' }, { op: 'drop', id: 'a' }, { op: 'freeAll' }])).toEqual([
      'ok',
      'ok',
      'crash',
      'not run',
    ]);
    expect(results({ ...BOARD, booted: false }, [VIDEO])).toEqual(['crash']);
    expect(results({ ...BOARD, kernel: 'tea' }, [VIDEO])).toEqual(['crash']);
  });
});

describe('an area over what must not be cleared', () => {
  const fill = { op: 'fill', heap: 'video@60000000', size: '1M', id: 'f', max: 8 };

  it('is fatal from the buffer on that reaches there', () => {
    const image = { ...BOARD, kernelImage: { base: 0x6020_0000n, size: 2 } };
    const { steps } = run(image, [fill, VIDEO]);
    expect(steps[0]).toMatchObject({ result: 'crash', allocated: 2 });
    expect(steps[0]?.why).toContain('kernel image');
    const hole = { ...BOARD, carveOuts: [{ name: 'fw@60400000', base: 0x6040_0000n, size: 1 }] };
    expect(run(hole, [fill]).steps[0]).toMatchObject({ result: 'crash', allocated: 4 });
    expect(run({ ...hole, architecture: 'arm' }, [fill]).steps[0]).toMatchObject({ result: 'max', allocated: 8 });
  });
});

describe('the proposed heaps', () => {
  const COHERENT = { op: 'allocate', heap: 'dsp@68000000', size: '12K', id: 'a' };
  const attach = { op: 'attach', id: 'a', device: 'dev' };

  it('give blocks of a pool and show where', () => {
    const { steps } = run(BOARD, [
      COHERENT,
      { ...COHERENT, id: 'b', size: '4K' },
      { ...COHERENT, id: 'c', size: '3M' },
    ]);
    expect(steps.map((step) => step.coherentBase ?? step.result)).toEqual(['0x68000000', '0x68004000', 'ENOMEM']);
    expect(steps[2]?.why).toBe(
      '3 MiB need a block of 1024 pages (a power of two); the pool dsp@68000000 has 768 pages',
    );
    expect(steps[2]?.log).toBeUndefined();
  });

  it('work for programs but not for devices in v3', () => {
    const steps = [
      COHERENT,
      { op: 'mmap', id: 'a' },
      { op: 'sync', id: 'a', flags: 3 },
      attach,
      { op: 'vmap', id: 'a' },
    ];
    expect(results(BOARD, steps)).toEqual(['ok', 'ok', 'ok', 'ok', 'ENOMEM']);
  });

  it('say which warnings a refused kernel mapping prints, that of dma_buf_vmap once', () => {
    const { steps } = run(BOARD, [COHERENT, { op: 'vmap', id: 'a' }, { op: 'vmap', id: 'a' }]);
    const [, first, second] = steps.map(({ why }) => why);
    expect(first).toContain('a WARNING at vmap_pages_pte_range (mm/vmalloc.c); dma_buf_vmap');
    expect(second).toContain('a WARNING at vmap_pages_pte_range (mm/vmalloc.c)');
    expect(second).not.toContain('dma_buf_vmap');
  });

  it('die of devices where the page descriptors of several pages are read', () => {
    const steps = [{ ...COHERENT, size: '4K' }, attach, COHERENT, attach];
    const zoneDevice = (value: string) => results({ ...BOARD, config: { CONFIG_ZONE_DEVICE: value } }, steps);
    expect(zoneDevice('n')).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(zoneDevice('y')).toEqual(['ok', 'ok', 'ok', 'crash']);
    const { steps: answers } = run({ ...BOARD, config: { CONFIG_ZONE_DEVICE: 'y' } }, steps);
    expect(answers[3]?.why).toContain('no boot has shown it');
  });

  it('refuse programs, and die of devices, where no-map is known', () => {
    const sketch: BoardSketch = { ...BOARD, patches: ['coherent-heap-no-map-aware'] };
    const steps = [
      COHERENT,
      { op: 'mmap', id: 'a' },
      { op: 'sync', id: 'a', flags: 3 },
      { op: 'vmap', id: 'a' },
      attach,
    ];
    expect(results(sketch, steps)).toEqual(['ok', 'EINVAL', 'EINVAL', 'EINVAL', 'crash']);
    const mapped = { ...sketch, coherent: [{ name: 'dsp@68000000', base: 0x1000_0000n, size: 1, noMap: false }] };
    expect(results(mapped, [COHERENT, { op: 'mmap', id: 'a' }, attach])).toEqual(['ok', 'ok', 'ok']);
  });

  it('charge the caller’s control group by region in v1', () => {
    const commandLine = 'quiet dma_heap.mem_accounting=1';
    const sketch: BoardSketch = { ...BOARD, patches: ['coherent-heap-v1'], commandLine };
    const steps = [
      { ...COHERENT, size: '1M' },
      { ...COHERENT, size: '1M', id: 'b' },
      { op: 'free', id: 'a' },
      { ...COHERENT, size: '1M', id: 'b' },
    ];
    const limits = { dmem: { 'coh/dsp@68000000': '1M' } };
    const { steps: limited } = run(sketch, steps, limits);
    expect(limited.map((step) => step.result)).toEqual(['ok', 'EAGAIN', 'ok', 'ok']);
    expect(results(sketch, steps)).toEqual(['ok', 'ok', 'ok', 'ok']);
    const off = { ...sketch, commandLine: '' };
    expect(run(off, steps, limits).steps.map((step) => step.result)).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('find heaps by their exact name, count references and allocate for the kernel', () => {
    const sketch: BoardSketch = { ...BOARD, patches: ['dma-heap-accessors'] };
    const { steps } = run(sketch, [
      { op: 'find', heap: 'video@60000000', id: 'h' },
      { op: 'find', heap: 'video@60000000\n', id: 'n' },
      { op: 'find', heap: 'video', id: 'v' },
      { ...VIDEO, inKernel: true },
      { op: 'mmap', id: 'a' },
      { op: 'free', id: 'a' },
      { op: 'put', id: 'h' },
      { op: 'put', id: 'h' },
    ]);
    expect(steps.map((step) => step.result)).toEqual(['ok', 'ENOENT', 'ENOENT', 'ok', 'EBADF', 'ok', 'ok', 'ENOENT']);
    expect(steps[1]?.why).toContain('sysfs_streq');
    expect(steps[5]?.cmaPages).toHaveLength(1);
    expect(results(BOARD, [{ ...VIDEO, inKernel: true }])).toEqual(['ENOSYS']);
  });

  it('the reviewed find overlooks a newline, and a driver allocates through what it found', () => {
    const sketch: BoardSketch = { ...BOARD, patches: ['dma-heap-find-by-name'] };
    const { steps } = run(sketch, [
      { op: 'find', heap: 'video@60000000\n', id: 'h' },
      { op: 'find', heap: 'video@60000000\n\n', id: 'n' },
      { op: 'allocate', handle: 'h', size: '1M', id: 'a' },
      { op: 'sync', id: 'a', flags: 3 },
      { op: 'put', id: 'h' },
      { op: 'allocate', handle: 'h', size: '1M', id: 'b' },
      { op: 'allocate', handle: 'n', size: '1M', id: 'c' },
      { op: 'free', id: 'a' },
    ]);
    expect(steps.map((step) => step.result)).toEqual(['ok', 'ENOENT', 'ok', 'EBADF', 'ok', 'ENOENT', 'ENOENT', 'ok']);
    expect(steps[1]?.why).toContain('dma_heap_find_by_name answers NULL');
    expect(steps[2]?.cmaPages?.[0]).toMatchObject({ area: 'video@60000000', pages: 256 });
    expect(steps[5]?.why).toContain('h holds no reference on a heap');
    expect(
      results(BOARD, [
        { op: 'find', heap: 'system', id: 'h' },
        { op: 'allocate', handle: 'h', size: '1M', id: 'a' },
      ]),
    ).toEqual(['ENOSYS', 'ENOSYS']);
  });
});
