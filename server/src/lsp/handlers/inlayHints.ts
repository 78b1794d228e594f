import { InlayHint, type InlayHintLabelPart, type InlayHintParams } from 'vscode-languageserver';
import { type Hint, type HintKind, memoryHints } from '../../features/hints/memoryHints.ts';
import type { Span } from '../../text/sourceFile.ts';
import { askedDocument, type LanguageFeature, type ServerParts } from '../languageFeature.ts';
import { locationOfSpan, offsetOf, pathOfUri, rangeOfSpan } from '../positions.ts';

/** The settings that switch the hints, by what they say. */
const SETTINGS: Readonly<Record<HintKind, 'sizes' | 'ends' | 'places' | 'targets'>> = {
  size: 'sizes',
  end: 'ends',
  place: 'places',
  target: 'targets',
};

/** Behind values that are about memory: sizes, ends, places and what references lead to. */
export const inlayHints: LanguageFeature = {
  capabilities: { inlayHintProvider: true },
  serve(parts) {
    parts.connection.languages.inlayHint.on(
      parts.requests.answering(
        'inlay hints',
        async ({ textDocument, range }) => {
          const document = await askedDocument(parts, textDocument);
          const board = document?.boards[0];
          if (document === undefined || board === undefined) return null;
          const { file } = document;
          const stretch = { file, start: offsetOf(file, range.start), end: offsetOf(file, range.end) };
          const switches = board.settings.values.inlayHints ?? {};
          return memoryHints(board.analysis, stretch)
            .filter(({ kind }) => switches[SETTINGS[kind]] !== false)
            .map(toProtocol);
        },
        (params) => resultsOf(parts, params),
      ),
    );
  },
};

function toProtocol({ span, text, tooltip, target }: Hint): InlayHint {
  const label: string | InlayHintLabelPart[] =
    target === undefined ? text : [{ value: text, location: locationOfSpan(target) }];
  return { ...InlayHint.create(rangeOfSpan(span).end, label), paddingLeft: true, tooltip };
}

/** The span with the comma after it, where one follows on its line: a hint before a comma reads as if it had one. */
function withComma(span: Span): Span {
  const [comma = ''] = /^[ \t]*,/.exec(span.file.text.slice(span.end, span.end + MOST_BLANKS)) ?? [];
  return { ...span, end: span.end + comma.length };
}

/** At most this many characters are looked at for a comma. */
const MOST_BLANKS = 80;

/** What came of each step of a scenario, at the step's end. */
async function resultsOf({ scenarios }: ServerParts, { textDocument, range }: InlayHintParams): Promise<InlayHint[]> {
  const path = pathOfUri(textDocument.uri);
  const state = path === undefined ? undefined : await scenarios.stateOf(path);
  return (state?.report.steps ?? []).flatMap(({ span, text, detail }) => {
    const { end } = rangeOfSpan(withComma(span));
    if (end.line < range.start.line || end.line > range.end.line) return [];
    const hint = InlayHint.create(end, text);
    return [{ ...hint, paddingLeft: true, ...(detail === undefined ? {} : { tooltip: detail }) }];
  });
}
