import type { Hover, HoverParams } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import { hover as hoverAt } from '../../features/hover/hover.ts';
import type { Hover as FoundHover } from '../../features/hover/hoverAsked.ts';
import { hoverWithoutBoard } from '../../features/hover/hoverWithoutBoard.ts';
import { scenarioHover } from '../../features/hover/scenarioHover.ts';
import { markdownOf, plainTextOf } from '../../features/richText.ts';
import { abilitiesOf } from '../clientAbilities.ts';
import { findingsOfBoards } from '../findings.ts';
import { type AskedDocument, askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { offsetOf, pathOfUri, rangeOfSpan } from '../positions.ts';

/** What a place of a device tree or header means, on the first board that the document is seen through, if there is one. */
export const hover: LanguageFeature = {
  capabilities: { hoverProvider: true },
  serve(parts) {
    const shown = (found: FoundHover | undefined): Hover | null => hoverFor(parts, found);
    parts.connection.onHover(
      parts.requests.answering(
        'hover',
        async ({ textDocument, position }) => {
          const document = await askedDocument(parts, textDocument);
          if (document === undefined) return null;
          return shown(hoverOf(document, offsetOf(document.file, position)));
        },
        async (params) => shown(await inScenario(parts, params)),
      ),
    );
  },
  rehearse(parts, document, offset) {
    hoverFor(parts, hoverOf(document, offset));
  },
};

/** A hover as the client reads it. */
function hoverFor({ client }: ServerParts, found: FoundHover | undefined): Hover | null {
  if (found === undefined) return null;
  const contents = abilitiesOf(client).readsMarkdown
    ? { kind: MarkupKind.Markdown, value: markdownOf(found.text) }
    : { kind: MarkupKind.PlainText, value: plainTextOf(found.text) };
  return { contents, range: rangeOfSpan(found.span) };
}

function hoverOf({ tree, boards: [board] }: AskedDocument, offset: number): FoundHover | undefined {
  if (board === undefined) return hoverWithoutBoard(tree, offset);
  const remarks = findingsOfBoards([board]).flatMap(({ findings }) => findings);
  return hoverAt(board.analysis, tree, offset, board.settings.compareKernels, remarks);
}

/** What a place of a scenario means on the board that it runs on. */
async function inScenario({ scenarios, trees }: ServerParts, { textDocument, position }: HoverParams) {
  const path = pathOfUri(textDocument.uri);
  const state = path === undefined ? undefined : await scenarios.stateOf(path);
  if (state === undefined) return undefined;
  const { file, board, analysis, report } = state;
  const hovered = { file, analysis, scenario: report.scenario, steps: report.steps };
  const kernels = board?.settings.compareKernels ?? [];
  return scenarioHover(hovered, offsetOf(file, position), { kernels, documentOf: (source) => trees.of(source) });
}
