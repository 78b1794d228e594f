import type { BootOutcome, Heap } from '../kernel/outcome/bootOutcome.ts';
import { defaultAreaText, stopText } from '../kernel/outcome/causeText.ts';
import { formatSize } from '../kernel/units/formatBytes.ts';
import { backingOf } from './regionFacts.ts';

/** A board booted by one kernel, for a comparison of several. */
export interface KernelOutcome {
  readonly kernel: string;
  readonly outcome: BootOutcome;
}

/** A heap's name, and what it allocates from on each kernel. */
export interface HeapByKernel {
  readonly name: string;
  /** In the order of the kernels: `cma, 64 MiB of camera@50000000`; `undefined` where the kernel has no such heap. */
  readonly cells: readonly (string | undefined)[];
}

/** Which heap appears on which kernel: one entry a name, in the order in which the kernels register them. */
export function heapsByKernel(outcomes: readonly KernelOutcome[]): HeapByKernel[] {
  const names = [...new Set(outcomes.flatMap(({ outcome }) => outcome.heaps.map(({ name }) => name)))];
  return names.map((name) => ({
    name,
    cells: outcomes.map(({ outcome }) => {
      const heap = outcome.heaps.find((candidate) => candidate.name === name);
      return heap === undefined ? undefined : heapCell(outcome, heap);
    }),
  }));
}

function heapCell(outcome: BootOutcome, heap: Heap): string {
  const backing = backingOf(outcome, heap);
  if (backing === undefined) return heap.allocator;
  const of = backing.name === heap.name ? '' : ` of ${backing.name}`;
  return `${heap.allocator}, ${formatSize(backing.range.size)}${of}`;
}

/** Why a kernel has fewer heaps than it was asked for, for a sentence: it does not boot, or has no default area. */
export function missingHeapsNote(outcome: BootOutcome): string | undefined {
  if (outcome.stop !== undefined) return `does not boot: ${stopText(outcome.stop)}`;
  return defaultAreaNote(outcome);
}

/** That the default CMA area that was asked for is not there, and why; `undefined` where one is, or none was asked for. */
export function defaultAreaNote({ defaultCmaArea, defaultCmaAreaCause: cause }: BootOutcome): string | undefined {
  return cause === undefined || defaultCmaArea !== undefined
    ? undefined
    : `no default CMA area, and no heap of it: ${defaultAreaText(cause)}`;
}
