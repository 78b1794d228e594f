import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { testParser } from '../../../../test/parser.ts';
import { LIMITS } from '../../text/limits.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { type Board, BoardReader } from '../board.ts';
import { DocumentTree } from '../document/documentTree.ts';
import { type DevicetreeParser, type SyntaxNode, syntaxEdit } from './parser.ts';
import { editedText, readableText } from './readableText.ts';

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

  it('in which the parser gives up after the first error is not cut before that', () => {
    // A string that goes on over lines is looked for up to the end of the text, from each quotation mark.
    const good = `/dts-v1/;\n/ {\n\tq = <${'0x12345678 '.repeat(9000)}>;\n`;
    for (const before of ['', '\tp = ']) {
      const text = `${good}${before}${'\\"\n'.repeat(100_000)}`;
      const file = new SourceFile('a.dts', text);
      const { problems } = new BoardReader({ read: () => file }, parser).read(boardRequest('a.dts'));
      const [first] = problems.filter(({ severity }) => severity === 'error');
      expect(first?.span?.start).toBeGreaterThanOrEqual(good.length);
      expect(first?.span?.start).toBeLessThan(good.length + 20);
    }
  });

  it('is read to a stretch after its first error, as dtc reads no further', () => {
    const before = long('').replace('};\n', '');
    const text = `${before}\tp = <1 {>;\n${'\tq = <1>;\n'.repeat(20_000)}};\n`;
    const { text: read, tree } = readableText(parser, text);
    tree.delete();
    expect(read.length).toBeGreaterThan(before.length);
    expect(read.length).toBeLessThan(before.length + 1.1 * LIMITS.charactersReadWhole.most);
    const file = new SourceFile('a.dts', text);
    const { problems } = new BoardReader({ read: () => file }, parser).read(boardRequest('a.dts'));
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ span }) => span?.start)).toEqual([before.length + '\tp = <1 '.length]);
    const short = text.slice(0, LIMITS.refusedUnseen.most >> 1);
    const whole = readableText(parser, `${short.slice(0, -50)}\n\tp = <1 {>;\n${'\tq = <1>;\n'.repeat(5000)}};\n`);
    expect(whole.text.endsWith('q = <1>;\n};\n')).toBe(true);
    whole.tree.delete();
  });

  it('is one that is longer than the longest source of Linux, which is read to its end', () => {
    const broken = (length: number): string => {
      const lines = '\tp = <1>, "two";\n'.repeat(length / 17);
      return `/dts-v1/;\n/ {\n\tq = = 3;\n${lines}};\n`;
    };
    const readOf = (text: string): number => {
      const { text: read, tree } = readableText(parser, text);
      tree.delete();
      return read.length;
    };
    const linux = broken(247_664);
    expect(readOf(linux)).toBe(linux.length);
    expect(readOf(broken(400_000))).toBeLessThan(1.1 * LIMITS.charactersReadWhole.most);
  });

  it.each(Array.from({ length: 'a{b;};'.length }, (_, more) => more))(
    'has no error where the stretch after its first one ends, %i characters further on',
    (more) => {
      const nodes = 'a{b;};'.repeat(LIMITS.refusedUnseen.most / 4);
      const middle = nodes.indexOf('};', nodes.length >> 1);
      const text = `/dts-v1/;\n/{${nodes.slice(0, middle)}{${' '.repeat(more)}${nodes.slice(middle)}};\n`;
      const file = new SourceFile('a.dts', text);
      const { problems } = new BoardReader({ read: () => file }, parser).read(boardRequest('a.dts'));
      expect(problems.map(({ message }) => message)).not.toContain('Properties must precede subnodes');
      expect(problems.filter(({ severity }) => severity === 'error').length).toBeGreaterThan(0);
    },
  );

  it('is read as far after an edit as without one', () => {
    const broken = '\tn = <A>;\n';
    const before = long(broken.repeat(LIMITS.brokenPlaces.most));
    const text = before.replace(broken, broken + broken);
    const { tree } = readableText(parser, before);
    const at = before.indexOf(broken);
    tree.edit(syntaxEdit(at, at, at + broken.length));
    const fresh = readableText(parser, text);
    const edited = editedText(parser, text, tree) ?? fresh;
    expect(edited).not.toBe(fresh);
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
    const parsedWhole = (written: string): number => {
      read = new SourceFile('a.dts', text.replace('last = <1>', written));
      const spies = (['parse', 'parseWithin'] as const).map((name) => vi.spyOn(parser, name));
      board();
      document = DocumentTree.read(read, parser, document);
      const parsed = spies.flatMap((spy) => spy.mock.calls);
      vi.restoreAllMocks();
      return parsed.filter(([each]) => each.length >= read.text.length).length;
    };
    expect(parsedWhole('last = <12>')).toBe(0);
    expect(parsedWhole('last = <12')).toBe(2);
    expect(parsedWhole('last = <123')).toBe(2);
    document.release();
  });

  it('of which an edit breaks very much is parsed as often as a fresh one, and read no further', () => {
    const text = `/dts-v1/;\n/ { a: a { }; p = ${'&a,'.repeat(LIMITS.refusedUnseen.most / 3)}&a;\n};\n`;
    const middle = text.indexOf('&a,', text.length >> 1);
    let file = new SourceFile('a.dts', text);
    const reader = new BoardReader({ read: () => file }, parser);
    reader.read(boardRequest('a.dts'));
    file = new SourceFile('a.dts', `${text.slice(0, middle + 1)} ${text.slice(middle + 1)}`);
    const parsedOf = (asked: BoardReader): { readonly board: Board; readonly characters: number } => {
      const spies = (['parseWithin', 'parse'] as const).map((name) => vi.spyOn(parser, name));
      const board = asked.read(boardRequest('a.dts'));
      const characters = spies.flatMap((spy) => spy.mock.calls).reduce((sum, [read]) => sum + read.length, 0);
      vi.restoreAllMocks();
      return { board, characters };
    };
    const { board: edited, characters } = parsedOf(reader);
    const { board: fresh, characters: ofFresh } = parsedOf(new BoardReader({ read: () => file }, parser));
    expect(characters).toBeLessThan(1.2 * ofFresh);
    expect(edited.problems).toEqual(fresh.problems);
    expect(fresh.refused).toBe(true);
  });
});
