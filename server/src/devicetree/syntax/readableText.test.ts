import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { testParser } from '../../../../test/parser.ts';
import { LIMITS } from '../../text/limits.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { BoardReader } from '../board.ts';
import { DocumentTree } from '../document/documentTree.ts';
import type { DevicetreeParser, SyntaxNode } from './parser.ts';
import { editedText, readableText, searched } from './readableText.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});
afterEach(() => vi.restoreAllMocks());

/** A board that is so long that what dtc refuses counts as broken. */
const long = (rest: string): string => {
  const count = LIMITS.refusedUnseen.most / 10;
  const properties = Array.from({ length: count }, (_, index) => `\tn${index} = <1>;\n`).join('');
  return `/dts-v1/;\n/ {\n${properties}\tlast = <1>;\n${rest}};\n`;
};

/** The characters of the syntax nodes that are searched while `work` is done. */
function searchedCharacters(work: () => void): number {
  const empty = parser.parse('');
  const prototype = Object.getPrototypeOf(empty.rootNode) as SyntaxNode;
  empty.delete();
  const { descendantsOfType } = prototype;
  let characters = 0;
  const spy = vi.spyOn(prototype, 'descendantsOfType').mockImplementation(function (this: SyntaxNode, ...asked) {
    characters += this.endIndex - this.startIndex;
    return descendantsOfType.apply(this, asked);
  });
  work();
  spy.mockRestore();
  return characters;
}

describe('a very long text', () => {
  it('is not searched again at each key, as long as nothing is broken', () => {
    let text = long('');
    let file = new SourceFile('a.dts', text);
    const reader = new BoardReader({ read: () => file }, parser);
    const board = () => reader.read(boardRequest('a.dts'));
    board();
    const type = (from: string, to: string): number => {
      text = text.replace(from, to);
      file = new SourceFile('a.dts', text);
      return searchedCharacters(() => {
        expect(board().problems.map(({ severity }) => severity)).not.toContain('error');
      });
    };
    expect(type('last = <1>', 'last = <12>')).toBeLessThan(100);
    expect(type('last = <12>', 'last = <123>; more')).toBeLessThan(100);
  });

  it('is read as far after an edit as without one', () => {
    const text = long('\tn = <A>;\n'.repeat(LIMITS.brokenPlaces.most + 1));
    const fresh = readableText(parser, text);
    const edited = searched(parser, editedText(parser, text));
    expect(edited.text.length).toBe(fresh.text.length);
    expect(edited.text.length).toBeLessThan(text.length);
    fresh.tree.delete();
    edited.tree.delete();
  });

  it('is not searched at all where it is read as it is typed', () => {
    const file = new SourceFile('a.dts', long(''));
    const beginning = 3 * LIMITS.charactersReadWhole.most;
    expect(searchedCharacters(() => DocumentTree.read(file, parser).release())).toBeLessThan(beginning);
  });

  it('that a key breaks or that stays broken is parsed whole once as it is typed, and once for the board', () => {
    const text = long('');
    const file = new SourceFile('a.dts', text);
    let read = file;
    const reader = new BoardReader({ read: () => read }, parser);
    const board = () => reader.read(boardRequest('a.dts'));
    board();
    let document = DocumentTree.read(file, parser);
    // The first edit has the board's syntax tree made, which the next ones are applied to.
    const parsedWhole = (written: string): number => {
      read = new SourceFile('a.dts', text.replace('last = <1>', written));
      const spies = (['parse', 'parseWithin'] as const).map((name) => vi.spyOn(parser, name));
      board();
      document = DocumentTree.read(read, parser, document);
      const parsed = spies.flatMap((spy) => spy.mock.calls);
      vi.restoreAllMocks();
      return parsed.filter(([each]) => each.length >= read.text.length).length;
    };
    parsedWhole('last = <12>');
    expect(parsedWhole('last = <12> <')).toBe(2);
    expect(parsedWhole('last = <12> <3')).toBe(2);
    document.release();
  });

  it('of which an edit breaks very much is parsed as often as a fresh one, and read no further', () => {
    const text = `/dts-v1/;\n/ { a: a { }; p = ${'&a,'.repeat(LIMITS.refusedUnseen.most / 3)}&a;\n};\n`;
    const middle = text.indexOf('&a,', text.length >> 1);
    let file = new SourceFile('a.dts', text);
    const reader = new BoardReader({ read: () => file }, parser);
    reader.read(boardRequest('a.dts'));
    file = new SourceFile('a.dts', `${text.slice(0, middle + 1)} ${text.slice(middle + 1)}`);
    const parsed = vi.spyOn(parser, 'parseWithin');
    const edited = reader.read(boardRequest('a.dts'));
    expect(parsed.mock.calls.filter(([read]) => read.length === file.text.length)).toHaveLength(1);
    const fresh = new BoardReader({ read: () => file }, parser).read(boardRequest('a.dts'));
    expect(edited.problems).toEqual(fresh.problems);
    expect(fresh.refused).toBe(true);
  });
});
