import type { Hover, HoverParams } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import { hover as hoverAt } from '../../features/hover/hover.ts';
import type { Hover as FoundHover } from '../../features/hover/hoverAsked.ts';
import { hoverWithoutBoard } from '../../features/hover/hoverWithoutBoard.ts';
import { markdownOf, plainTextOf } from '../../features/richText.ts';
import { abilitiesOf } from '../clientAbilities.ts';
import { findingsOfBoards } from '../findings.ts';
import { type AskedDocument, askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { offsetOf, pathOfUri, rangeOfSpan } from '../positions.ts';

/** What a place of a device tree or header means, on the first board that the document is seen through, if there is one. */
export const hover: LanguageFeature = {
  capabilities: { hoverProvider: true },
  serve(parts) {
    const { readsMarkdown } = abilitiesOf(parts.client);
    parts.connection.onHover(
      parts.requests.answering(
        'hover',
        async ({ textDocument, position }) => {
          const document = await askedDocument(parts, textDocument);
          if (document === undefined) return null;
          const found = hoverOf(document, offsetOf(document.file, position));
          if (found === undefined) return null;
          const contents = readsMarkdown
            ? { kind: MarkupKind.Markdown, value: markdownOf(found.text) }
            : { kind: MarkupKind.PlainText, value: plainTextOf(found.text) };
          return { contents, range: rangeOfSpan(found.span) };
        },
        (params) => onStep(parts, params),
      ),
    );
  },
};

function hoverOf({ tree, boards: [board] }: AskedDocument, offset: number): FoundHover | undefined {
  if (board === undefined) return hoverWithoutBoard(tree, offset);
  const remarks = findingsOfBoards([board]).flatMap(({ findings }) => findings);
  return hoverAt(board.analysis, tree, offset, board.settings.compareKernels, remarks);
}

/** What came of the step of a scenario at a place, in plain text. */
async function onStep({ scenarios }: ServerParts, { textDocument, position }: HoverParams): Promise<Hover | null> {
  const path = pathOfUri(textDocument.uri);
  const state = path === undefined ? undefined : await scenarios.stateOf(path);
  if (state === undefined) return null;
  const offset = offsetOf(state.file, position);
  const step = state.report.steps.find(({ span }) => span.start <= offset && offset <= span.end);
  if (step === undefined) return null;
  const { frame, log = [] } = step.result;
  const lines = [step.text, step.detail, frame?.text, ...log].filter((line) => line !== undefined);
  return { contents: { kind: MarkupKind.PlainText, value: lines.join('\n') }, range: rangeOfSpan(step.span) };
}
