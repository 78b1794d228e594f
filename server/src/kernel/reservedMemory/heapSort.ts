/**
 * Sorts in place as the kernel's `sort` (lib/sort.c before 6.11) does: a heapsort that looks for the place of the
 * element on the way up from the leaves. It is not stable, and the order that it leaves equal elements in decides the
 * order in which the kernel places its dynamic regions.
 */
export function heapSort<Item>(items: Item[], compare: (a: Item, b: Item) => number): void {
  const compareAt = (a: number, b: number) => compare(items[a] as Item, items[b] as Item);
  const swap = (a: number, b: number) => {
    const item = items[a] as Item;
    items[a] = items[b] as Item;
    items[b] = item;
  };
  for (let root = (items.length >> 1) - 1; root >= 0; root--) siftDown(root, items.length);
  for (let end = items.length - 1; end > 0; end--) {
    swap(0, end);
    siftDown(0, end);
  }

  function siftDown(root: number, end: number): void {
    const path = [root];
    let at = root;
    for (let left = 2 * at + 1; left < end; left = 2 * at + 1) {
      const right = left + 1;
      at = right < end && compareAt(left, right) < 0 ? right : left;
      path.push(at);
    }
    let depth = path.length - 1;
    while (depth > 0 && compareAt(root, path[depth] as number) >= 0) depth--;
    for (let step = depth; step > 0; step--) swap(path[step - 1] as number, path[depth] as number);
  }
}
