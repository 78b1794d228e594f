import type { Behaviours } from '../behaviours/behaviours.ts';

/**
 * What `cma_alloc` (mm/cma.c) prints when an area has no run of so many pages; `undefined` where it says nothing. A
 * request larger than the area fails without a message before the search is split by ranges; from then on the errno
 * that is printed is -EBUSY for any search without result.
 */
export function cmaAllocationFailure(
  behaviours: Behaviours,
  areaName: string,
  areaPages: number,
  pages: number,
): string | undefined {
  const isBusy = behaviours.has('cma-failure-is-busy');
  if (pages > areaPages && !isBusy) return undefined;
  const name = behaviours.has('cma-failure-of-frozen-pages')
    ? '__cma_alloc_frozen'
    : behaviours.has('cma-failure-in-helper')
      ? '__cma_alloc'
      : 'cma_alloc';
  const subject = behaviours.has('cma-failure-names-area') ? `${name}: ${areaName}` : name;
  return `cma: ${subject}: alloc failed, req-size: ${pages} pages, ret: ${isBusy ? -16 : -12}`;
}
