import { beforeAll, expect, it } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { boardSource } from '../../../../test/boardSource.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { plainProfile } from '../../../../test/plainProfile.ts';
import { type Analysis, analyse } from '../../analysis.ts';
import { BoardReader } from '../../devicetree/board.ts';
import { whatIf } from '../whatIf/whatIf.ts';
import { whatIfDocument } from './whatIfDocument.ts';

/** Linux 6.1 boots it, 7.3 does not, and of 6.6 it is not known. */
const BOARD = boardSource({
  cells: 2,
  ram: '0x0 0x40000000 0x0 0x80000000',
  regions: ['scratch { no-map; size = <0x0 0x1234>; };'],
});

let on: (kernel: string) => Analysis;
beforeAll(async () => {
  const files = new MemoryReader({ 'board.dts': BOARD });
  const board = new BoardReader(files, await testParser()).read(boardRequest('board.dts'));
  on = (kernel) => analyse(board, plainProfile({ kernel }));
});

/** What the head of the document says of the board with the change. */
function saidThen(before: string, after: string): string[] {
  const lines = whatIfDocument(whatIf(on(before), on(after)), [`kernel=${after}`], 'board.dts').lines.map(
    ({ text }) => text,
  );
  return lines
    .slice(lines.indexOf(`# with kernel=${after}`) + 1, lines.indexOf('# Heaps'))
    .filter((line) => line !== '');
}

it('says what the board may come to, or that it does not boot, with the change', () => {
  expect(saidThen('6.1', '6.6')).toEqual([
    expect.stringMatching(/^# Then: Linux 6\.6 may not boot: 0xbfffe000-0xbfffedbf /),
  ]);
  expect(saidThen('6.1', '7.3')).toEqual([expect.stringMatching(/^# The board does not boot then: 0xbfffe000-/)]);
  // What holds before the change stands in the head, and is nothing that the change brings.
  expect(saidThen('6.6', '6.1')).toEqual([]);
});
