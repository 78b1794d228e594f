import { describe, expect, it, test } from 'vitest';
import { bestRankIn, rankOfSymbol, SCATTERED_RANK } from './symbolRank.ts';

/** Names that fit "cam", the best first. */
const ORDER = ['cam', 'cam@1000', 'camera', 'front-cam', 'front_camera', 'webcam', 'c-a-m'];

describe('names that fit what is typed', () => {
  it('are ranked whole, beginning, beginning of a word, part, scattered', () => {
    const ranks = ORDER.map((name) => rankOfSymbol([name], 'cam', false));
    expect(ranks).toEqual([1, 1, 3, 5, 5, 7, 9]);
    expect(rankOfSymbol(['c-a-m'], 'cam', true)).toBe(SCATTERED_RANK);
    expect(rankOfSymbol(['dog'], 'cam', true)).toBe(-1);
  });

  it('count by the best of a node, capitals too, a region before other nodes', () => {
    expect(rankOfSymbol(['webcam', 'CAM'], 'cam', true)).toBe(0);
    expect(rankOfSymbol(['webcam', 'CAM'], 'cam', false)).toBe(1);
  });

  it('are the regions where nothing is typed', () => {
    expect(rankOfSymbol(['cam'], '', true)).toBe(0);
    expect(rankOfSymbol(['cam'], '', false)).toBe(-1);
  });
});

describe('the best rank that a text can have', () => {
  test.each([
    ['cam: x {};', 1],
    ['&cam {};', 1],
    ['Cam@1000 {};', 1],
    ['cam {}; reserved-memory {};', 0],
    ['camera {};', 3],
    ['front-cam {};', 5],
    ['webcam {};', 7],
    ['webcam {}; camera {};', 3],
    ['c-a-m {};', -1],
  ])('%s', (text, rank) => {
    expect(bestRankIn('cam')(text)).toBe(rank);
  });

  it('is never worse than what a name in it has', () => {
    for (const name of ORDER.slice(0, -1)) {
      for (const text of [`${name} {`, `x: ${name} {`, `${name}: x {`, `&${name} {`]) {
        expect(bestRankIn('cam')(text)).toBeLessThanOrEqual(rankOfSymbol([name], 'cam', false));
      }
    }
  });

  it('takes no sign for a pattern', () => {
    expect(bestRankIn('a.b')('axb {};')).toBe(-1);
    expect(bestRankIn('(')('x {};')).toBe(-1);
  });

  it('is found for what is longer than a pattern may be', () => {
    const typed = 'a'.repeat(1_000_000);
    expect(bestRankIn(typed)('x {};')).toBe(-1);
    expect(bestRankIn(typed)(`${typed.toUpperCase()} {};`)).toBe(0);
  });
});
