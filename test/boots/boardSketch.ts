import type { BootInput, FlatNode } from '../../server/src/kernel/input/bootInput.ts';
import type { Profile } from '../../server/src/kernel/input/profile.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';

/** A child of `/reserved-memory` in few words; numbers are written with two cells each. */
export interface RegionSketch {
  readonly reg?: readonly (readonly [base: bigint, size: bigint])[];
  readonly size?: bigint;
  readonly alignment?: bigint;
  readonly allocRanges?: readonly (readonly [base: bigint, size: bigint])[];
  readonly compatible?: string;
  readonly status?: string;
  /** Properties without a value. */
  readonly flags?: readonly string[];
  /** Properties as they are, over those above. */
  readonly raw?: Readonly<Record<string, Uint8Array>>;
}

/** A board in few words. */
export interface BoardSketch {
  /** The root's. */
  readonly compatible?: string;
  readonly regions?: Readonly<Record<string, RegionSketch>>;
  readonly profile?: Partial<Omit<Profile, 'config'>>;
  readonly config?: Readonly<Record<string, string | number>>;
  readonly memoryReservations?: readonly (readonly [base: bigint, size: bigint])[];
  readonly chosen?: Readonly<Record<string, Uint8Array>>;
  /** Properties of `/reserved-memory`, instead of cells of 2 and `ranges`. */
  readonly reservedMemory?: Readonly<Record<string, Uint8Array>>;
}

/** Bytes of 32-bit cells. */
export function cells(...values: readonly number[]): Uint8Array {
  return new Uint8Array(
    values.flatMap((value) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]),
  );
}

function wide(...values: readonly bigint[]): Uint8Array {
  return cells(...values.flatMap((value) => [Number(value >> 32n), Number(value & 0xffff_ffffn)]));
}

/** Bytes of a string with its end. */
export function text(value: string): Uint8Array {
  return new Uint8Array([...value, '\0'].map((character) => character.charCodeAt(0)));
}

function regionNode(name: string, sketch: RegionSketch): FlatNode {
  const properties = new Map<string, Uint8Array>();
  if (sketch.compatible !== undefined) properties.set('compatible', text(sketch.compatible));
  if (sketch.status !== undefined) properties.set('status', text(sketch.status));
  for (const flag of sketch.flags ?? []) properties.set(flag, new Uint8Array());
  if (sketch.reg !== undefined) properties.set('reg', wide(...sketch.reg.flat()));
  if (sketch.size !== undefined) properties.set('size', wide(sketch.size));
  if (sketch.alignment !== undefined) properties.set('alignment', wide(sketch.alignment));
  if (sketch.allocRanges !== undefined) properties.set('alloc-ranges', wide(...sketch.allocRanges.flat()));
  for (const [property, value] of Object.entries(sketch.raw ?? {})) properties.set(property, value);
  return { name, path: `/reserved-memory/${name}`, properties };
}

const named = (compatible: string | undefined): Readonly<Record<string, Uint8Array>> =>
  compatible === undefined ? {} : { compatible: text(compatible) };

const TWO_CELLS = { '#address-cells': cells(2), '#size-cells': cells(2) };

/** 2 GiB at 0x40000000 with the kernel near its start, Linux 7.3.4 for arm64, unless the sketch says otherwise. */
export function bootInput(sketch: BoardSketch): BootInput {
  const children = Object.entries(sketch.regions ?? {}).map(([name, region]) => regionNode(name, region));
  return {
    profile: {
      kernel: '7.3.4',
      architecture: 'arm64',
      patches: [],
      commandLine: '',
      memory: [new AddressRange(0x4000_0000n, 0x8000_0000n)],
      occupied: [{ name: 'kernel', range: new AddressRange(0x4020_0000n, 0x65_0000n) }],
      firmwareRegions: [],
      ...sketch.profile,
      config: new Map(
        Object.entries({
          CONFIG_NUMA: 'n',
          CONFIG_EFI: 'n',
          CONFIG_CMA_AREAS: 20,
          CONFIG_CMA_SIZE_MBYTES: 16,
          ...sketch.config,
        }),
      ),
    },
    root: { name: '', path: '/', properties: new Map(Object.entries({ ...TWO_CELLS, ...named(sketch.compatible) })) },
    chosen:
      sketch.chosen === undefined
        ? undefined
        : { name: 'chosen', path: '/chosen', properties: new Map(Object.entries(sketch.chosen)) },
    memoryNodes: [],
    memoryReservations: (sketch.memoryReservations ?? []).map(([base, size]) => new AddressRange(base, size)),
    reservedMemory:
      children.length === 0 && sketch.reservedMemory === undefined
        ? undefined
        : {
            node: {
              name: 'reserved-memory',
              path: '/reserved-memory',
              properties: new Map(Object.entries(sketch.reservedMemory ?? { ...TWO_CELLS, ranges: new Uint8Array() })),
            },
            children,
          },
    afterEmptyReg: new Map(),
    dmaRanges: [],
  };
}
