import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Expander, flatten } from '../../server/src/devicetree/expansion/expander.ts';
import { withoutLineMarkers, wordsOf } from '../conformance/outputTokens.ts';
import { FolderReader } from '../folderReader.ts';
import { kernelBoards, MISSING_BOARDS } from '../recorded/kernelTree.ts';

interface Manifest {
  readonly boards: readonly { readonly board: string; readonly uses_dtc_include: boolean }[];
}

/** The copied tree has no symbolic links, so that headers are found below `include`. */
const ROOTS = ['scripts/dtc/include-prefixes', 'include'];
const GCC = ['-E', '-nostdinc', '-undef', '-D__DTS__', '-x', 'assembler-with-cpp'];
const folder = kernelBoards();
const hasGcc = spawnSync('gcc', ['--version']).status === 0;

if (folder !== undefined && hasGcc)
  describe('real boards come out as gcc -E writes them', () => {
    const tree = join(folder, 'tree');
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    const expander = new Expander(new FolderReader(tree));

    test.each(manifest.boards.filter((board) => !board.uses_dtc_include))('$board', ({ board }) => {
      const gcc = spawnSync('gcc', [...GCC, ...ROOTS.flatMap((root) => ['-I', root]), board], {
        cwd: tree,
        encoding: 'latin1',
        maxBuffer: 1 << 28,
      });
      const expansion = expander.expand({
        path: board,
        includeRoots: ROOTS,
        defines: [],
        preprocess: true,
        dtcIncludeRoots: ROOTS,
      });
      expect(expansion.problems).toEqual([]);
      expect(wordsOf(withoutLineMarkers(flatten(expansion.unit).text))).toEqual(
        wordsOf(withoutLineMarkers(gcc.stdout)),
      );
    });

    test.each(manifest.boards.filter((board) => board.uses_dtc_include))(
      '$board includes files as dtc does',
      ({ board }) => {
        const expansion = expander.expand({
          path: board,
          includeRoots: ROOTS,
          defines: [],
          preprocess: true,
          dtcIncludeRoots: ROOTS,
        });
        expect(expansion.problems).toEqual([]);
        expect(flatten(expansion.unit).text).not.toContain('/include/');
      },
    );
  });

if (folder === undefined) test('real boards', (context) => context.skip(MISSING_BOARDS));
if (!hasGcc) test('real boards', (context) => context.skip('there is no gcc on this machine to compare with'));
