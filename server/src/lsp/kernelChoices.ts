import type { KernelChoice } from './protocol.ts';

/** The versions offered for selection, newest first, each with what it changes for heaps. */
export const KERNEL_CHOICES: readonly KernelChoice[] = [
  { version: '7.3', note: 'A heap for every CMA region, by its node’s full name' },
  { version: '6.18', note: 'Long-term; the default area’s heap is default_cma_region, with the older name beside it' },
  { version: '6.12', note: 'Long-term; one CMA heap, named after the default area' },
  { version: '6.6', note: 'Long-term; one CMA heap, named after the default area' },
  { version: '6.1', note: 'Long-term; one CMA heap, named after the default area' },
  { version: '5.15', note: 'Long-term; one CMA heap; CMA aligned to the largest page order' },
  { version: '5.10', note: 'Long-term; the oldest with these heaps that is modelled' },
];
