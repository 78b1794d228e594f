import { describe, expect, it } from 'vitest';
import type { DeviceNode } from '../../server/src/kernel/input/bootInput.ts';
import type { BootOutcome } from '../../server/src/kernel/outcome/bootOutcome.ts';
import { readScenario } from '../../server/src/simulation/readScenario.ts';
import { runScenario } from '../../server/src/simulation/runScenario.ts';
import type { StepResult } from '../../server/src/simulation/scenarioResult.ts';
import { type BoardSketch, bootedBoard, busNode, deviceNode } from './bootedBoard.ts';

const POOLS: BoardSketch = {
  cma: [
    { name: 'low', base: 0x6000_0000n, size: 32 },
    { name: 'high', base: 0x1_4000_0000n, size: 64 },
  ],
};

interface Importer {
  readonly node?: DeviceNode;
  readonly dmaMask?: number;
  readonly iommu?: boolean;
}

/** Allocates, attaches and maps one buffer; what the map step answers. */
function mapped(outcome: BootOutcome, heap: string, size: string, importer: Importer): StepResult | undefined {
  const { node, dmaMask, iommu } = importer;
  const { scenario, problems } = readScenario({
    devices: [{ name: 'dev', path: node?.path, dmaMask, iommu }],
    steps: [
      { op: 'allocate', heap, size, id: 'a' },
      { op: 'attach', id: 'a', device: 'dev' },
      { op: 'map', id: 'a', device: 'dev', direction: 'bidirectional' },
    ],
  });
  expect(problems).toEqual([]);
  const nodes = new Map(node === undefined ? [] : [[node.path, node]]);
  return runScenario(outcome, nodes, scenario).steps[2];
}

function counts(step: StepResult | undefined): string {
  const mapping = step?.mapping;
  return mapping === undefined
    ? (step?.result ?? '')
    : `${mapping.direct} direct, ${mapping.bounced} bounced, ${mapping.iommu} iommu`;
}

/** A window in which no memory lies. */
const FAR_AWAY = [0, 0, 0x10, 0, 0, 0x1000_0000];

