import { type Analysis, analyse } from '../../../server/src/analysis.ts';
import { BoardReader } from '../../../server/src/devicetree/board.ts';
import { completeScenario } from '../../../server/src/features/completion/scenarioSuggestions.ts';
import { runOnBoard } from '../../../server/src/features/scenario/runOnBoard.ts';
import { readScenarioFile } from '../../../server/src/simulation/readScenario.ts';
import { bytesOfText } from '../../../server/src/text/bytesAndText.ts';
import { SourceFile } from '../../../server/src/text/sourceFile.ts';
import { boardRequest } from '../../boardRequest.ts';
import { MemoryReader } from '../../memoryReader.ts';
import { testParser } from '../../parser.ts';
import { plainProfile } from '../../plainProfile.ts';
import type { Random } from '../harness/random.ts';
import { fuzzTarget, need, needSame } from '../harness/target.ts';
import { changedJson, ODD_VALUES } from '../making/jsonText.ts';
import { projectFolder, textsBelow } from '../making/sources.ts';

const WITHIN = 'no heap has more in use than it has';
const APART = 'buffers that are alive at the same time do not share memory';
const SAME = 'a scenario has the same result every time';
const PLACED = 'what cannot be used of a scenario is reported at its place';

const BOARD = `/dts-v1/;
/ { #address-cells = <2>; #size-cells = <2>;
memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x20000000>; };
reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
camera: pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0 0x50000000 0 0x1000000>; };
dsp: dsp@52000000 { compatible = "shared-dma-pool"; no-map; reg = <0 0x52000000 0 0x400000>; };
bounce@53000000 { compatible = "restricted-dma-pool"; reg = <0 0x53000000 0 0x400000>; };
linux,cma { compatible = "shared-dma-pool"; reusable; size = <0 0x2000000>; linux,cma-default; }; };
isp { memory-region = <&camera>; }; npu { memory-region = <&dsp>; iommus = <&camera 1>; }; };
`;

const HEAPS = [
  'pool@50000000',
  'dsp@52000000',
  'default_cma_region',
  'default',
  '&camera',
  '&dsp',
  'system',
  'nothing',
];
const IDS = ['a', 'b', 'c', 'a0', 'b*', 'c1'];

function step(random: Random): Record<string, unknown> {
  const odd = <T>(usual: T): unknown => (random.oneIn(25) ? random.pick(ODD_VALUES) : usual);
  const size = () => odd(random.pick(['4K', '1M', '3M', '64K', '0x1001', 1, '16M', '0', '1G']));
  const request = () => ({
    heap: odd(random.pick(HEAPS)),
    id: odd(random.pick(IDS)),
    ...(random.oneIn(5)
      ? {
          frame: odd({ width: odd(640), height: odd(480), format: odd(random.pick(['NV12', 'YUYV', 'RGB3', 'Q?!9'])) }),
        }
      : { size: size() }),
    ...(random.oneIn(10) ? { fdFlags: odd(random.pick([0, 2, 0x8_0002, 0xffff_ffff])) } : {}),
    ...(random.oneIn(12) ? { inKernel: odd(true) } : {}),
  });
  const id = () => odd(random.pick(IDS));
  const device = () => odd(random.pick(['isp', 'npu']));
  return random.pick([
    () => ({ op: 'allocate', ...request(), ...(random.oneIn(3) ? { count: odd(random.between(1, 20)) } : {}) }),
    () => ({ op: 'allocate', ...request() }),
    () => ({ op: 'fill', ...request(), max: odd(random.below(40)) }),
    () => ({
      op: 'churn',
      heap: odd(random.pick(HEAPS)),
      id: id(),
      sizes: odd([size(), size()]),
      live: odd(4),
      times: odd(30),
    }),
    () => ({ op: random.pick(['free', 'free', 'put', 'vmap', 'vunmap', 'drop']), id: id() }),
    () => ({ op: 'freeAll' }),
    () => ({ op: 'mmap', id: id(), ...(random.oneIn(3) ? { length: size(), offset: size() } : {}) }),
    () => ({ op: 'sync', id: id(), flags: odd(random.below(9)) }),
    () => ({ op: random.pick(['attach', 'unmap', 'detach']), id: id(), device: device() }),
    () => ({ op: 'map', id: id(), device: device(), direction: odd('fromDevice') }),
    () => ({ op: random.pick(['beginCpuAccess', 'endCpuAccess']), id: id(), direction: odd('toDevice') }),
    () => ({ op: 'find', heap: odd(random.pick(HEAPS)), id: id() }),
    () => ({ op: random.pick(['start', 'stop']), stream: odd('s') }),
  ])();
}

