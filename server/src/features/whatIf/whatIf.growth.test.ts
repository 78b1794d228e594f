import { expect, test } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { boardSource } from '../../../../test/boardSource.ts';
import { squares } from '../../../../test/counted/squares.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { plainProfile } from '../../../../test/plainProfile.ts';
import { type Analysis, analyse } from '../../analysis.ts';
import { BoardReader } from '../../devicetree/board.ts';
import { whatIf } from './whatIf.ts';

const files = new MemoryReader({ 'a.dts': boardSource({ regions: ['log { no-map; reg = <0x50000000 0x1000>; };'] }) });
const board = new BoardReader(files, await testParser()).read(boardRequest('a.dts'));
const analysis = analyse(board, plainProfile());

test('the cost grows with the messages that two boots print', async () => {
  const messages = (boot: string, count: number): Analysis => {
    const [entry] = analysis.boot.log;
    if (entry === undefined) throw new Error('the boot prints nothing');
    const log = Array.from({ length: count }, (_, index) => ({ ...entry, line: `${boot}: message ${index}` }));
    return { ...analysis, boot: { ...analysis.boot, log } };
  };
  const pair = (count: number) => [messages('before', count), messages('after', count)] as const;
  expect(await squares(100, pair, ([before, after]) => whatIf(before, after))).toEqual([]);
});
