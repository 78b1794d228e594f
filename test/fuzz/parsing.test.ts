import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Board, BoardReader } from '../../server/src/devicetree/board.ts';
import type { FileReader } from '../../server/src/text/fileReader.ts';
import { FolderReader } from '../folderReader.ts';
import { MemoryReader } from '../memoryReader.ts';
import { testParser } from '../parser.ts';
import { recordings } from '../recorded/recordings.ts';
import { readingOf } from './oracles/boardAnswers.ts';

const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));

function read(reader: BoardReader, path: string, preprocess: boolean): Board {
  const overlays: readonly string[] = [];
  return reader.read({ path, includeRoots: [], dtcIncludeRoots: [], defines: [], preprocess, overlays, symbols: true });
}

/** Reads a board with a reader that has seen much, whose parser need not see all, and with one whose parser sees all. */
async function expectSame(seen: BoardReader, files: FileReader, path: string, preprocess: boolean): Promise<void> {
  const whole = new BoardReader(files, await testParser(), 'whole');
  const expected = readingOf(read(whole, path, preprocess));
  expect(readingOf(read(seen, path, preprocess)), path).toEqual(expected);
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

  test('in statements that stand where another place of them was accepted before', async () => {
    const files = new MemoryReader({});
    const statements = [
      ...['/dts-v1/;', '/plugin/;', '/memreserve/ 1 2;', '/delete-node/ &a;', '/delete-node/ a;'],
      ...['/delete-property/ b;', '/omit-if-no-ref/ &a;', 'b = <1>;', 'a { };', '&a { };', '/ { };'],
    ];
    const places = ['', '/ { ', '/ { a: a { '];
    for (const statement of statements) {
      for (const [index, first] of places.entries()) {
        const seen = new BoardReader(files, await testParser());
        for (const [at, place] of [first, ...places].entries()) {
          const name = `${index}-${at}.dts`;
          files.write(
            name,
            `/dts-v1/;\n/ { a: a { }; };\n${place}${statement}${' };'.repeat(place.split('{').length - 1)}\n`,
          );
          await expectSame(seen, files, name, false);
        }
      }
    }
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
});
