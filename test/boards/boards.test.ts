import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { writeBlob } from '../../server/src/devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../server/src/devicetree/board.ts';
import { report } from '../conformance/recorded.ts';
import { FolderReader } from '../folderReader.ts';
import { testParser } from '../parser.ts';
import { kernelBoards, MISSING_BOARDS } from '../recorded/kernelTree.ts';

interface Manifest {
  readonly boards: readonly { readonly board: string; readonly golden: string }[];
}

describe('real boards, as the kernel builds them', () => {
  const folder = kernelBoards();
  if (folder === undefined) {
    test('the recorded boards', (context) => context.skip(MISSING_BOARDS));
    return;
  }

  test('are the same blobs byte for byte', async () => {
    const { boards }: Manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    const reader = new BoardReader(new FolderReader(join(folder, 'tree')), await testParser());
    const roots = ['scripts/dtc/include-prefixes', 'include'];
    const differences: string[] = [];
    for (const { board: path, golden } of boards) {
      const board = reader.read({
        path,
        includeRoots: roots,
        dtcIncludeRoots: roots,
        defines: [{ name: '__DTS__', value: '1' }],
        preprocess: true,
        overlays: [],
        symbols: false,
      });
      const error = board.problems.find((problem) => problem.severity === 'error');
      const blob = gunzipSync(readFileSync(join(folder, 'golden', `${golden}.dtb.gz`)));
      if (board.refused) differences.push(`${path}: refused: ${error?.message}`);
      else if (!blob.equals(writeBlob(board.tree))) differences.push(`${path}: another blob`);
    }
    report('Boards', boards.length, differences);
    expect(boards.length).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  });
});
