import { formatSize } from '../units/formatBytes.ts';
import type { OperationRefusal } from '../use/operationResult.ts';

/** What the proposed heap of a coherent pool calls its region of the dmem controller. */
export const dmemRegionName = (pool: string): string => `coh/${pool}`;

/**
 * One region of the dmem cgroup controller, as the caller's group sees it (kernel/cgroup/dmem.c): charges are refused
 * beyond the group's `dmem.max`.
 */
export class DmemRegion {
  readonly name: string;
  readonly limit: bigint;
  #charged = 0n;

  constructor(name: string, limit: bigint) {
    this.name = name;
    this.limit = limit;
  }

  get charged(): bigint {
    return this.#charged;
  }

  /** Charges bytes, or says why not: `dmem_cgroup_try_charge` answers -EAGAIN at the limit. */
  charge(bytes: bigint): OperationRefusal | undefined {
    if (this.#charged + bytes <= this.limit) {
      this.#charged += bytes;
      return undefined;
    }
    const why =
      `the control group may hold ${formatSize(this.limit)} of ${this.name} (dmem.max); ` +
      `${formatSize(this.#charged)} are charged and ${formatSize(bytes)} more are asked for`;
    return { result: 'EAGAIN', why };
  }

  uncharge(bytes: bigint): void {
    this.#charged -= bytes;
  }
}

/**
 * Whether heaps charge what they allocate: the parameter `dma_heap.mem_accounting` (drivers/dma-buf/dma-heap.c), off
 * unless the kernel's command line turns it on.
 */
export function accountsMemory(commandLine: string): boolean {
  const values = [...commandLine.matchAll(/(?:^|\s)dma[-_]heap\.mem[-_]accounting(?:=(\S*))?(?=\s|$)/g)];
  const last = values.at(-1);
  return last !== undefined && (last[1] === undefined || /^(?:[yYtT1]|on)/i.test(last[1]));
}
