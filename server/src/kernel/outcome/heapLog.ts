import type { LogEntry, LoggedRegion } from './logEntry.ts';

/** The kernel's messages while it registers heaps, most of them about failures, each with the heap's name and its region. */
export class HeapLog {
  readonly #entries: LogEntry[];

  /** Appends to the entries of the boot log. */
  constructor(entries: LogEntry[]) {
    this.#entries = entries;
  }

  #print(region: LoggedRegion | undefined, heap: string, line: string): void {
    this.#entries.push({ event: 'heap-not-added', regions: region === undefined ? [] : [region.path], heap, line });
  }

  nameEmpty(region: LoggedRegion | undefined): void {
    this.#print(region, '', 'dma_heap: Cannot add heap without a name');
  }

  minorsFull(region: LoggedRegion | undefined, heap: string): void {
    this.#print(region, heap, 'dma_heap: Unable to get minor number for heap');
  }

  /** A name that the list of heaps holds already. */
  nameListed(region: LoggedRegion | undefined, heap: string): void {
    this.#print(region, heap, `dma_heap: Already registered heap named ${heap}`);
  }

  /** A name that sysfs holds already; `step` is what the kernel was about to do with the device. */
  nameTaken(region: LoggedRegion | undefined, heap: string, step: 'create' | 'add'): void {
    this.#print(region, heap, `sysfs: cannot create duplicate filename '/devices/virtual/dma_heap/${heap}'`);
    this.#print(region, heap, `dma_heap: Unable to ${step} device`);
  }

  legacySkipped(region: LoggedRegion | undefined, heap: string): void {
    this.#print(region, heap, 'cma_heap: legacy name and default name are the same, skipping legacy heap');
  }

  legacyNotAdded(region: LoggedRegion | undefined, heap: string, error: number): void {
    this.#print(region, heap, `cma_heap: failed to add legacy heap: ${error}`);
  }

  cmaNotAdded(region: LoggedRegion | undefined, heap: string): void {
    this.#print(region, heap, `cma_heap: Failed to add CMA heap ${heap}`);
  }

  /** The proposed coherent heap could not attach to its pool. */
  coherentNotInitialised(region: LoggedRegion): void {
    this.#print(region, region.name, 'coherent_heap: failed to initialize memory (-22)');
  }

  coherentNotRegistered(region: LoggedRegion, heap: string, error: number): void {
    this.#print(region, heap, `coherent_heap: failed to register heap (${error})`);
  }

  /** The first posting attaches a platform device of a number that the kernel chooses, the lowest that is free. */
  coherentBeyondMask(region: LoggedRegion, heap: string, device: number): void {
    const line = `platform coherent-heap.${device}.auto: reserved memory is beyond device's set DMA address range`;
    this.#entries.push({ event: 'pool-beyond-mask', regions: [region.path], heap, line });
  }

  /** The message names the pool, whatever name its heap has. */
  coherentNotAdded(region: LoggedRegion, heap: string): void {
    this.#print(region, heap, `Failed to add coherent heap ${region.name}`);
  }
}
