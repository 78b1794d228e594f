import type { Analysis } from '../../../server/src/analysis.ts';
import { readBlob } from '../../../server/src/devicetree/blob/readBlob.ts';
import { writeBlob } from '../../../server/src/devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../../server/src/devicetree/board.ts';
import type { DeviceTree } from '../../../server/src/devicetree/tree/deviceTree.ts';
import { printTree } from '../../../server/src/devicetree/tree/printTree.ts';
import { bootDocument } from '../../../server/src/features/documents/bootDocument.ts';
import { listHeaps } from '../../../server/src/features/heapList.ts';
import { stopText } from '../../../server/src/kernel/outcome/causeText.ts';
import { byteString, SourceFile } from '../../../server/src/text/sourceFile.ts';
import { ChangedFiles } from '../../../server/src/workspace/fixes/changedFiles.ts';
import { boardRequest } from '../../boardRequest.ts';
import { MemoryFiles } from '../../memoryFiles.ts';
import { testParser } from '../../parser.ts';
import { Disagreement, fuzzTarget, needSame } from '../harness/target.ts';
import { treeText } from '../making/deviceTree.ts';
import { drawnProfile, type PlainProfile, profileOf } from '../making/profiles.ts';
import { boardTexts, sampleHeaders } from '../making/sources.ts';
import { checkedBoard, FINDING_ORACLES, findingsText, readingOf } from '../oracles/boardAnswers.ts';
import { BOOT_ORACLES, needSoundBoot } from '../oracles/bootInvariants.ts';
import { needSoundTrials, TRIAL_ORACLE } from '../oracles/triedFixes.ts';

const INDEPENDENT = 'a board’s answers do not depend on the boards that were read before';
const BLOB_AGAIN = 'a blob reads as the tree it was made of';
const PRINTED_AGAIN = 'a printed tree makes the same blob';
const STOP_IS_SAID = 'a boot that stops has a finding';

/** Every how many inputs one is shown as well, has its fixes tried, is printed and read again, is read by a fresh reader. */
const SHOWN_EVERY = 4;
const TRIED_EVERY = 8;
const PRINTED_EVERY = 4;
const FRESH_EVERY = 16;

interface TreeInput {
  readonly text: string;
  readonly profile: PlainProfile;
}

export const target = fuzzTarget<TreeInput>({
  name: 'trees',
  inputs:
    'the samples, the boards of the rules’ tests and new ones, changed by statements, tokens and bytes: expanded, parsed, merged, written as a blob, booted and checked',
  oracles: [INDEPENDENT, BLOB_AGAIN, PRINTED_AGAIN, STOP_IS_SAID, TRIAL_ORACLE, ...FINDING_ORACLES, ...BOOT_ORACLES],
  isBoard: true,
  inTests: 450,
  make: (random) => ({ text: treeText(random, boardTexts()), profile: drawnProfile(random) }),
  change: ({ text, profile }, random) => ({
    text: treeText(random, [text, ...boardTexts()].slice(0, random.oneIn(2) ? 1 : undefined)),
    profile: random.oneIn(3) ? drawnProfile(random) : profile,
  }),
  open: async (isReplay) => {
    const parser = await testParser();
    const files = new MemoryFiles({ ...sampleHeaders(), 'other.dtsi': '/ { other; };\n' });
    const changed = new ChangedFiles(files);
    const reader = new BoardReader(changed, parser);
    let count = 0;
    return ({ text, profile: plain }) => {
      const profile = profileOf(plain);
      files.write('board.dts', text);
      const request = boardRequest('board.dts');
      const board = reader.read(request);
      const { analysis, found } = checkedBoard(board, profile);
      if (count % SHOWN_EVERY === 0 || isReplay) {
        listHeaps(analysis);
        bootDocument(analysis, 'board.dts');
      }
      if (count % TRIED_EVERY === 0 || isReplay) {
        needSoundTrials({ analysis, found }, changed, () => reader.read(request));
      }
      needSoundBoot(analysis.boot);
      const { stop } = analysis.boot;
      if (stop !== undefined && !isNobodysFault(analysis)) {
        const isSaid = found.findings.length + found.problems.length > 0;
        if (!isSaid) throw new Disagreement(STOP_IS_SAID, stopText(stop), stop.kind);
      }
      if (!board.refused) {
        const blob = writeBlob(board.tree);
        const again = readBlob(new SourceFile('board.dtb', byteString(blob)));
        needSame(
          BLOB_AGAIN,
          again.tree === undefined ? again.problems : writeBlob(again.tree),
          writeBlob(readable(board.tree)),
        );
        if (count % PRINTED_EVERY === 0 || isReplay) {
          files.write('printed.dts', printTree(board.tree));
          const printed = reader.read({ ...boardRequest('printed.dts'), preprocess: false });
          needSame(PRINTED_AGAIN, printed.refused ? printed.problems[0]?.message : writeBlob(printed.tree), blob);
        }
      }
      if (count++ % FRESH_EVERY !== 0 && !isReplay) return;
      const fresh = new BoardReader(files, parser, 'whole').read(request);
      needSame(INDEPENDENT, readingOf(board), readingOf(fresh));
      needSame(INDEPENDENT, findingsText(found), findingsText(checkedBoard(fresh, profile).found));
    };
  },
});

/** A tree as far as its blob holds it for readers: a reservation of size 0 is the end of them all. */
function readable(tree: DeviceTree): DeviceTree {
  const end = tree.memoryReservations.findIndex(({ size }) => size === 0n);
  return end < 0 ? tree : { ...tree, memoryReservations: tree.memoryReservations.slice(0, end) };
}

/** Stops that say nothing of a board: what is no kernel, and the end of RAM where nobody said where that is. */
function isNobodysFault({ boot, memoryAssumed }: Analysis): boolean {
  const kind = boot.stop?.kind;
  if (kind === 'no-version' || kind === 'unknown-architecture') return true;
  return memoryAssumed && (kind === 'area-outside-ram' || kind === 'unmapped-with-cma' || kind === 'no-free-memory');
}
