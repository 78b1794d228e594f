import { expect, test } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { boardSource } from '../../../../test/boardSource.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { plainProfile } from '../../../../test/plainProfile.ts';
import { type Analysis, analyse } from '../../analysis.ts';
import { BoardReader } from '../../devicetree/board.ts';
import { whatIf } from './whatIf.ts';

const files = new MemoryReader({ 'a.dts': boardSource({ regions: ['log { no-map; reg = <0x50000000 0x1000>; };'] }) });
const board = new BoardReader(files, await testParser()).read(boardRequest('a.dts'));
const analysis = analyse(board, plainProfile());

/** The board with a boot that prints these messages. */
function printing(lines: readonly string[]): Analysis {
  const [entry] = analysis.boot.log;
  if (entry === undefined) throw new Error('the boot prints nothing');
  return { ...analysis, boot: { ...analysis.boot, log: lines.map((line) => ({ ...entry, line })) } };
}

test('a message that one boot prints more often goes or comes as often as it does', () => {
  const { log } = whatIf(printing(['a', 'b', 'a', 'c']), printing(['c', 'a', 'd', 'd']));
  expect(log).toEqual({ gone: ['b', 'a'], come: ['d', 'd'] });
});
