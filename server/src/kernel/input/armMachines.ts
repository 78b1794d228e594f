import type { Kernel } from './kernel.ts';

const MIB = 1n << 20n;
const GIB = 1n << 30n;

/** A machine of 32-bit arm whose devices reach less than 4 GiB. */
interface ArmMachine {
  /** What the root's `compatible` names it by (`dt_compat`). */
  readonly compatible: readonly string[];
  /** Bytes from the start of RAM that its devices reach (`dma_zone_size`). */
  readonly dmaZone: bigint;
  /** Whether the limit holds for kernels with CONFIG_ARM_LPAE alone. */
  readonly withLpaeAlone: boolean;
  readonly source: string;
}

/** `DT_MACHINE_START` … `dma_zone_size` of arch/arm/mach-*, Linux 6.12; the same since 5.10. */
const MACHINES: readonly ArmMachine[] = [
  {
    compatible: ['brcm,bcm2711'],
    dmaZone: GIB,
    withLpaeAlone: false,
    source: 'arch/arm/mach-bcm/bcm2711.c',
  },
  {
    compatible: ['ti,omap5432', 'ti,omap5430', 'ti,omap5'],
    dmaZone: 2n * GIB,
    withLpaeAlone: true,
    source: 'arch/arm/mach-omap2/board-generic.c OMAP5_DT',
  },
  {
    compatible: [
      'ti,dra762',
      'ti,am5728',
      'ti,am5726',
      'ti,dra742',
      'ti,dra7',
      'ti,am5718',
      'ti,am5716',
      'ti,dra722',
      'ti,dra718',
    ],
    dmaZone: 2n * GIB,
    withLpaeAlone: true,
    source: 'arch/arm/mach-omap2/board-generic.c DRA74X_DT, DRA72X_DT',
  },
  {
    compatible: ['ti,k2hk', 'ti,k2e', 'ti,k2l', 'ti,k2g', 'ti,keystone'],
    dmaZone: 2n * GIB,
    withLpaeAlone: true,
    source: 'arch/arm/mach-keystone/keystone.c',
  },
  {
    compatible: ['calxeda,highbank', 'calxeda,ecx-2000'],
    dmaZone: 4n * GIB,
    withLpaeAlone: true,
    source: 'arch/arm/mach-highbank/highbank.c',
  },
  {
    compatible: ['arm,realview-eb', 'arm,realview-pb1176', 'arm,realview-pba8', 'arm,realview-pbx'],
    dmaZone: 256n * MIB,
    withLpaeAlone: false,
    source: 'arch/arm/mach-versatile/realview.c',
  },
];

/**
 * How many bytes from the start of RAM every device of an arm machine reaches (arch/arm/mm/init.c `setup_dma_zone`);
 * `undefined` where the machine sets no limit or the kernel has no DMA zone. `compatible` is the root's.
 */
export function armDmaZone(kernel: Kernel, compatible: readonly string[]): bigint | undefined {
  if (!kernel.configuration.isEnabled('CONFIG_ZONE_DMA')) return undefined;
  const machine = MACHINES.find((each) => compatible.some((name) => each.compatible.includes(name)));
  if (machine === undefined || (machine.withLpaeAlone && !kernel.configuration.isEnabled('CONFIG_ARM_LPAE'))) {
    return undefined;
  }
  return machine.dmaZone;
}
