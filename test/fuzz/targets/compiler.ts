import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BOARD, differenceOf } from '../../conformance/judged/judgedCase.ts';
import { Judges } from '../../conformance/judged/judges.ts';
import { askOurs } from '../../conformance/judged/ours.ts';
import { cacheFolder } from '../../kernel-tree/kernelSource.ts';
import { testParser } from '../../parser.ts';
import { Disagreement, fuzzTarget } from '../harness/target.ts';
import { treeText } from '../making/deviceTree.ts';
import { includedText, preprocessedTree } from '../making/preprocessed.ts';
import { boardTexts, conformanceTexts, overlayTexts } from '../making/sources.ts';

const AGREES =
  'gcc -E and dtc refuse what we refuse, and otherwise make the same text and the same bytes, with and without -@';

interface CompilerInput {
  readonly text: string;
  readonly other: string;
  readonly preprocess: boolean;
}

/** The dtc of a kernel's source where one has been built (`npm run test:kernel-tree`), whose answers are followed; else the system's. */
function dtc(): string {
  const folder = cacheFolder();
  const built = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('dtc-')) : [];
  return built.map((name) => join(folder, name, 'dtc')).find(existsSync) ?? 'dtc';
}

export const target = fuzzTarget<CompilerInput>({
  name: 'compiler',
  inputs:
    'the trees of other targets, with macros of every form, conditions, line markers and includes put into them, given to gcc and dtc as well',
  oracles: [AGREES],
  inTests: 25,
  needs: 'dtc',
  make: (random) => {
    const sources = random.pick([boardTexts, overlayTexts, () => conformanceTexts('dts', ['.dts'])])();
    const text = treeText(random, sources);
    const preprocess = !random.oneIn(3);
    return {
      text: preprocess && !random.oneIn(3) ? preprocessedTree(text, random) : text,
      other: includedText(random),
      preprocess,
    };
  },
  change: ({ text, other, preprocess }, random) => ({
    text: preprocess && random.oneIn(2) ? preprocessedTree(text, random) : treeText(random, [text]),
    other: random.oneIn(3) ? includedText(random) : other,
    preprocess,
  }),
  open: async () => {
    const parser = await testParser();
    const judges = new Judges(dtc());
    return ({ text, other, preprocess }) => {
      const one = { kind: 'fuzz', name: 'fuzz', files: { [BOARD]: text, 'other.dtsi': other }, preprocess };
      const tools = judges.ask(one);
      // A tool that does not end in time says nothing.
      if (judges.timedOut) return;
      const difference = differenceOf(one, tools, askOurs(one, parser));
      // Where an error is reported of a text that is broken in several places, the recorded cases hold alone.
      if (difference !== undefined && !difference.startsWith('place:'))
        throw new Disagreement(AGREES, difference, difference.split(':', 1)[0]);
    };
  },
});
