import type { Kernel } from '../input/kernel.ts';

/** CONFIG_COHERENT_AREAS_DEFERRED of the first posting. */
const DEFERRED_AREAS = 16;
/** `MAX_COHERENT_REGIONS` of the later ones. */
const COHERENT_REGIONS = 64;

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

/** How many pools the posting can remember until memory can be allocated; later ones become no heaps. */
export function rememberedCoherentPools({ configuration, patches }: Kernel): number {
  if (!patches.has('coherent-heap-v1')) return COHERENT_REGIONS;
  return configuration.number('CONFIG_COHERENT_AREAS_DEFERRED') ?? DEFERRED_AREAS;
}
