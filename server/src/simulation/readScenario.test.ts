import { describe, expect, it } from 'vitest';
import { SourceFile } from '../text/sourceFile.ts';
import { readScenario, readScenarioFile } from './readScenario.ts';

describe('readScenarioFile', () => {
  it('names every fault with its place', () => {
    const text = '{\n  // two of them\n  "steps": [{"op": "freeall"}],\n  "dmemm": {}\n}';
    const { scenario, complaints } = readScenarioFile(new SourceFile('s.json', text));
    expect(scenario.steps).toEqual([]);
    expect(
      complaints.map(({ path, span, suggestion }) => [path, text.slice(span?.start, span?.end), suggestion]),
    ).toEqual([
      ['steps[0].op', '"freeall"', 'freeAll'],
      ['dmemm', '"dmemm"', 'dmem'],
    ]);
  });

  it('reads each file once, which several features ask for at each key', () => {
    const file = new SourceFile('s.json', '{ "steps": [] }');
    expect(readScenarioFile(file)).toBe(readScenarioFile(file));
    expect(readScenarioFile(new SourceFile('s.json', file.text))).not.toBe(readScenarioFile(file));
  });
});

describe('readScenario', () => {
  it('reads sizes in every notation, frames and defaults', () => {
    const { scenario, problems } = readScenario({
      profile: { kernel: '7.3' },
      devices: [{ name: 'isp', path: '/soc/isp@1000', dmaMask: 32, iommu: true }, { name: 'bare' }],
      steps: [
        { op: 'allocate', heap: 'system', size: '1M', id: 'a' },
        { op: 'allocate', heap: 'system', size: '0x100000', id: 'b', fdFlags: '0x80002', heapFlags: '0x0', fd: 0 },
        { op: 'fill', heap: 'system', size: 65536, max: 10, id: 'f' },
        {
          op: 'allocate',
          heap: 'system',
          frame: { width: 64, height: 2, format: 'NV12', strideAlign: 64 },
          count: 4,
          id: 'n',
        },
        { op: 'mmap', id: 'a', access: 'r' },
        { op: 'map', id: 'a', device: 'isp' },
      ],
      expect: [{ step: 0, result: 'ok', bufferSize: '1M' }],
      dmem: { 'coh/pool': '8M' },
      descriptorLimit: 1024,
    });
    expect(problems).toEqual([]);
    expect(scenario.steps.map((step) => ('size' in step ? step.size : step.op))).toEqual([
      0x100000n,
      0x100000n,
      0x10000n,
      192n,
      'mmap',
      'map',
    ]);
    expect(scenario.steps[0]).toMatchObject({
      fdFlags: 0x80002,
      heapFlags: 0n,
      fd: 0,
      inKernel: false,
      count: undefined,
    });
    expect(scenario.steps[4]).toMatchObject({ length: undefined, offset: 0n, access: 'r', shared: true });
    expect(scenario.devices[1]).toEqual({ name: 'bare', path: undefined, dmaMask: undefined, iommu: undefined });
    expect(scenario.expect).toEqual([{ step: 0, members: { result: 'ok', bufferSize: '1M' } }]);
    expect(scenario.dmemLimits.get('coh/pool')).toBe(0x800000n);
  });

  it('says what is wrong and where', () => {
    const wrong = [
      [[], '[] is not a scenario: { "steps": [ … ] }'],
      [{}, 'steps: steps is missing'],
      [{ steps: 3 }, 'steps: 3 is not a list'],
      [{ steps: [7] }, 'steps[0]: 7 is not an object'],
      [{ steps: [{ op: 'dance' }] }, 'steps[0].op: "dance" is no operation'],
      [{ steps: [{ op: 'free' }] }, 'steps[0].id: id is missing'],
      [{ steps: [{ op: 'allocate', heap: 'h', id: 'a' }] }, 'steps[0].size: neither size nor frame is given'],
      [
        { steps: [{ op: 'allocate', heap: 'h', id: 'a', size: -1 }] },
        'steps[0].size: -1 is not a size or address such as "1M", "0x1000" or 4096',
      ],
      [
        { steps: [{ op: 'allocate', heap: 'h', id: 'a', size: '0x10000000000000000' }] },
        'steps[0].size: "0x10000000000000000" is not a size or address such as "1M", "0x1000" or 4096',
      ],
      [
        { steps: [{ op: 'allocate', heap: 'h', id: 'a', size: '1M', fdFlags: 'x' }] },
        'steps[0].fdFlags: "x" is not a whole number from 0 to 4294967295',
      ],
      [{ steps: [{ op: 'attach', id: 'a', device: 'x' }] }, 'steps[0].device: no device is called "x"'],
      [
        { steps: [], devices: [{ name: 'x', dmaMask: 65 }] },
        'devices[0].dmaMask: 65 is not a whole number from 1 to 64',
      ],
      [{ steps: [], expect: [{ step: 2, result: 'ok' }] }, 'expect[0].step: there is no step 2'],
      [
        { steps: [{ op: 'beginCpuAccess', id: 'a', direction: 'up' }] },
        'steps[0].direction: "up" is none of bidirectional, toDevice, fromDevice, none',
      ],
      [
        { devices: [{ name: 'x' }], steps: [{ op: 'attach', id: 'a', device: 'x', dir: 1 }] },
        'steps[0].dir: there is no member "dir"; there are op, id, device',
      ],
      [
        { steps: [{ op: 'fill', heap: 'h', id: 'a', size: '1M', count: 2 }] },
        'steps[0].count: there is no member "count"; there are op, heap, program, id, fdFlags, heapFlags, fd, inKernel, size, frame, max',
      ],
      [
        { steps: [], expects: [] },
        /^expects: there is no member of a scenario "expects"; .*; did you mean "expect"\?$/,
      ],
      [{ steps: [], profile: { kernal: '7.3' } }, /^profile.kernal: .*; did you mean "kernel"\?$/],
      [
        { steps: [], profile: { patches: ['coherent-heap-v1', 'coherent-heap-v2'] } },
        /^profile.patches: .* postings of one series/,
      ],
    ] as const;
    for (const [value, problem] of wrong) {
      const expected = typeof problem === 'string' ? problem : expect.stringMatching(problem);
      expect(readScenario(value).problems).toEqual([expected]);
    }
    const frame = { width: 0, height: 2, format: 'NV12' };
    expect(readScenario({ steps: [{ op: 'allocate', heap: 'h', id: 'a', frame }] }).problems[0]).toBe(
      'steps[0].frame.width: 0 is not a whole number from 1 to 1048576',
    );
  });
});
