import { expect, it } from 'vitest';
import { squares } from '../../../../test/counted/squares.ts';
import { EditedBoardFiles } from '../../../../test/editedBoard.ts';
import { testParser } from '../../../../test/parser.ts';
import { referencesAt } from './references.ts';

const parser = await testParser();

const BODIES: Readonly<Record<string, (size: number) => string>> = {
  'many labels on a node': (size) => `${Array.from({ length: size }, (_, at) => `l${at}:`).join(' ')} a { };`,
  'many paths': (size) => `a { }; x = ${'"/a/a/a", '.repeat(size)}"";`,
  'many references': (size) =>
    `l: a { }; ${Array.from({ length: size }, (_, at) => `n${at} { x = <&l>; };`).join(' ')}`,
};

it.each(Object.entries(BODIES))(
  'the references of a node are found in work that grows with the text: %s',
  async (_, bodyOf) => {
    const placeIn = (size: number) => {
      const edited = new EditedBoardFiles(parser, { 'a.dts': `/dts-v1/;\n/ { ${bodyOf(size)} };\n` });
      const document = edited.document('a.dts');
      return { sources: edited.sources, document, offset: document.file.text.indexOf('a {') };
    };
    const ask = ({ sources, document, offset }: ReturnType<typeof placeIn>) => referencesAt(sources, document, offset);
    expect(await squares(100, placeIn, ask)).toEqual([]);
  },
);
