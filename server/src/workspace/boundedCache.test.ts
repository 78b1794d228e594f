import { describe, expect, it } from 'vitest';
import { BoundedCache } from './boundedCache.ts';

describe('a bounded cache', () => {
  it('forgets what was not used for longest', () => {
    const cache = new BoundedCache<string, number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    expect(cache.get('a')).toBe(1);
    cache.set('c', 3);
    expect([...cache.keys()]).toEqual(['a', 'c']);
    expect(cache.has('b')).toBe(false);
  });

  it('counts what values weigh, and keeps the last however much that is', () => {
    const cache = new BoundedCache<string, string>(10, (text) => text.length);
    cache.set('a', 'x'.repeat(4));
    cache.set('b', 'x'.repeat(4));
    cache.set('a', 'x'.repeat(6));
    expect([...cache.keys()]).toEqual(['b', 'a']);
    cache.set('c', 'x'.repeat(50));
    expect([...cache.keys()]).toEqual(['c']);
    cache.delete('c');
    cache.set('d', 'x'.repeat(10));
    cache.set('e', '');
    expect(cache.size).toBe(2);
    cache.maximum = 5;
    expect([...cache.keys()]).toEqual(['e']);
  });

  it('keeps undefined as a value', () => {
    const cache = new BoundedCache<string, undefined>(2);
    cache.set('a', undefined);
    cache.get('a');
    expect(cache.has('a')).toBe(true);
  });
});
