import { describe, expect, it } from 'vitest';
import { consumerNamed, HEAP_CONSUMERS } from './heapConsumers.ts';

describe('the known consumers of heaps', () => {
  it('have names of their own', () =>
    expect(new Set(HEAP_CONSUMERS.map(({ name }) => name)).size).toBe(HEAP_CONSUMERS.length));

  it.each(HEAP_CONSUMERS)(
    '$name: opens heaps that there can be, by a source with its date',
    ({ heaps, source, recorded }) => {
      expect(heaps.length).toBeGreaterThan(0);
      expect(new Set(heaps).size).toBe(heaps.length);
      // A heap's name is a file's, of at most 63 characters.
      for (const heap of heaps) expect(heap).toMatch(/^[^/\s]{1,63}$/);
      expect(source).toBeDefined();
      expect(recorded).toMatch(/^\d{4}-\d\d-\d\d$/);
    },
  );

  it('are found by name', () => {
    expect(consumerNamed('libcamera-cma')?.heaps).toEqual(['linux,cma', 'reserved']);
    expect(consumerNamed('nobody')).toBeUndefined();
  });
});
