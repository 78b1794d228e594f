/** Bytes of a `struct page` with the default options of the modelled 64-bit architectures. */
export const PAGE_DESCRIPTOR = 64n;
