import type { Hover, HoverParams } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import { hover as hoverAt } from '../../features/hover/hover.ts';
import { markdownOf, plainTextOf } from '../../features/richText.ts';
import { abilitiesOf } from '../clientAbilities.ts';
import { findingsOfBoards } from '../findings.ts';
import { askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { offsetOf, pathOfUri, rangeOfSpan } from '../positions.ts';

/** What a place of a device tree or header means, on the first board that the document is seen through. */
export const hover: LanguageFeature = {
  capabilities: { hoverProvider: true },
  serve(parts) {
    const { readsMarkdown } = abilitiesOf(parts.client);
    parts.connection.onHover(
      parts.requests.answering(
        'hover',
        async ({ textDocument, position }) => {
          const document = await askedDocument(parts, textDocument);
          const board = document?.boards[0];
          if (document === undefined || board === undefined) return null;
          const { file, tree } = document;
          const remarks = findingsOfBoards([board]).flatMap(({ findings }) => findings);
          const kernels = board.settings.compareKernels;
          const found = hoverAt(board.analysis, tree, offsetOf(file, position), kernels, remarks);
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
