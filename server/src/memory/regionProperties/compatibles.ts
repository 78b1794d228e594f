/** A `compatible` of a region. */
export interface RegionCompatible {
  readonly name: string;
  /** The driver that takes such regions; empty where the modelled architectures have none in mainline. */
  readonly driver: string;
  /** The first kernel whose driver does; absent where every modelled kernel's does, and where none does. */
  readonly since?: string;
  readonly meaning: string;
  readonly source: string;
  /** Whether devices allocate from the region through the kernel's DMA functions. */
  readonly isPool: boolean;
}

const BINDINGS = 'Documentation/devicetree/bindings/';

function driverOf(name: string, driver: string, source: string, meaning: string, since?: string): RegionCompatible {
  return { name, driver, source, meaning, isPool: false, ...(since === undefined ? {} : { since }) };
}

/** Every `compatible` that the bindings of reserved memory define. */
export const REGION_COMPATIBLES: readonly RegionCompatible[] = [
  {
    name: 'shared-dma-pool',
    driver: 'kernel/dma/contiguous.c rmem_cma_setup, kernel/dma/coherent.c rmem_dma_setup',
    meaning:
      'A pool of DMA memory for the devices that refer to it: a CMA area with reusable, a coherent pool without.',
    source: 'reserved-memory/shared-dma-pool.yaml',
    isPool: true,
  },
  {
    name: 'restricted-dma-pool',
    driver: 'kernel/dma/swiotlb.c rmem_swiotlb_setup',
    since: '5.15',
    meaning: 'The only memory that its devices may reach: every transfer is bounced through it.',
    source: 'reserved-memory/shared-dma-pool.yaml',
    isPool: true,
  },
  driverOf(
    'framebuffer',
    '',
    'reserved-memory/framebuffer.yaml',
    'The frame buffer that firmware has set up, kept for the display driver or simple-framebuffer that refers to it.',
  ),
  driverOf(
    'ramoops',
    'fs/pstore/ram.c',
    `${BINDINGS}reserved-memory/ramoops.yaml`,
    'Keeps logs of oopses and panics over a reboot.',
  ),
  driverOf(
    'phram',
    'drivers/mtd/devices/phram.c',
    `${BINDINGS}reserved-memory/phram.yaml`,
    'A memory technology device in RAM.',
    '5.19',
  ),
  driverOf(
    'nvmem-rmem',
    'drivers/nvmem/rmem.c',
    `${BINDINGS}nvmem/rmem.yaml`,
    'Data that firmware left in memory, readable as an nvmem device.',
    '5.12',
  ),
  driverOf(
    'google,open-dice',
    'drivers/misc/open-dice.c',
    `${BINDINGS}reserved-memory/google,open-dice.yaml`,
    'The certificate chain of a measured boot, readable as /dev/open-dice0.',
    '5.18',
  ),
  driverOf(
    'qcom,cmd-db',
    'drivers/soc/qcom/cmd-db.c',
    `${BINDINGS}reserved-memory/qcom,cmd-db.yaml`,
    'The command database that Qualcomm’s firmware leaves: resources and their addresses.',
  ),
  driverOf(
    'qcom,rmtfs-mem',
    'drivers/soc/qcom/rmtfs_mem.c',
    `${BINDINGS}reserved-memory/qcom,rmtfs-mem.yaml`,
    'Buffers through which a modem reads and writes the remote file system.',
  ),
  driverOf(
    'qcom,smem',
    'drivers/soc/qcom/smem.c',
    `${BINDINGS}soc/qcom/qcom,smem.yaml`,
    'Memory that the processors of a Qualcomm system share.',
    '5.15',
  ),
  driverOf(
    'nvidia,tegra210-emc-table',
    'drivers/memory/tegra/tegra210-emc-table.c',
    `${BINDINGS}reserved-memory/nvidia,tegra210-emc-table.yaml`,
    'The table of memory frequencies that the boot loader made.',
  ),
  driverOf(
    'nvidia,tegra264-bpmp-shmem',
    'drivers/firmware/tegra/bpmp-tegra186.c',
    `${BINDINGS}reserved-memory/nvidia,tegra264-bpmp-shmem.yaml`,
    'Messages between the processors and the power manager.',
    '6.6',
  ),
  driverOf(
    'fsl,qman-fqd',
    'drivers/soc/fsl/qbman/qman_ccsr.c',
    `${BINDINGS}soc/fsl/fsl,qman-fqd.yaml`,
    'Frame queue descriptors of the queue manager.',
  ),
  driverOf(
    'fsl,qman-pfdr',
    'drivers/soc/fsl/qbman/qman_ccsr.c',
    `${BINDINGS}soc/fsl/fsl,qman-fqd.yaml`,
    'Packed frame descriptors of the queue manager.',
  ),
  driverOf(
    'fsl,bman-fbpr',
    'drivers/soc/fsl/qbman/bman_ccsr.c',
    `${BINDINGS}soc/fsl/fsl,qman-fqd.yaml`,
    'Free buffer records of the buffer manager.',
  ),
  driverOf(
    'intel,wakeup-mailbox',
    '',
    `${BINDINGS}reserved-memory/intel,wakeup-mailbox.yaml`,
    'The mailbox through which secondary processors of an Intel system are woken.',
  ),
  driverOf(
    'xen,shared-memory-v1',
    '',
    `${BINDINGS}reserved-memory/xen,shared-memory.txt`,
    'Memory that virtual machines of Xen share.',
  ),
];
