import type { Kernel } from '../kernel.ts';

/** CONFIG_COHERENT_AREAS_DEFERRED of the first posting. */
const DEFERRED_AREAS = 16;

/** Whether a kernel carries one of the postings of the coherent heap, and has it configured. */
export function hasCoherentHeaps(kernel: Kernel): boolean {
  const { configuration, patches } = kernel;
  if (!configuration.isEnabled('CONFIG_DMABUF_HEAPS')) return false;
  const option = 'CONFIG_DMABUF_HEAPS_COHERENT';
  if (configuration.isNamed(option) && !configuration.isEnabled(option)) return false;
  return (
    patches.has('coherent-heap-v1') ||
    patches.has('coherent-heap-v2') ||
    patches.has('coherent-heap-v3') ||
    patches.has('coherent-heap-no-map-aware')
  );
}

/** How many pools the first posting can remember until memory can be allocated. */
export function deferredCoherentHeaps(kernel: Kernel): number {
  return kernel.configuration.number('CONFIG_COHERENT_AREAS_DEFERRED') ?? DEFERRED_AREAS;
}
