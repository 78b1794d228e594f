import { beforeAll, describe, expect, it } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { type Board, BoardReader } from '../../devicetree/board.ts';
import type { DevicetreeParser } from '../../devicetree/syntax/parser.ts';
import { readWithAdditions } from './readWithAdditions.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const BOARD = '/dts-v1/;\n/ { uart: serial { }; };\n';

function read(addition: string, board = BOARD): Board {
  const reader = new BoardReader(new MemoryReader({ 'evk.dts': board, 'evk-u-boot.dtsi': addition }), parser);
  const request = boardRequest('evk.dts');
  return readWithAdditions(reader, request, ['evk-u-boot.dtsi']);
}

const errors = (board: Board): string[] => board.problems.flatMap(({ id, span }) => `${id} ${span?.file.path}`);

describe('what a build appends to a board', () => {
  it('is read after it, with labels and macros of the board', () => {
    const board = read('&uart { a = <SIZE>; };\n/ { binman { }; };\n', `#define SIZE 7\n${BOARD}`);
    expect(board.refused).toBe(false);
    expect(board.tree.root.children.get('serial')?.properties.has('a')).toBe(true);
    expect([...board.tree.root.children.keys()]).toEqual(['serial', 'binman']);
  });

  it('is left out where it needs a configured build', () => {
    for (const needs of [
      '#include <config.h>\n',
      '/ { a = <CONFIG_TEXT_BASE>; };\n',
      '#ifndef CONFIG_A\n&none { };\n#endif\n',
    ]) {
      const board = read(`/ { binman { }; };\n${needs}`);
      expect(board.refused).toBe(false);
      expect([...board.tree.root.children.keys()]).toEqual(['serial']);
    }
    expect([...read('#ifndef CONFIG_A\n/ { binman { }; };\n#endif\n').tree.root.children.keys()]).toContain('binman');
  });

  it('has its errors said where they are its own, or those of the board', () => {
    expect(errors(read('&none { };\n'))).toEqual(['reference-not-found evk-u-boot.dtsi']);
    expect(errors(read('#include <config.h>\n', `${BOARD}&none { };\n`))).toEqual(['reference-not-found evk.dts']);
  });
});
