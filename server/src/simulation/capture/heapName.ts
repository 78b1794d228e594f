/** The characters of a node's name (Devicetree Specification 2.2.1), which is what most heaps are called by. */
const NAME = /^[A-Za-z0-9,._+@-]+$/;
/** Heaps that kernels make whatever the tree says. */
const USUAL = new Set(['system', 'reserved', 'default_cma_region']);
/** What names of nodes have, and words of a text have not. */
const NODE_NAME = /[,@_+-]/;

/** Whether a word may be the name of a heap; numbers, which listings have beside names, are none. */
export function mayBeHeap(word: string): boolean {
  return NAME.test(word) && !/^\d+$/.test(word);
}

/** Whether a word, wherever it stands, can hardly be anything but the name of a heap. */
export function looksLikeHeap(word: string): boolean {
  return USUAL.has(word) || (mayBeHeap(word) && NODE_NAME.test(word));
}