function scenario(random: Random): string {
  const steps = random.list(1, 14, () =>
    random.oneIn(12)
      ? { op: 'repeat', times: random.between(1, 20), steps: random.list(1, 3, () => step(random)) }
      : step(random),
  );
  return JSON.stringify({
    devices: [
      { name: 'isp', path: '/isp', dmaMask: random.pick([32, 24, 64]) },
      { name: 'npu', path: '/npu' },
    ],
    streams: [{ name: 's', heap: random.pick(HEAPS), size: '1M', buffers: random.between(1, 6) }],
    steps,
    ...(random.oneIn(4) ? { load: [step(random)] } : {}),
    ...(random.oneIn(4) ? { expect: [{ step: 0, result: random.pick(['ok', 'ENOMEM', 3]) }] } : {}),
    ...(random.oneIn(8) ? { descriptorLimit: random.below(20) } : {}),
    ...(random.oneIn(8) ? { dmemLimits: { 'pool@50000000': '1M' } } : {}),
  });
}

interface ScenarioInput {
  readonly text: string;
  /** Where something is typed, from 0 to 1. */
  readonly at: number;
  readonly kernel: string;
}

export const target = fuzzTarget<ScenarioInput>({
  name: 'scenarios',
  inputs:
    'scenarios of any operations, with odd values and changed bytes, run on a board with every kind of heap; completion in them',
  oracles: [WITHIN, APART, SAME, PLACED],
  inTests: 600,
  make: (random) => {
    const samples = textsBelow(projectFolder('samples'), ['.heapsim.json']);
    let text = random.oneIn(8) ? random.pick(samples) : scenario(random);
    if (random.oneIn(3)) text = bytesOfText(changedJson(text, random));
    return { text, at: random.below(1000) / 1000, kernel: random.pick(['5.10', '6.6', '6.12', '7.3']) };
  },
  change: ({ text, kernel }, random) => ({
    text: bytesOfText(changedJson(text, random)),
    at: random.below(1000) / 1000,
    kernel,
  }),
  open: async () => {
    const board = new BoardReader(new MemoryReader({ 'board.dts': BOARD }), await testParser()).read(
      boardRequest('board.dts'),
    );
    const analyses = new Map<string, Analysis>();
    let count = 0;
    return ({ text, at, kernel }) => {
      const profile = plainProfile({ kernel, patches: kernel === '7.3' ? ['coherent-heap-v3'] : [] });
      const analysis = analyses.get(kernel) ?? analyse(board, profile);
      analyses.set(kernel, analysis);
      const file = new SourceFile('a.heapsim.json', text);
      const { scenario: read, complaints } = readScenarioFile(file);
      for (const { span, message } of complaints) {
        const isPlaced = span !== undefined && span.start <= span.end && span.end <= text.length;
        need(PLACED, isPlaced, () => message);
      }
      completeScenario(file, Math.round(at * text.length), analysis);
      const result = runOnBoard(analysis, read);
      for (const { name, size, used, peak } of result.heaps) {
        const isWithin = BigInt(used) <= BigInt(peak) && (BigInt(peak) <= BigInt(size) || BigInt(size) === 0n);
        need(WITHIN, isWithin, () => `${name}: ${used} of ${size}, peak ${peak}`);
      }
      for (const { buffers = [], op } of result.steps) needApart(op, buffers);
      if (count++ % 8 === 0) needSame(SAME, runOnBoard(analysis, read), result);
    };
  },
});

function needApart(
  op: string,
  buffers: readonly { readonly id: string; readonly base?: string; readonly size: string }[],
): void {
  const placed = buffers
    .flatMap(({ base, size, id }) => (base === undefined ? [] : [{ base: BigInt(base), size: BigInt(size), id }]))
    .sort((a, b) => (a.base < b.base ? -1 : a.base > b.base ? 1 : 0));
  for (const [index, { base, id }] of placed.entries()) {
    const before = placed[index - 1];
    const isApart = before === undefined || before.base + before.size <= base;
    need(APART, isApart, () => `${op}: ${before?.id} and ${id}`);
  }
}
