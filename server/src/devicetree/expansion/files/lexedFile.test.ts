import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SourceFile } from '../../../text/sourceFile.ts';
import { SymbolTable } from '../tokens/symbolTable.ts';
import { LexedFile } from './lexedFile.ts';

const piece = fc.constantFrom(
  'A',
  'b1',
  ' ',
  '\n',
  '\n',
  '#define X 1',
  '\n#if A\n',
  '#',
  '/*',
  '*/',
  '//',
  '"',
  "'",
  '\\\n',
  '\\',
  '0x1',
  '.5',
  'L"s"',
  '<1 2>;\n',
  '\0',
);
const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

const told = ({ starts, ends, values, directives, openComment, hasLineMarkers }: LexedFile) => ({
  starts,
  ends,
  values,
  directives,
  openComment,
  hasLineMarkers,
});

test('a file read again after an edit has the events of a file read anew', () => {
  fc.assert(
    fc.property(text, text, text, text, (head, old, fresh, tail) => {
      const symbols = new SymbolTable();
      const before = new LexedFile(new SourceFile('a.dtsi', head + old + tail), symbols);
      const file = new SourceFile('a.dtsi', head + fresh + tail);
      expect(told(new LexedFile(file, symbols, before))).toEqual(told(new LexedFile(file, symbols)));
    }),
    { numRuns: 2000 },
  );
});
