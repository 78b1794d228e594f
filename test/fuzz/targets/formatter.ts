import { writeBlob } from '../../../server/src/devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../../server/src/devicetree/board.ts';
import { boardRequest } from '../../boardRequest.ts';
import { formatted } from '../../formattedText.ts';
import { MemoryReader } from '../../memoryReader.ts';
import { testParser } from '../../parser.ts';
import { changedBytes } from '../harness/change.ts';
import { fuzzTarget, need, needSame } from '../harness/target.ts';
import { treeText } from '../making/deviceTree.ts';
import { boardTexts, conformanceTexts, sampleHeaders } from '../making/sources.ts';

const TWICE = 'formatting a formatted text changes nothing';
const WHITE = 'only white space is changed';
const SAME_BLOB = 'a formatted board makes the same blob, or is refused as before';

/** A text without white space. */
const black = (text: string): string => text.replaceAll(/\s+/g, '');

export const target = fuzzTarget<{ readonly text: string }>({
  name: 'formatter',
  inputs: 'the trees of other targets with their white space changed, and broken ones',
  oracles: [TWICE, WHITE, SAME_BLOB],
  inTests: 300,
  make: (random) => {
    let text = treeText(random, random.oneIn(3) ? conformanceTexts('dts', ['.dts']) : boardTexts());
    for (let left = random.below(4); left > 0; left--) {
      const at = random.below(text.length);
      const white = random.pick([' ', '\t', '\n', '\r\n', '  \n\n', '\\\n', '/* c */', '// c\n']);
      const gone = /^\s*/.exec(text.slice(at, at + random.below(4)))?.[0].length ?? 0;
      text = text.slice(0, at) + white + text.slice(at + gone);
    }
    return { text: random.oneIn(8) ? changedBytes(text, random) : text };
  },
  open: async () => {
    const parser = await testParser();
    const files = new MemoryReader(sampleHeaders());
    const reader = new BoardReader(files, parser);
    const blobOf = (text: string): unknown => {
      files.write('board.dts', text);
      const board = reader.read(boardRequest('board.dts'));
      return board.refused ? 'refused' : writeBlob(board.tree);
    };
    return ({ text }) => {
      const once = formatted(text, parser);
      needSame(TWICE, formatted(once, parser), once);
      need(WHITE, black(once) === black(text), () => `${JSON.stringify(text)} became ${JSON.stringify(once)}`);
      if (once !== text) needSame(SAME_BLOB, blobOf(once), blobOf(text));
    };
  },
});
