import { expect, it } from 'vitest';
import { squares } from '../../../../test/counted/squares.ts';
import { testParser } from '../../../../test/parser.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import { DocumentTree } from './documentTree.ts';
import { typingPlaceAt } from './typingPlace.ts';

const parser = await testParser();

it.each(['&a, ', '"a", ', '<1>, '])(
  'the work for a place on one very long line of values %s grows with it',
  async (value) => {
    const document = (count: number): DocumentTree => {
      const text = `/ { p = ${value.repeat(count)}<1>; };\n`;
      const read = DocumentTree.read(new SourceFile('a.dts', text), parser);
      read.statementAt(0);
      return read;
    };
    const atEnd = (tree: DocumentTree): unknown => typingPlaceAt(tree, tree.file.text.length - 8);
    expect(await squares(100, document, atEnd)).toEqual([]);
  },
);
