import { describe, expect, it } from 'vitest';
import { squares } from '../../../test/counted/squares.ts';
import { LineIndex } from './lineIndex.ts';

describe('the work for all places of one line grows with the line', () => {
  const lineOf = (count: number): string => '&label { };'.repeat(count);
  const offsets = (text: string): number[] => Array.from({ length: text.length / 11 }, (_, at) => at * 11);

  it('from offsets to positions', async () => {
    const positions = (text: string): unknown => {
      const index = new LineIndex(text);
      return offsets(text).map((offset) => index.positionAt(offset));
    };
    expect(await squares(100, lineOf, positions)).toEqual([]);
  });

  it('from positions to offsets', async () => {
    const back = (text: string): unknown => {
      const index = new LineIndex(text);
      return offsets(text).map((character) => index.offsetAt({ line: 0, character }));
    };
    expect(await squares(100, lineOf, back)).toEqual([]);
  });
});
