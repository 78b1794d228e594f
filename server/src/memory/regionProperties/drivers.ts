import type { RegionProperty, ValueKind } from './regionProperty.ts';

/** A property that one driver reads in the regions it takes. */
function ofDriver(
  compatible: string,
  driver: string,
  source: string,
): (name: string, value: ValueKind, meaning: string, rest?: Partial<RegionProperty>) => RegionProperty {
  return (name, value, meaning, rest = {}) => ({
    name,
    holder: 'region',
    scope: { compatible },
    value,
    readers: driver === '' ? [] : [driver],
    meaning,
    source,
    ...rest,
  });
}

const ramoops = ofDriver(
  'ramoops',
  'fs/pstore/ram.c ramoops_parse_dt',
  'Documentation/devicetree/bindings/reserved-memory/ramoops.yaml',
);
const rmtfs = ofDriver(
  'qcom,rmtfs-mem',
  'drivers/soc/qcom/rmtfs_mem.c qcom_rmtfs_mem_probe',
  'Documentation/devicetree/bindings/reserved-memory/qcom,rmtfs-mem.yaml',
);
const smem = ofDriver(
  'qcom,smem',
  'drivers/soc/qcom/smem.c qcom_smem_probe',
  'Documentation/devicetree/bindings/soc/qcom/qcom,smem.yaml',
);
const xen = ofDriver(
  'xen,shared-memory-v1',
  '',
  'Documentation/devicetree/bindings/reserved-memory/xen,shared-memory.txt',
);

/** What the drivers of single kinds of regions read. */
export const DRIVERS: readonly RegionProperty[] = [
  ramoops(
    'record-size',
    'cell',
    'The largest size in bytes of one dump of the kernel log, rounded down to a power of two; 0 for none.',
  ),
  ramoops('console-size', 'cell', 'Bytes for the console log, rounded down to a power of two; 0 for none.'),
  ramoops('ftrace-size', 'cell', 'Bytes for function traces, rounded down to a power of two; 0 for none.'),
  ramoops('pmsg-size', 'cell', 'Bytes for messages of user space, rounded down to a power of two; 0 for none.'),
  ramoops('ecc-size', 'cell', 'Bytes of error correction for each block of the records; 0 for none.'),
  ramoops('mem-type', 'cell', 'How the memory is mapped: 0 write-combined, 1 unbuffered, 2 cached.', { since: '5.12' }),
  ramoops(
    'max-reason',
    'cell',
    'The highest reason of a dump that is stored, counted as KMSG_DUMP_*: 2 for oopses and panics, the default.',
  ),
  ramoops('flags', 'cell', 'The driver’s RAMOOPS_FLAG_*: bit 0 keeps a buffer of function traces for each processor.'),
  ramoops('no-dump-oops', 'flag', 'Stores panics alone.', { replacedBy: 'max-reason' }),
  ramoops('unbuffered', 'flag', 'Maps the memory without buffering.', { replacedBy: 'mem-type' }),
  rmtfs(
    'qcom,client-id',
    'cell',
    'Which client of the remote file system uses the region; the device file is called by it.',
  ),
  rmtfs(
    'qcom,vmid',
    'cells',
    'The virtual machines (remote processors) that are given access to the memory, one or two.',
  ),
  rmtfs(
    'qcom,use-guard-pages',
    'flag',
    'Leaves the first and the last page unused, for firmware that protects neighbours badly.',
    { since: '6.7' },
  ),
  smem('hwlocks', 'specifiers', 'The hardware lock that guards the allocations in the shared memory.'),
  smem('qcom,rpm-msg-ram', 'phandle', 'The message memory of the power manager, a second part of the shared memory.'),
  xen(
    'xen,offset',
    'number64',
    'Where the memory begins in the shared region of the virtual machine that owns it. Linux does not read it.',
  ),
  xen('xen,id', 'string', 'What the configuration of the virtual machine calls the region. Linux does not read it.'),
  ofDriver('dma_heap,chunk', '', 'A patch of 2021 that was not merged: dma_heap_chunk.yaml')(
    'chunk-order',
    'cell',
    'The order of the pages that the chunk heap hands out. Mainline has no chunk heap; Android’s kernels do.',
  ),
];
