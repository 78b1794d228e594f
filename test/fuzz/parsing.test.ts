import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeBlob } from '../../server/src/devicetree/blob/writeBlob.ts';
import { type Board, BoardReader } from '../../server/src/devicetree/board.ts';
import { treeJson } from '../../server/src/devicetree/tree/treeJson.ts';
import type { FileReader } from '../../server/src/text/fileReader.ts';
import { FolderReader } from '../folderReader.ts';
import { MemoryReader } from '../memoryReader.ts';
import { testParser } from '../parser.ts';
import { recordings } from '../recorded/recordings.ts';

const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));

/** A small board with a statement of every form: an edit at any place of it is an edit of one of them. */
const EVERY_FORM = `/dts-v1/;
/memreserve/ 0x1000 (1 << 12);
/ {
  #size-cells = <2>;
  a = "b", "c";
  l: n@1 { d = <1 0x2f>, <&l &n2>; e; };
  n2: k: m { f = [00 ff]; g = /bits/ 8 <1 2>; h = &l, <(2 * 3)>; i = <1>, <2>; };
  /delete-node/ o;
  p { /delete-property/ q; };
};
&l { r = "s", <1>; };
/delete-node/ &n2;
`;

function read(reader: BoardReader, path: string, preprocess: boolean): Board {
  const overlays: readonly string[] = [];
  return reader.read({ path, includeRoots: [], dtcIncludeRoots: [], defines: [], preprocess, overlays, symbols: true });
}

/** All that a board says: its tree with the place of every value, the blob, and what is wrong. */
function everythingOf(board: Board): unknown {
  const problems = board.problems.map(({ id, message, span }) => ({ id, message, at: [span?.start, span?.end] }));
  return { tree: treeJson(board.tree), blob: writeBlob(board.tree), problems, refused: board.refused };
}

/** Reads a board with a reader that has seen much, whose parser need not see all, and with one whose parser sees all. */
async function expectSame(seen: BoardReader, files: FileReader, path: string, preprocess: boolean): Promise<void> {
  const whole = new BoardReader(files, await testParser(), 'whole');
  const expected = everythingOf(read(whole, path, preprocess));
  expect(everythingOf(read(seen, path, preprocess)), path).toEqual(expected);
}

/** Another path of the same file: a reader that knows the one reads the other anew, and has accepted all of it. */
const again = (name: string): string => `again/../${name}`;

/** Reads from whatever is set, so that one reader sees one board after the other. */
class ChangingFiles implements FileReader {
  files: FileReader = { read: () => undefined };

  read(path: string) {
    return this.files.read(path);
  }
}

describe('what the parser need not see reads as if it had seen it', () => {
  test('in the samples', async () => {
    const files = new FolderReader(SAMPLES);
    const seen = new BoardReader(files, await testParser());
    const names = readdirSync(SAMPLES).filter((name) => /\.dtso?$/.test(name));
    expect(names.length).toBeGreaterThan(3);
    for (const name of [...names, ...names.map(again)]) await expectSame(seen, files, name, true);
  });

  test('in the conformance cases, good and broken', async () => {
    const folder = join(recordings('conformance'), 'conformance', 'dts');
    const names = readdirSync(folder).filter((name) => name.endsWith('.dts'));
    expect(names.length).toBeGreaterThan(100);
    const changing = new ChangingFiles();
    const seen = new BoardReader(changing, await testParser());
    for (const name of names) {
      const besides = join(folder, name.replace(/\.dts$/, '.files'));
      const own = new Map([[name, join(folder, name)]]);
      changing.files = new FolderReader(existsSync(besides) ? besides : folder, own);
      await expectSame(seen, changing.files, name, false);
      await expectSame(seen, changing.files, again(name), false);
    }
  });

  test('in boards that were edited at random', async () => {
    const sample = readFileSync(join(SAMPLES, 'camera-board.dts'), 'latin1').replaceAll(/^#include.*$/gm, '');
    const pieces = [...'1ag<>;{}"&()[]=,#:/\\\n \'*', '};', 'n = <1>;', 'm { a; };', '/* ', '//', '/delete-node/ '];
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      gone: fc.oneof(fc.constant(0), fc.nat({ max: 3 })),
      text: fc.constantFrom('', ...pieces),
    });
    const changing = new ChangingFiles();
    const seen = new BoardReader(changing, await testParser());
    let edited = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(EVERY_FORM, sample), fc.array(edit, { maxLength: 2 }), async (source, edits) => {
        let text = source;
        for (const { at, gone, text: piece } of edits) {
          const start = Math.floor(at * text.length);
          text = text.slice(0, start) + piece + text.slice(start + gone);
        }
        // Under a path of its own, as an edit of a known file goes another way.
        const path = `edited-${edited++}.dts`;
        changing.files = new MemoryReader({ [path]: text });
        await expectSame(seen, changing.files, path, true);
      }),
      { numRuns: 300, seed: 11 },
    );
  });
});
