import { expect, it } from 'vitest';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import { bootedBoard, deviceNode } from './bootedBoard.ts';

const board = bootedBoard({ cma: [{ name: 'video', base: 0x6000_0000n, size: 16 }] });

it('counts what does not turn out as expected, sizes in any notation', () => {
  const { scenario } = readScenario({
    steps: [
      { op: 'allocate', heap: 'video', size: '1M', id: 'a' },
      { op: 'allocate', heap: 'video', size: '32M', id: 'b' },
    ],
    expect: [
      { step: 0, result: 'ok', bufferSize: '1M', cmaPages: [{ base: 0x6000_0000, pages: 256 }] },
      { step: 1, result: 'ENOMEM' },
      { step: 0, bufferSize: '2M', cmaPages: [] },
      { step: 1, result: 'ok', stage: 'open' },
    ],
  });
  const { failed, failures } = runScenario(board, new Map(), scenario);
  expect(failed).toBe(4);
  expect(failures.map(({ step, member }) => `${step} ${member}`)).toEqual([
    '0 bufferSize',
    '0 cmaPages',
    '1 result',
    '1 stage',
  ]);
  expect(failures[0]).toMatchObject({ expected: '2M', actual: '0x100000' });
});

it('lists buffers and pages of no step where outcomes alone are asked, but of one that is expected to have them', () => {
  const { scenario } = readScenario({
    load: [{ op: 'allocate', heap: 'video', size: '1M', id: 'l' }],
    steps: [
      { op: 'allocate', heap: 'video', size: '1M', id: 'a', count: 2 },
      { op: 'fill', heap: 'video', size: '1M', id: 'b' },
      { op: 'free', id: 'b*' },
    ],
    expect: [
      { step: 1, allocated: 13, buffers: [] },
      { step: 2, cmaPages: [] },
    ],
  });
  const whole = runScenario(board, new Map(), scenario);
  const alone = runScenario(board, new Map(), scenario, undefined, { onlyOutcomes: true });
  expect(whole.failures.map(({ step, member }) => `${step} ${member}`)).toEqual(['1 buffers', '2 cmaPages']);
  const { load: _, timeline: __, ...rest } = whole;
  const [first, ...others] = whole.steps;
  expect(first?.buffers).toHaveLength(2);
  const { buffers: ___, cmaPages: ____, ...outcome } = first ?? {};
  expect(alone).toEqual({ ...rest, steps: [outcome, ...others] });
});

it('expects the heap that was opened, however the step calls it', () => {
  const { scenario } = readScenario({
    heaps: { frames: ['video'] },
    steps: [
      { op: 'allocate', heap: 'video', size: '1M', id: 'a' },
      { op: 'allocate', heap: 'frames', size: '1M', id: 'b' },
      { op: 'allocate', heap: 'gone', size: '1M', id: 'c' },
    ],
    expect: [0, 1, 2].flatMap((step) => [
      { step, heap: 'video' },
      { step, heap: 'gone' },
    ]),
  });
  const { failures } = runScenario(board, new Map(), scenario);
  expect(failures.map(({ step, expected, actual }) => [step, expected, actual])).toEqual([
    [0, 'gone', 'video'],
    [1, 'gone', 'video'],
    [2, 'video', null],
    [2, 'gone', null],
  ]);
});

it('notes permissions and limits of what the boot does not have', () => {
  const { scenario } = readScenario({
    access: [
      { heap: 'vid*', mode: '0660' },
      { heap: 'vide0', mode: '0660' },
    ],
    dmem: { 'coh/dsp': '1M' },
    steps: [],
  });
  const { notes, problems } = runScenario(board, new Map(), scenario);
  expect(problems).toEqual([]);
  expect(notes).toEqual([
    { path: ['access', 1, 'heap'], message: 'no heap has a name that fits "vide0"' },
    { path: ['dmem', 'coh/dsp'], message: 'no control group accounts for a region "coh/dsp"; there is none' },
  ]);
  const right = readScenario({ access: [{ heap: '*', mode: '0660' }], steps: [] });
  expect(runScenario(board, new Map(), right.scenario).notes).toBeUndefined();
});

it('says that a buffer loses its name to another, which a freed one does not', () => {
  const a = { op: 'allocate', heap: 'video', size: '4K', id: 'a' };
  const planes = { ...a, size: undefined, frame: { width: 16, height: 16, format: 'NV12M' } };
  const whys = (...steps: readonly object[]) => {
    const { scenario } = readScenario(JSON.parse(JSON.stringify({ steps })));
    return runScenario(board, new Map(), scenario).steps.map(({ why }) => why);
  };
  const lost = 'a was another buffer, which stays allocated and has no name now';
  expect(whys(a, a)).toEqual([undefined, lost]);
  expect(whys(planes, planes, a)).toEqual([undefined, lost, lost]);
  const free = { op: 'free', id: 'a' };
  expect(whys(a, free, a, free, planes, free, planes)).toEqual(Array.from({ length: 7 }));
});

it('names devices that the tree does not have, and runs the rest', () => {
  const { scenario } = readScenario({
    devices: [
      { name: 'isp', path: '/isp' },
      { name: 'gone', path: '/gone' },
    ],
    steps: [
      { op: 'allocate', heap: 'video', size: '1M', id: 'a' },
      { op: 'attach', id: 'a', device: 'isp' },
      { op: 'attach', id: 'a', device: 'gone' },
    ],
  });
  const { steps, problems } = runScenario(board, new Map([['/isp', deviceNode('/isp')]]), scenario);
  expect(problems).toEqual(['device gone: the tree has no node /gone']);
  expect(steps.map((step) => step.result)).toEqual(['ok', 'ok', 'ENODEV']);
});

it('adds up buffers of a count, and names them in order', () => {
  const frame = { width: 1920, height: 1080, format: 'NV12', strideAlign: 64 };
  const { scenario } = readScenario({
    steps: [
      { op: 'allocate', heap: 'video', frame, count: 3, id: 'f' },
      { op: 'free', id: 'f1' },
      { op: 'allocate', heap: 'video', frame, count: 9, id: 'g' },
      { op: 'freeAll' },
    ],
  });
  const { steps, heaps } = runScenario(board, new Map(), scenario);
  expect(steps.map(({ result, allocated }) => [result, allocated])).toEqual([
    ['ok', 3],
    ['ok', undefined],
    ['ENOMEM', 3],
    ['ok', 5],
  ]);
  expect(steps[0]?.cmaPages?.map(({ base, pages }) => `${base} ${pages}`)).toEqual([
    '0x60000000 760',
    '0x60300000 760',
    '0x60600000 760',
  ]);
  expect(heaps.find((heap) => heap.name === 'video')).toMatchObject({ used: '0x0', peak: '0xed8000' });
});
