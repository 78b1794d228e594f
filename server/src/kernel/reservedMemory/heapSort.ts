/**
 * Sorts in place as the kernel's `sort` (lib/sort.c) does: a heapsort that looks for the place of an element on the way
 * up from the leaves. It is not stable, and the order that it leaves equal elements in is the order in which older
 * kernels place their dynamic regions. `popsTwo` takes the two largest elements off the heap at a time.
 */
export function heapSort<Item>(items: Item[], compare: (a: Item, b: Item) => number, popsTwo: boolean): void {
  const compareAt = (a: number, b: number) => compare(items[a] as Item, items[b] as Item);
  const swap = (a: number, b: number) => {
    const item = items[a] as Item;
    items[a] = items[b] as Item;
    items[b] = item;
  };
  /** Moves the element at `root` down the heap of the first `end` elements. */
  const siftDown = (root: number, end: number) => {
    const path = [root];
    let at = root;
    for (let left = 2 * at + 1; left < end; left = 2 * at + 1) {
      const right = left + 1;
      if (right === end) at = left;
      else if (popsTwo) at = compareAt(left, right) > 0 ? left : right;
      else at = compareAt(left, right) >= 0 ? left : right;
      path.push(at);
    }
    let depth = path.length - 1;
    while (depth > 0 && compareAt(root, path[depth] as number) >= 0) depth--;
    for (let step = depth - 1; step >= 0; step--) swap(path[step] as number, path[depth] as number);
  };

  let end = items.length;
  if (end < 2) return;
  for (let root = (end >> 1) - 1; root >= 0; root--) siftDown(root, end);
  if (!popsTwo) {
    for (end--; end > 0; end--) {
      swap(0, end);
      siftDown(0, end);
    }
    return;
  }
  while (end > 3) {
    end--;
    swap(0, end);
    const second = compareAt(1, 2) <= 0 ? 2 : 1;
    end--;
    swap(second, end);
    siftDown(second, end);
    // The element that came to the top with the first swap finds its place last.
    siftDown(0, end);
  }
  end--;
  swap(0, end);
  if (end === 2 && compareAt(0, 1) > 0) swap(0, 1);
}
