import { applyOverlays } from '../../../server/src/devicetree/blob/applyOverlay.ts';
import { writeBlob } from '../../../server/src/devicetree/blob/writeBlob.ts';
import { BoardReader } from '../../../server/src/devicetree/board.ts';
import { byteString, SourceFile } from '../../../server/src/text/sourceFile.ts';
import { boardRequest } from '../../boardRequest.ts';
import { MemoryReader } from '../../memoryReader.ts';
import { testParser } from '../../parser.ts';
import { plainProfile } from '../../plainProfile.ts';
import { changedBytes } from '../harness/change.ts';
import { Random } from '../harness/random.ts';
import { fuzzTarget, needSame } from '../harness/target.ts';
import { changedTree, treeText } from '../making/deviceTree.ts';
import { boardTexts, overlayTexts, sampleHeaders } from '../making/sources.ts';
import { LABELS } from '../making/words.ts';
import { checkedBoard, FINDING_ORACLES, readingOf } from '../oracles/boardAnswers.ts';
import { BOOT_ORACLES, needSoundBoot } from '../oracles/bootInvariants.ts';

const SAME_BY_BLOBS = 'overlays come to the same applied as sources and as blobs';
const INDEPENDENT = 'a board with overlays reads as by a reader that has seen nothing';

/** Every how many inputs one is also read by a reader that has seen nothing. */
const FRESH_EVERY = 8;

interface OverlayInput {
  readonly base: string;
  readonly overlays: readonly string[];
  /** Changes of the bytes of the base's and the first overlay's blob. */
  readonly damage: number;
}

function overlay(random: Random): string {
  if (random.oneIn(3)) {
    const texts = overlayTexts();
    return changedTree(random.pick(texts), random, texts);
  }
  const part = (): string =>
    random.pick([
      () => `&${random.pick(LABELS)} { x = <&${random.pick(LABELS)} 1>; o { y; }; };`,
      () => `&{/reserved-memory} { p@50000000 { reg = <0 0x50000000 0 0x1000>; no-map; }; };`,
      () => `/ { fragment@0 { target-path = "/"; __overlay__ { z = <1>; }; }; };`,
      () => `/ { fragment@1 { target = <&${random.pick(LABELS)}>; __overlay__ { n${random.below(3)}: n { }; }; }; };`,
      () => `&${random.pick(LABELS)} { l${random.below(3)}: k { phandle = <${random.below(4)}>; }; };`,
    ])();
  const text = `/dts-v1/;\n/plugin/;\n${random.list(1, 3, part).join('\n')}\n`;
  return random.oneIn(3) ? changedTree(text, random, overlayTexts()) : text;
}

export const target = fuzzTarget<OverlayInput>({
  name: 'overlays',
  inputs: 'a board with one or two overlays, as sources and as blobs, whole and damaged',
  oracles: [SAME_BY_BLOBS, INDEPENDENT, ...FINDING_ORACLES, ...BOOT_ORACLES],
  isBoard: true,
  inTests: 250,
  make: (random) => ({
    base: random.oneIn(4)
      ? treeText(random, boardTexts())
      : `/dts-v1/;\n/ { l0: a { }; l1: b { c = <&l0>; }; pool: p { }; soc: s { video: v { }; };\nreserved_memory: reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; }; };\n`,
    overlays: random.list(1, 2, () => overlay(random)),
    damage: random.oneIn(2) ? 0 : random.next(),
  }),
  open: async (isReplay) => {
    const parser = await testParser();
    const files = new MemoryReader(sampleHeaders());
    const reader = new BoardReader(files, parser);
    let count = 0;
    return ({ base, overlays, damage }) => {
      const paths = overlays.map((text, index) => {
        files.write(`overlay${index}.dtso`, text);
        return `overlay${index}.dtso`;
      });
      files.write('base.dts', base);
      const request = { ...boardRequest('base.dts'), overlays: paths, symbols: true };
      const board = reader.read(request);
      needSoundBoot(checkedBoard(board, plainProfile()).analysis.boot);
      if (count++ % FRESH_EVERY === 0 || isReplay) {
        needSame(INDEPENDENT, readingOf(board), readingOf(new BoardReader(files, parser, 'whole').read(request)));
      }
      const parts = ['base.dts', ...paths].map((path) => reader.read({ ...boardRequest(path), symbols: true }));
      if (parts.some(({ refused }) => refused)) return;
      const [first = '', ...rest] = parts.map(({ tree }) => byteString(writeBlob(tree)));
      const blob = (text: string, index: number) => new SourceFile(`${index}.dtb`, text);
      if (overlays.every((text) => /\/plugin\//.test(text))) {
        const applied = applyOverlays(blob(first, 0), rest.map(blob));
        const ofSources = board.refused ? 'refused' : writeBlob(board.tree);
        needSame(
          SAME_BY_BLOBS,
          applied.refused || applied.tree === undefined ? 'refused' : writeBlob(applied.tree),
          ofSources,
        );
      }
      if (damage === 0) return;
      const random = new Random(damage);
      const damaged = applyOverlays(
        blob(changedBytes(first, random), 0),
        rest.map((text, index) => blob(changedBytes(text, random), index)),
      );
      if (damaged.tree !== undefined) writeBlob(damaged.tree);
    };
  },
});
