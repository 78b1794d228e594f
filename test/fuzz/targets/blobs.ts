import { readBlob } from '../../../server/src/devicetree/blob/readBlob.ts';
import { writeBlob } from '../../../server/src/devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../../server/src/devicetree/board.ts';
import { printTree } from '../../../server/src/devicetree/tree/printTree.ts';
import { treeJson } from '../../../server/src/devicetree/tree/treeJson.ts';
import { byteString, SourceFile } from '../../../server/src/text/sourceFile.ts';
import { boardRequest } from '../../boardRequest.ts';
import { MemoryReader } from '../../memoryReader.ts';
import { testParser } from '../../parser.ts';
import { changedBytes } from '../harness/change.ts';
import type { Random } from '../harness/random.ts';
import { fuzzTarget, needSame } from '../harness/target.ts';
import { madeBlob } from '../making/blob.ts';
import { drawnProfile, type PlainProfile, profileOf } from '../making/profiles.ts';
import { conformanceTexts } from '../making/sources.ts';
import { checkedBoard, FINDING_ORACLES } from '../oracles/boardAnswers.ts';
import { BOOT_ORACLES, needSoundBoot } from '../oracles/bootInvariants.ts';

const WRITTEN_AGAIN = 'a blob that reads is written as one that reads as the same tree';

interface BlobInput {
  readonly blob: string;
  readonly profile: PlainProfile;
}

/** A number of the header, or a cell, is replaced. */
function changedBlob(blob: string, random: Random): string {
  if (random.oneIn(3)) return changedBytes(blob, random);
  const at = 4 * random.below(random.oneIn(3) ? 10 : blob.length >> 2);
  const number = random.pick([0, 1, 2, 3, 4, 9, 17, 16, blob.length, 0xffff_ffff, 0x7fff_fff0, random.below(256)]);
  const cell = String.fromCharCode(number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255);
  return blob.slice(0, at) + cell + blob.slice(at + 4);
}

export const target = fuzzTarget<BlobInput>({
  name: 'blobs',
  inputs:
    'blobs of all versions, the recorded ones of dtc and new ones, with cells, bytes and the header changed: read, checked and booted',
  oracles: [WRITTEN_AGAIN, ...FINDING_ORACLES, ...BOOT_ORACLES],
  isBoard: true,
  inTests: 800,
  make: (random) => {
    let blob = random.oneIn(2) ? madeBlob(random) : random.pick(conformanceTexts('dtb', ['.dtb']));
    for (let left = random.below(4); left > 0; left--) blob = changedBlob(blob, random);
    return { blob, profile: drawnProfile(random) };
  },
  change: ({ blob, profile }, random) => ({ blob: changedBlob(blob, random), profile }),
  open: async () => {
    const files = new MemoryReader({});
    const reader = new BoardReader(files, await testParser());
    return ({ blob, profile }) => {
      files.write('board.dtb', blob);
      const board = reader.read(boardRequest('board.dtb'));
      needSoundBoot(checkedBoard(board, profileOf(profile)).analysis.boot);
      const { tree, refused } = readBlob(new SourceFile('board.dtb', blob));
      if (tree === undefined) return;
      printTree(tree);
      JSON.stringify(treeJson(tree));
      const written = writeBlob(tree);
      if (refused) return;
      const again = readBlob(new SourceFile('again.dtb', byteString(written)));
      needSame(WRITTEN_AGAIN, again.tree === undefined ? again.problems : writeBlob(again.tree), written);
    };
  },
});
