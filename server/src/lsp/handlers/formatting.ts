import type { Range, TextDocumentIdentifier, TextEdit } from 'vscode-languageserver';
import { formatDocument } from '../../features/formatting/formatDocument.ts';
import { type AskedDocument, askedSource, type LanguageFeature } from '../languageFeature.ts';
import { rangeOfSpan } from '../positions.ts';

/** Whether an edit that touches some lines, both included, is asked for. */
type OnLines = (first: number, last: number) => boolean;

/**
 * Gives documents the kernel's style: all of one, some lines, or the line of which a semicolon, a brace or a line feed
 * was typed. The style has tabs of eight, whatever the editor's options say.
 */
export const formatting: LanguageFeature = {
  capabilities: {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: ';', moreTriggerCharacter: ['}', '\n'] },
  },
  serve(parts) {
    const { connection, requests } = parts;
    const format = async (textDocument: TextDocumentIdentifier, isAsked: OnLines): Promise<TextEdit[] | null> => {
      // Boards do not matter to the layout of a text, but a document may be one that has to be fetched.
      const document = await askedSource(parts, textDocument);
      return document === undefined ? null : editsOn(document, isAsked);
    };
    connection.onDocumentFormatting(
      requests.answering('formatting', ({ textDocument }) => format(textDocument, () => true)),
    );
    connection.onDocumentRangeFormatting(
      requests.answering('formatting of a range', ({ textDocument, range }) =>
        format(textDocument, (first, last) => first <= lastLineOf(range) && last >= range.start.line),
      ),
    );
    connection.onDocumentOnTypeFormatting(
      requests.answering('formatting while typing', ({ textDocument, position, ch }) => {
        // What was typed ends the line before the position, or stands on the line of it.
        const line = ch === '\n' ? position.line - 1 : position.line;
        return format(textDocument, (first, last) => first === line && last === line);
      }),
    );
  },
};

/** The last line of a range; one that ends at the beginning of a line has nothing on it. */
function lastLineOf({ start, end }: Range): number {
  return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}

function editsOn({ file, tree }: AskedDocument, isAsked: OnLines): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const { start, end, newText } of formatDocument(tree)) {
    const range = rangeOfSpan({ file, start, end });
    if (isAsked(range.start.line, lastLineOf(range))) edits.push({ range, newText });
  }
  return edits;
}
