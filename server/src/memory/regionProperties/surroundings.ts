import type { PropertyHolder, RegionProperty, ValueKind } from './regionProperty.ts';

/** A property of a node that is no region. */
function property(
  holder: PropertyHolder,
  name: string,
  value: ValueKind,
  readers: readonly string[],
  source: string,
  meaning: string,
  rest: Partial<RegionProperty> = {},
): RegionProperty {
  return { name, holder, scope: 'all', value, readers, meaning, source, ...rest };
}

const SCHEMA = 'reserved-memory/memory-region.yaml';
const ROOT_SCAN = 'drivers/of/fdt.c early_init_dt_scan_root';
const MEMORY_SCAN = 'drivers/of/fdt.c early_init_dt_scan_memory';
const CHECK_ROOT = 'drivers/of/of_reserved_mem.c __reserved_mem_check_root';
const RANGES = 'drivers/of/address.c of_dma_get_range';

/** What the nodes around the regions say about memory: the tree itself, RAM, the boot loader, devices and their buses. */
export const SURROUNDINGS: readonly RegionProperty[] = [
  property(
    'root',
    '#address-cells',
    'cell',
    [ROOT_SCAN],
    'root-node.yaml',
    'How many cells an address has in /memory, and in every region: the kernel reads them all with the root’s. 1 where it is missing.',
  ),
  property(
    'root',
    '#size-cells',
    'cell',
    [ROOT_SCAN],
    'root-node.yaml',
    'How many cells a size has in /memory, and in every region. 1 where it is missing.',
  ),
  property(
    'reserved-memory',
    '#address-cells',
    'cell',
    [CHECK_ROOT],
    'reserved-memory/reserved-memory.yaml',
    'Has to repeat the root’s #address-cells, or the kernel ignores every region.',
  ),
  property(
    'reserved-memory',
    '#size-cells',
    'cell',
    [CHECK_ROOT],
    'reserved-memory/reserved-memory.yaml',
    'Has to repeat the root’s #size-cells, or the kernel ignores every region.',
  ),
  property(
    'reserved-memory',
    'ranges',
    'translations',
    [CHECK_ROOT],
    'reserved-memory/reserved-memory.yaml',
    'Has to be there, and empty: without it the kernel ignores every region, and what it says is never read.',
  ),
  property(
    'memory',
    'device_type',
    'string',
    [MEMORY_SCAN],
    'memory.yaml',
    'Has to be "memory": by it the kernel finds RAM, not by the node’s name.',
  ),
  property(
    'memory',
    'reg',
    'ranges',
    [MEMORY_SCAN],
    'memory.yaml',
    'The banks of RAM: addresses and sizes with the cells of the root. Boot loaders often fill it in.',
  ),
  property(
    'memory',
    'linux,usable-memory',
    'ranges',
    [MEMORY_SCAN],
    'drivers/of/fdt.c',
    'The banks that this kernel may use, in the place of reg.',
  ),
  property(
    'memory',
    'hotpluggable',
    'flag',
    [MEMORY_SCAN],
    'memory.yaml',
    'The banks may be taken out while the system runs, so the kernel keeps its own data elsewhere.',
  ),
  property(
    'memory',
    'numa-node-id',
    'cell',
    ['drivers/of/of_numa.c of_numa_parse_memory_nodes'],
    'Documentation/devicetree/bindings/numa.txt',
    'Which NUMA node the banks belong to.',
  ),
  property(
    'memory',
    'status',
    'string',
    [`${MEMORY_SCAN} (of_fdt_device_is_available)`],
    'dt-core.yaml',
    'Switches the banks off unless it is "okay" or "ok".',
  ),
  property(
    'chosen',
    'bootargs',
    'string',
    ['drivers/of/fdt.c early_init_dt_scan_chosen'],
    'chosen.yaml',
    'The command line: cma=, mem=, swiotlb= and others change what becomes of memory.',
  ),
  property(
    'chosen',
    'linux,usable-memory-range',
    'ranges',
    ['drivers/of/fdt.c early_init_dt_check_for_usable_mem_range'],
    'chosen.yaml',
    'What a crash kernel may use: RAM is cut to the first range, and the second one is added.',
  ),
  property(
    'chosen',
    'linux,elfcorehdr',
    'ranges',
    ['drivers/of/fdt.c early_init_dt_check_for_elfcorehdr'],
    'chosen.yaml',
    'Where a crash kernel finds the headers of the memory that it dumps: one address and size.',
  ),
  property(
    'device',
    'memory-region',
    'phandles',
    [
      'drivers/of/of_reserved_mem.c of_reserved_mem_device_init_by_idx, of_reserved_mem_lookup',
      'drivers of remote processors, video codecs, network and others',
    ],
    SCHEMA,
    'The regions that belong to the device. Most drivers attach to the first one, and map or look up the others.',
    { mistakenNames: ['memory-regions', 'mem-region', 'memory-reg', 'reserved-memory-region'] },
  ),
  property(
    'device',
    'memory-region-names',
    'strings',
    ['drivers/of/of_reserved_mem.c of_reserved_mem_device_init_by_name'],
    SCHEMA,
    'What the driver calls the regions of memory-region, in the same order.',
    { mistakenNames: ['memory-region-name'] },
  ),
  property(
    'device',
    'dma-coherent',
    'flag',
    ['drivers/of/address.c of_dma_is_coherent'],
    'dt-core.yaml',
    'The caches follow the device’s access to memory, so no buffer is flushed for it. A bus may say it for its devices.',
  ),
  property(
    'device',
    'dma-noncoherent',
    'flag',
    ['drivers/of/address.c of_dma_is_coherent'],
    'dt-core.yaml',
    'The caches do not follow the device, on an architecture where that is the exception.',
  ),
  property(
    'device',
    'iommus',
    'specifiers',
    ['drivers/iommu/of_iommu.c of_iommu_configure'],
    'Documentation/devicetree/bindings/iommu/iommu.txt',
    'The IOMMU that translates what the device addresses: scattered memory looks contiguous to it.',
  ),
  property(
    'bus',
    'dma-ranges',
    'translations',
    [RANGES, 'drivers/of/address.c of_dma_get_max_cpu_address'],
    'dt-core.yaml',
    'Which addresses devices on the bus reach in memory, and by which address of the bus. Empty says all, at the same address.',
  ),
];
