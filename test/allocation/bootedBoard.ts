import type { DeviceNode, FlatNode } from '../../server/src/kernel/input/bootInput.ts';
import { readCommandLine } from '../../server/src/kernel/input/commandLine.ts';
import type { Architecture, Patch } from '../../server/src/kernel/input/profile.ts';
import type {
  BootOutcome,
  CmaArea,
  CoherentPool,
  Heap,
  RestrictedPool,
} from '../../server/src/kernel/outcome/bootOutcome.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';

/** A boot in few words: what heaps and devices see of it. Sizes are in MiB, addresses in bytes. */
export interface BoardSketch {
  readonly kernel?: string;
  readonly architecture?: Architecture;
  readonly patches?: readonly Patch[];
  readonly config?: Readonly<Record<string, string | number>>;
  readonly pageSize?: number;
  /** Areas that become heaps of their names; the first one is also `default_cma_region`. */
  readonly cma?: readonly {
    readonly name: string;
    readonly base: bigint;
    readonly size: number;
    readonly usedAtBoot?: number;
    readonly activated?: boolean;
  }[];
  readonly coherent?: readonly {
    readonly name: string;
    readonly base: bigint;
    readonly size: number;
    readonly noMap?: boolean;
  }[];
  readonly restricted?: readonly { readonly path: string; readonly base: bigint; readonly size: number }[];
  readonly memory?: readonly { readonly base: bigint; readonly size: number }[];
  readonly dmaZoneLimit?: bigint;
  /** In MiB; 0: none. */
  readonly swiotlb?: { readonly base: bigint; readonly size: number; readonly force?: boolean };
  readonly booted?: boolean;
  readonly commandLine?: string;
  /** No-map carve-outs. */
  readonly carveOuts?: readonly { readonly name: string; readonly base: bigint; readonly size: number }[];
  readonly kernelImage?: { readonly base: bigint; readonly size: number };
}

const MIB = 1n << 20n;

function rangeOf(base: bigint, size: number): AddressRange {
  return new AddressRange(base, BigInt(Math.round(size * 1024)) * 1024n);
}

/** Makes the outcome of a boot by hand: 8 GiB from 0x40000000, a swiotlb of 64 MiB below 4 GiB, a system heap. */
export function bootedBoard(sketch: BoardSketch = {}): BootOutcome {
  const pageSize = sketch.pageSize ?? 4096;
  const pagesOf = (range: AddressRange) => Number(range.size / BigInt(pageSize));
  const cmaAreas = (sketch.cma ?? []).map(({ name, base, size, usedAtBoot = 0, activated = true }): CmaArea => {
    const range = rangeOf(base, size);
    return {
      name,
      range,
      pages: pagesOf(range),
      usablePages: pagesOf(range),
      usedAtBoot,
      activated,
      basePredictable: true,
    };
  });
  const coherentPools = (sketch.coherent ?? []).map(({ name, base, size, noMap = true }): CoherentPool => {
    const range = rangeOf(base, size);
    const path = `/reserved-memory/${name}`;
    return { name, path, range, pages: pagesOf(range), noMap, attachFailure: undefined };
  });
  const restrictedPools = (sketch.restricted ?? []).map(({ path, base, size }): RestrictedPool => {
    return { name: path.split('/').at(-1) ?? '', path, range: rangeOf(base, size) };
  });
  const names: Omit<Heap, 'minor'>[] = [{ name: 'system', allocator: 'system', backing: undefined }];
  if (cmaAreas.length > 0) names.push({ name: 'default_cma_region', allocator: 'cma', backing: 0 });
  for (const [backing, { name }] of cmaAreas.entries()) names.push({ name, allocator: 'cma', backing });
  for (const [backing, { name }] of coherentPools.entries()) names.push({ name, allocator: 'coherent', backing });
  const memory = (sketch.memory ?? [{ base: 0x4000_0000n, size: 8192 }]).map(({ base, size }) => rangeOf(base, size));
  const swiotlb = sketch.swiotlb ?? { base: 0xfb00_0000n, size: 64, force: false };
  return {
    profile: {
      kernel: sketch.kernel ?? '7.3',
      architecture: sketch.architecture ?? 'arm64',
      patches: sketch.patches ?? [],
      config: new Map(Object.entries(sketch.config ?? {})),
      commandLine: sketch.commandLine ?? '',
      memory: undefined,
      occupied:
        sketch.kernelImage === undefined
          ? []
          : [{ name: 'kernel', range: rangeOf(sketch.kernelImage.base, sketch.kernelImage.size) }],
      firmwareRegions: [],
    },
    commandLine: readCommandLine(''),
    booted: sketch.booted ?? true,
    stop: sketch.booted === false ? { kind: 'no-memory', regions: [] } : undefined,
    log: [],
    regions: (sketch.carveOuts ?? []).map(({ name, base, size }) => ({
      name,
      path: `/reserved-memory/${name}`,
      range: rangeOf(base, size),
      noMap: true,
      reusable: false,
      state: 'reserved',
      cause: undefined,
    })),
    cmaAreas,
    defaultCmaArea: cmaAreas.length > 0 ? 0 : undefined,
    coherentPools,
    restrictedPools,
    lostHeaps: [],
    heaps: names.map((heap, minor) => ({ ...heap, minor })),
    pageSize,
    cmaMinimumAlignment: 2n * MIB,
    systemMemory: memory,
    memoryCuts: [],
    lowmemEnd: memory.at(-1)?.end ?? 0n,
    memory,
    dma: {
      dmaZoneLimit: sketch.dmaZoneLimit ?? 0xffff_ffffn,
      swiotlb:
        swiotlb.size === 0
          ? undefined
          : { base: swiotlb.base, size: BigInt(swiotlb.size) * MIB, force: swiotlb.force ?? false },
    },
  };
}

/** Bytes of 32-bit cells. */
export function cells(...values: readonly number[]): Uint8Array {
  return new Uint8Array(
    values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 255)),
  );
}

/** A bus with cells of 2 and, where given, `dma-ranges` of so many cells. */
export function busNode(path: string, dmaRanges?: readonly number[]): FlatNode {
  const properties = new Map([
    ['#address-cells', cells(2)],
    ['#size-cells', cells(2)],
  ]);
  if (dmaRanges !== undefined) properties.set('dma-ranges', cells(...dmaRanges));
  return { name: path.split('/').at(-1) ?? '', path, properties };
}

/** A device below buses; the root comes first. */
export function deviceNode(
  path: string,
  buses: readonly FlatNode[] = [],
  memoryRegions: readonly string[] = [],
): DeviceNode {
  const name = path.split('/').at(-1) ?? '';
  return { name, path, properties: new Map(), memoryRegions, buses: [busNode('/'), ...buses] };
}
