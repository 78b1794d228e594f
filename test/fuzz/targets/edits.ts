import { BoardReader } from '../../../server/src/devicetree/board.ts';
import { DocumentTree } from '../../../server/src/devicetree/document/documentTree.ts';
import { SourceFile } from '../../../server/src/text/sourceFile.ts';
import { boardRequest } from '../../boardRequest.ts';
import { MemoryReader } from '../../memoryReader.ts';
import { testParser } from '../../parser.ts';
import type { Random } from '../harness/random.ts';
import { fuzzTarget, needSame } from '../harness/target.ts';
import { changedTree, treeText } from '../making/deviceTree.ts';
import { includedText, preprocessedTree } from '../making/preprocessed.ts';
import { boardTexts, conformanceTexts } from '../making/sources.ts';
import { readingOf } from '../oracles/boardAnswers.ts';

const BOARD = 'a board after edits reads as by a fresh reader whose parser sees all';
const DOCUMENT = 'a document after edits has the statements of a fresh one';

const NAMES = ['board.dts', 'other.dtsi'] as const;

/** An edit: one of the files gets another text. */
interface Edit {
  readonly file: number;
  readonly text: string;
}

/** A text in which a line breaks off, or goes on with a part of another line, as while somebody types. */
function halfTyped(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  const typed = line.slice(0, random.below(line.length + 1));
  lines[at] = random.oneIn(2) ? typed : typed + random.pick(lines).slice(0, random.below(12));
  return lines.join('\n');
}

function nextEdit(texts: string[], random: Random): Edit {
  const file = random.oneIn(3) ? 1 : 0;
  const before = texts[file] ?? '';
  const text = random.pick([
    () => before,
    () => halfTyped(before, random),
    () => halfTyped(before, random),
    () => preprocessedTree(before, random),
    () => (file === 1 ? includedText(random) : changedTree(before, random, boardTexts())),
    ...Array.from({ length: 5 }, () => () => changedTree(before, random, boardTexts())),
  ])();
  texts[file] = text;
  return { file, text };
}

export const target = fuzzTarget<readonly Edit[]>({
  name: 'edits',
  inputs:
    'a board and a file that it includes, edited up to six times: statements, half-typed lines, macros, conditions and line markers',
  oracles: [BOARD, DOCUMENT],
  inTests: 60,
  make: (random) => {
    const sources = random.oneIn(3) ? conformanceTexts('dts', ['.dts']) : boardTexts();
    const tree = treeText(random, sources);
    const board = random.oneIn(3) ? preprocessedTree(tree, random) : tree;
    const include = random.pick(['#include "other.dtsi"\n', '/include/ "other.dtsi"\n', '']);
    const place = random.oneIn(2) ? board.length : board.indexOf('{') + 1;
    const texts = [board.slice(0, place) + include + board.slice(place), includedText(random)];
    const first = texts.map((text, file) => ({ file, text }));
    return [...first, ...random.list(1, 6, () => nextEdit(texts, random))];
  },
  change: (edits, random) => {
    const texts = ['', ''];
    for (const { file, text } of edits) texts[file] = text;
    return [...edits.slice(0, 6), ...random.list(1, 2, () => nextEdit(texts, random))];
  },
  open: async () => {
    const parser = await testParser();
    return (edits) => {
      const files = new MemoryReader({});
      const reader = new BoardReader(files, parser);
      const documents: (DocumentTree | undefined)[] = [];
      for (const { file, text } of edits) {
        const name = NAMES[file === 1 ? 1 : 0];
        files.write(name, text);
        const document = DocumentTree.read(new SourceFile(name, text), parser, documents[file]);
        documents[file]?.release();
        documents[file] = document;
        const fresh = DocumentTree.read(new SourceFile(name, text), parser);
        needSame(DOCUMENT, written(document), written(fresh));
        fresh.release();
        const read = readingOf(reader.read(boardRequest(NAMES[0])));
        needSame(BOARD, read, readingOf(new BoardReader(files, parser, 'whole').read(boardRequest(NAMES[0]))));
      }
      for (const document of documents) document?.release();
    };
  },
});

/** The statements of a document, without the file that every span names. */
function written(document: DocumentTree): string {
  return JSON.stringify(document.statements, (key, value) => (key === 'file' || key === 'parent' ? undefined : value));
}
