import { allocationFigures } from './allocation.ts';
import { bootMilliseconds } from './boot.ts';

// Prints what a boot costs and how many allocations a second the heaps' page allocators make.

console.log(`boot of a board of 50 regions: ${bootMilliseconds().toFixed(3)} ms`);
for (const { name, pairsPerSecond } of allocationFigures()) {
  console.log(`allocate and free, ${name}: ${(pairsPerSecond / 1e6).toFixed(2)} million a second`);
}