describe('imports', () => {
  const outcome = bootedBoard(POOLS);

  it('reach what the mask allows, bounce 256 KiB at once and fail beyond, with the errno of the heap', () => {
    expect(counts(mapped(outcome, 'low', '8M', { dmaMask: 32 }))).toBe('1 direct, 0 bounced, 0 iommu');
    expect(counts(mapped(outcome, 'high', '256K', {}))).toBe('0 direct, 1 bounced, 0 iommu');
    expect(counts(mapped(outcome, 'high', '64M', { dmaMask: 64 }))).toBe('1 direct, 0 bounced, 0 iommu');
    const refused = mapped(outcome, 'high', '260K', { dmaMask: 32 });
    expect(refused).toMatchObject({
      result: 'ENOMEM',
      log: ['swiotlb buffer is full (sz: 266240 bytes), total 32768 (slots), used 0 (slots)'],
    });
    expect(refused?.why).toContain('260 KiB at 0x140000000 is beyond 0xffffffff');
    expect(refused?.why).toContain('256 KiB');
    expect(mapped(outcome, 'system', '1M', { dmaMask: 32 })?.result).toBe('EIO');
    expect(counts(mapped(outcome, 'system', '992K', { dmaMask: 32 }))).toBe('0 direct, 23 bounced, 0 iommu');
    expect(counts(mapped(outcome, 'high', '64M', { dmaMask: 32, iommu: true }))).toBe('0 direct, 0 bounced, 1 iommu');
  });

  it('fail on the system heap with the errno of the version', () => {
    const errnos = ['5.10', '5.12', '5.15', '6.1'].map((kernel) => {
      const old = bootedBoard({ ...POOLS, kernel });
      return mapped(old, 'system', '2M', { dmaMask: 32, node: deviceNode('/dev', [busNode('/bus', FAR_AWAY)]) })
        ?.result;
    });
    expect(errnos).toEqual(['ENOMEM', 'EINVAL', 'EIO', 'EIO']);
  });

  it('keep their 32 bits where dma_set_mask refuses fewer', () => {
    expect(counts(mapped(outcome, 'low', '1M', { dmaMask: 24 }))).toBe('1 direct, 0 bounced, 0 iommu');
    const limited = bootedBoard({ ...POOLS, dmaZoneLimit: 0x7fff_ffffn });
    expect(counts(mapped(limited, 'low', '1M', { dmaMask: 31 }))).toBe('1 direct, 0 bounced, 0 iommu');
    expect(counts(mapped(limited, 'low', '1M', { dmaMask: 30 }))).toBe('1 direct, 0 bounced, 0 iommu');
  });

  it('see memory through the dma-ranges of their buses', () => {
    const offset = [busNode('/bus', [0, 0, 0, 0x4000_0000, 0, 0x4000_0000])];
    const near = bootedBoard({ ...POOLS, dmaZoneLimit: 0x7fff_ffffn, swiotlb: { base: 0x7b00_0000n, size: 64 } });
    const node = deviceNode('/bus/dev', offset);
    expect(counts(mapped(near, 'low', '1M', { node, dmaMask: 64 }))).toBe('1 direct, 0 bounced, 0 iommu');
    expect(counts(mapped(near, 'high', '64K', { node, dmaMask: 64 }))).toBe('0 direct, 1 bounced, 0 iommu');
    const far = mapped(outcome, 'high', '64K', { node, dmaMask: 64 });
    expect(far?.log).toEqual(['swiotlb buffer is full (sz: 65536 bytes), total 32768 (slots), used 0 (slots)']);
    expect(far?.why).toContain('none of the dma-ranges');
    expect(far?.why).toContain("outside the device's dma-ranges");
    const empty = deviceNode('/bus/dev', [busNode('/bus', [])]);
    expect(counts(mapped(outcome, 'high', '1M', { node: empty, dmaMask: 64 }))).toBe('1 direct, 0 bounced, 0 iommu');
    const nested = deviceNode('/soc/bus/dev', [
      busNode('/soc', [0, 0x8000_0000, 0, 0x4000_0000, 0, 0x4000_0000]),
      busNode('/soc/bus', [0, 0, 0, 0x8000_0000, 0, 0x4000_0000]),
    ]);
    expect(counts(mapped(near, 'low', '1M', { node: nested, dmaMask: 64 }))).toBe('1 direct, 0 bounced, 0 iommu');
  });

  it('go through their restricted pool, whatever they reach', () => {
    const path = '/reserved-memory/rp@70000000';
    const restricted = bootedBoard({ ...POOLS, restricted: [{ path, base: 0x7000_0000n, size: 8 }] });
    const node = deviceNode('/dev', [], [path]);
    expect(counts(mapped(restricted, 'low', '256K', { node, dmaMask: 64 }))).toBe('0 direct, 1 bounced, 0 iommu');
    expect(mapped(restricted, 'low', '1M', { node, dmaMask: 64 })?.log).toEqual([
      'swiotlb buffer is full (sz: 1048576 bytes), total 4096 (slots), used 0 (slots)',
    ]);
    const high = bootedBoard({ ...POOLS, restricted: [{ path, base: 0x1_8000_0000n, size: 8 }] });
    expect(mapped(high, 'low', '64K', { node, dmaMask: 32 })).toMatchObject({
      result: 'ENOMEM',
      log: ['swiotlb addr 0x0000000180000000+65536 overflow (mask ffffffff, bus limit 0).'],
    });
  });

  it('fail without a swiotlb, and all go through one that is forced', () => {
    const none = bootedBoard({ ...POOLS, swiotlb: { base: 0n, size: 0 } });
    expect(mapped(none, 'high', '4K', { dmaMask: 32 })?.log).toEqual([
      'DMA addr 0x0000000140000000+4096 overflow (mask ffffffff, bus limit 0).',
    ]);
    const forced = bootedBoard({ ...POOLS, swiotlb: { base: 0xfb00_0000n, size: 64, force: true } });
    expect(counts(mapped(forced, 'low', '4K', { dmaMask: 64 }))).toBe('0 direct, 1 bounced, 0 iommu');
    expect(mapped(forced, 'low', '1M', { dmaMask: 64 })?.result).toBe('ENOMEM');
  });

  it('take system memory from below 4 GiB once what lies above is used up', () => {
    const small = bootedBoard({ memory: [{ base: 0x4000_0000n, size: 0xd00 }] });
    const { scenario } = readScenario({
      devices: [{ name: 'dev', dmaMask: 32 }],
      steps: [
        { op: 'fill', heap: 'system', size: '1M', max: 250, id: 'f' },
        { op: 'allocate', heap: 'system', size: '1M', id: 'b' },
        { op: 'attach', id: 'b', device: 'dev' },
        { op: 'map', id: 'b', device: 'dev' },
        { op: 'attach', id: 'f0', device: 'dev' },
        { op: 'map', id: 'f0', device: 'dev' },
        { op: 'allocate', heap: 'system', size: '8G', id: 'c' },
      ],
    });
    const { steps } = runScenario(small, new Map(), scenario);
    expect(steps.map((step) => step.result)).toEqual(['max', 'ok', 'ok', 'ok', 'ok', 'EIO', 'ENOMEM']);
    expect(steps[6]?.why).toContain('OOM killer');
  });
});
