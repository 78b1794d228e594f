import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boot } from '../../server/src/kernel/boot.ts';
import type { BootOutcome } from '../../server/src/kernel/outcome/bootOutcome.ts';
import { causeText, stopText } from '../../server/src/kernel/outcome/causeText.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { type BoardSketch, bootInput, type RegionSketch } from '../boots/boardSketch.ts';

const MIB = 1n << 20n;
const RUNS = { numRuns: 400 };

const versions = fc.constantFrom('5.10', '5.15', '6.1', '6.6', '6.12', '6.18.8', '6.18', '7.0', '7.2', '7.3.4');
const size = fc.constantFrom(
  0n,
  1n,
  0x800n,
  0x1000n,
  MIB,
  2n * MIB,
  3n * MIB,
  4n * MIB,
  64n * MIB,
  1n << 40n,
  (1n << 64n) - 1n,
);
const address = fc.oneof(
  fc.constantFrom(
    0n,
    0x4010_0000n,
    0x4020_0000n,
    0x6000_0000n,
    0x6000_0800n,
    0xbff0_0000n,
    0xffff_f000n,
    (1n << 64n) - 1n,
  ),
  fc.integer({ min: 0, max: 300 }).map((mebibytes) => 0x4000_0000n + BigInt(mebibytes) * 8n * MIB),
);
const range = fc.tuple(address, size);

const region: fc.Arbitrary<RegionSketch> = fc.record(
  {
    reg: fc.array(range, { maxLength: 3 }),
    size,
    alignment: size,
    allocRanges: fc.array(range, { maxLength: 2 }),
    compatible: fc.constantFrom('shared-dma-pool', 'restricted-dma-pool', 'other'),
    status: fc.constantFrom('okay', 'ok', 'disabled', ''),
    flags: fc.subarray(['reusable', 'no-map', 'linux,cma-default', 'linux,dma-default']),
    raw: fc.dictionary(fc.constantFrom('reg', 'size', 'alignment', 'alloc-ranges'), fc.uint8Array({ maxLength: 20 }), {
      maxKeys: 1,
    }),
  },
  { requiredKeys: [] },
);

const board: fc.Arbitrary<BoardSketch> = fc.record({
  regions: fc.dictionary(fc.constantFrom('a@1', 'b', 'system', 'reserved', 'n'.repeat(70), 'c', 'd', 'e'), region),
  memoryReservations: fc.array(range, { maxLength: 2 }),
  profile: fc.record({
    kernel: versions,
    architecture: fc.constantFrom('arm64' as const, 'arm' as const, 'riscv' as const),
    commandLine: fc.constantFrom(
      '',
      'cma=0',
      'cma=16M',
      'cma=16M@0x70000000',
      'cma=1G@0-4G',
      'mem=256M',
      'swiotlb=force',
    ),
    patches: fc.constantFrom(
      [],
      ['coherent-heap-v1' as const],
      ['coherent-heap-v3' as const],
      ['cma-heap-v6' as const],
    ),
    memory: fc.constantFrom(
      [new AddressRange(0x4000_0000n, 0x8000_0000n)],
      [new AddressRange(0x4000_0000n, 0x2_0000_0000n)],
      [new AddressRange(0x4000_0000n, 0x1000_0000n), new AddressRange(0x8000_0000n, 0x1000_0000n)],
    ),
  }),
  config: fc.constantFrom(
    {},
    { CONFIG_ARM64_16K_PAGES: 'y' },
    { CONFIG_ARM64_64K_PAGES: 'y' },
    { CONFIG_DMA_CMA: 'n' },
    { CONFIG_CMA_SIZE_SEL_PERCENTAGE: 'y', CONFIG_CMA_SIZE_PERCENTAGE: 25 },
  ),
});

const bootOf = (sketch: BoardSketch): BootOutcome => boot(bootInput(sketch));
const inWords = (outcome: BootOutcome) =>
  JSON.stringify(outcome, (_, value) => (typeof value === 'bigint' ? value.toString() : value));

test('a boot is an outcome, and always the same', () => {
  fc.assert(
    fc.property(board, (sketch) => {
      const outcome = bootOf(sketch);
      expect(inWords(bootOf(sketch))).toBe(inWords(outcome));
      expect(outcome.booted).toBe(outcome.stop === undefined);
      if (outcome.stop !== undefined) expect(stopText(outcome.stop)).toBeTruthy();
    }),
    RUNS,
  );
});

test('heaps have one name and one minor each, and a backing that is there', () => {
  fc.assert(
    fc.property(board, (sketch) => {
      const { heaps, cmaAreas, coherentPools } = bootOf(sketch);
      expect(new Set(heaps.map((heap) => heap.name)).size).toBe(heaps.length);
      expect(heaps.map((heap) => heap.minor)).toEqual(heaps.map((_, index) => index));
      for (const { allocator, backing } of heaps) {
        if (allocator === 'system') expect(backing).toBeUndefined();
        else expect((allocator === 'cma' ? cmaAreas : coherentPools)[backing ?? -1]).toBeDefined();
      }
    }),
    RUNS,
  );
});

test('CMA areas are aligned, and no more of them is used than there is', () => {
  fc.assert(
    fc.property(board, (sketch) => {
      const { cmaAreas, cmaMinimumAlignment, pageSize } = bootOf(sketch);
      for (const { name, range: area, pages, usedAtBoot } of cmaAreas) {
        expect((area.base | area.size) % cmaMinimumAlignment).toBe(0n);
        expect(BigInt(pages) * BigInt(pageSize)).toBe(area.size);
        expect(usedAtBoot).toBeLessThanOrEqual(pages);
        expect(name.length).toBeLessThanOrEqual(63);
      }
    }),
    RUNS,
  );
});

test('what is not what its author asked for says why', () => {
  fc.assert(
    fc.property(board, (sketch) => {
      for (const { state, cause } of bootOf(sketch).regions) {
        if (state === 'released' || state === 'failed' || state === 'skipped') expect(cause).toBeDefined();
        if (cause !== undefined) expect(causeText(cause)).toBeTruthy();
      }
    }),
    RUNS,
  );
});

test('a region that the kernel places lies in RAM and on nobody else', () => {
  const placed = fc.record({
    size: fc.constantFrom(MIB, 2n * MIB, 16n * MIB),
    alignment: fc.constantFrom(0n, MIB, 4n * MIB),
  });
  fc.assert(
    fc.property(
      fc.array(placed, { maxLength: 20 }),
      fc.array(range, { maxLength: 5 }),
      versions,
      (dynamic, reserved, kernel) => {
        const regions: Record<string, RegionSketch> = {};
        reserved.forEach((reg, index) => {
          regions[`s${index}`] = { reg: [reg] };
        });
        dynamic.forEach((sketch, index) => {
          regions[`d${index}`] = sketch;
        });
        const outcome = bootOf({ regions, profile: { kernel } });
        const taken = outcome.regions.filter(({ name }) => name.startsWith('d')).flatMap((each) => each.range ?? []);
        for (const each of taken) {
          expect(outcome.memory.some((bank) => bank.contains(each))).toBe(true);
          const others = [
            ...taken.filter((other) => other !== each),
            ...outcome.profile.occupied.map((occupied) => occupied.range),
          ];
          expect(others.some((other) => other.overlaps(each))).toBe(false);
          const fixed = reserved
            .filter(([, bytes]) => bytes > 0n && bytes < 1n << 32n)
            .map(([base, bytes]) => new AddressRange(base, bytes));
          expect(fixed.some((other) => other.overlaps(each))).toBe(false);
        }
      },
    ),
    RUNS,
  );
});
