/**
 * The smallest order whose 2^order pages hold `pages` pages (`get_order`, include/asm-generic/getorder.h, counted in
 * pages instead of bytes). 0 for one page and for none.
 */
export function pageOrder(pages: number): number {
  if (pages <= 1) return 0;
  if (pages <= 0x80000000) return 32 - Math.clz32(pages - 1);
  let order = 32;
  while (2 ** order < pages) order++;
  return order;
}
