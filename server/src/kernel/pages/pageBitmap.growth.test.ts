import { expect, it } from 'vitest';
import { squares } from '../../../../test/counted/squares.ts';
import { PageBitmap } from './pageBitmap.ts';

it.each<[string, (bitmap: PageBitmap) => unknown]>([
  ['the longest run', (bitmap) => bitmap.largestFree()],
  ['the first runs', (bitmap) => bitmap.freeRuns(4)],
])('looks for %s in what has changed alone', async (_name, look) => {
  const full = (chunks: number): PageBitmap => {
    const bitmap = new PageBitmap(chunks * 1024 + 8, 0);
    bitmap.take(0, chunks * 1024);
    look(bitmap);
    return bitmap;
  };
  const looks = (bitmap: PageBitmap): void => {
    for (let page = 0; page < bitmap.pages - 8; page += 1024) {
      bitmap.give(page, 1);
      look(bitmap);
      bitmap.take(page, 1);
      look(bitmap);
    }
  };
  expect(await squares(500, full, looks)).toEqual([]);
});
