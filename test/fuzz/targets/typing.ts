import { analyse } from '../../../server/src/analysis.ts';
import { BoardReader } from '../../../server/src/devicetree/board.ts';
import { DocumentTree } from '../../../server/src/devicetree/document/documentTree.ts';
import { DocumentTrees } from '../../../server/src/devicetree/document/documentTrees.ts';
import { complete } from '../../../server/src/features/completion/completion.ts';
import { documentSymbols } from '../../../server/src/features/documentSymbols.ts';
import { foldingRanges } from '../../../server/src/features/folding.ts';
import { memoryHints } from '../../../server/src/features/hints/memoryHints.ts';
import { hover } from '../../../server/src/features/hover/hover.ts';
import { lensesOf } from '../../../server/src/features/lenses/lenses.ts';
import { declarationsAt, definitionAt, typeDefinitionAt } from '../../../server/src/features/navigation/definition.ts';
import { referencesAt } from '../../../server/src/features/navigation/references.ts';
import { renameAt } from '../../../server/src/features/navigation/rename.ts';
import { selectionsAround } from '../../../server/src/features/selection.ts';
import { semanticTokens } from '../../../server/src/features/semanticTokens.ts';
import { signatureAt } from '../../../server/src/features/signatureHelp.ts';
import { boardRequest } from '../../boardRequest.ts';
import { MemoryReader } from '../../memoryReader.ts';
import { testParser } from '../../parser.ts';
import { plainProfile } from '../../plainProfile.ts';
import { fuzzTarget, need } from '../harness/target.ts';
import { treeText } from '../making/deviceTree.ts';
import { boardTexts, sampleHeaders } from '../making/sources.ts';
import { RULES_ORACLE, soundFindings } from '../oracles/boardAnswers.ts';

const INSIDE = 'what is answered stands in the document';
const AROUND = 'a suggestion replaces what is being typed';
const ORDER = 'tokens are in the order of the text and do not overlap';

interface TypingInput {
  readonly text: string;
  /** Where something is asked, from 0 to 1. */
  readonly at: number;
}

export const target = fuzzTarget<TypingInput>({
  name: 'typing',
  inputs:
    'half-typed boards: completion, hover, definition, references, rename, signature, symbols, hints and tokens at a place by chance',
  oracles: [INSIDE, AROUND, ORDER, RULES_ORACLE],
  isBoard: true,
  inTests: 250,
  make: (random) => {
    const text = treeText(random, boardTexts());
    const at = random.below(text.length);
    return {
      text: random.oneIn(2) ? text.slice(0, at) + text.slice(at + random.below(40)) : text,
      at: at / (text.length + 1),
    };
  },
  change: ({ text }, random) => ({ text: treeText(random, [text]), at: random.below(1000) / 1000 }),
  open: async () => {
    const parser = await testParser();
    const files = new MemoryReader(sampleHeaders());
    const reader = new BoardReader(files, parser);
    const trees = new DocumentTrees(parser);
    const list = () => ['heron.dtsi', 'memory-sizes.h'];
    const includes = { folder: '', roots: [], dtcRoots: [], list, isIncluded: () => false };
    return ({ text, at }) => {
      files.write('board.dts', text);
      const file = files.read('board.dts');
      if (file === undefined) return;
      const analysis = analyse(reader.read(boardRequest('board.dts')), plainProfile());
      const document = DocumentTree.read(file, parser);
      const offset = Math.max(0, Math.min(text.length, Math.round(at * (text.length + 1))));
      const isInside = (what: string, span: { start: number; end: number } | undefined) => {
        if (span === undefined) return;
        const { start, end } = span;
        need(
          INSIDE,
          0 <= start && start <= end && end <= text.length,
          () => `${what}: ${start} to ${end} at ${offset}`,
        );
      };
      const completion = complete(document, offset, { analysis, includes });
      if (completion !== undefined) {
        const { word } = completion.place;
        need(AROUND, word.start <= offset && offset <= word.end, () => `${word.start} to ${word.end} at ${offset}`);
        for (const { label, span } of completion.suggestions) isInside(label, span);
      }
      isInside('hover', hover(analysis, document, offset, ['6.12'])?.span);
      signatureAt(document, offset, analysis);
      const sources = { analyses: [analysis], documentOf: trees.of.bind(trees) };
      definitionAt(sources, document, offset);
      declarationsAt(sources, document, offset);
      typeDefinitionAt(sources, document, offset);
      referencesAt(sources, document, offset);
      renameAt(sources, document, offset, 'renamed');
      for (const selection of selectionsAround(document, offset)) isInside('selection', selection);
      documentSymbols(document, analysis);
      foldingRanges(document);
      lensesOf(analysis, 'board.dts');
      memoryHints(analysis, { file, start: 0, end: text.length });
      let before = 0;
      for (const token of semanticTokens([analysis], document)) {
        isInside('token', token);
        need(ORDER, token.start >= before, () => `a token at ${token.start} after one that ends at ${before}`);
        before = token.end;
      }
      soundFindings(analysis);
      document.release();
    };
  },
});
