import type { MemoryKind } from './memoryPicture.ts';

/** What each kind of memory is called in the legend. */
export const KIND_NAMES: Readonly<Record<MemoryKind, string>> = {
  cma: 'CMA area',
  coherent: 'coherent pool',
  restricted: 'restricted pool',
  reserved: 'reserved',
  'no-map': 'reserved, no-map',
  occupied: 'occupied at boot',
  memreserve: '/memreserve/',
  released: 'given back',
  failed: 'not reserved',
};

/** In the order of the legend. */
export const KINDS = Object.keys(KIND_NAMES) as MemoryKind[];
