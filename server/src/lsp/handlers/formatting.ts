import type { Range, TextDocumentIdentifier, TextEdit } from 'vscode-languageserver';
import { fewerEdits } from '../../features/formatting/fewerEdits.ts';
import { formatDocument, type WhiteEdit } from '../../features/formatting/formatDocument.ts';
import type { Lines } from '../../features/formatting/stretchToRead.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { type AskedDocument, askedSource, type LanguageFeature } from '../languageFeature.ts';
import { rangeOfSpan } from '../positions.ts';

/** Which lines are asked for; an edit belongs to them if it touches one, or with `isWhole` if it touches no other. */
interface AskedLines extends Lines {
  readonly isWhole: boolean;
}

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
    const format = async (textDocument: TextDocumentIdentifier, asked?: AskedLines): Promise<TextEdit[] | null> => {
      // Boards do not matter to the layout of a text, but a document may be one that has to be fetched.
      const document = await askedSource(parts, textDocument);
      return document === undefined ? null : editsOn(document, asked);
    };
    connection.onDocumentFormatting(requests.answering('formatting', ({ textDocument }) => format(textDocument)));
    connection.onDocumentRangeFormatting(
      requests.answering('formatting of a range', ({ textDocument, range }) =>
        format(textDocument, { first: range.start.line, last: lastLineOf(range), isWhole: false }),
      ),
    );
    connection.onDocumentOnTypeFormatting(
      requests.answering('formatting while typing', ({ textDocument, position, ch }) => {
        // What was typed ends the line before the position, or stands on the line of it.
        const line = ch === '\n' ? position.line - 1 : position.line;
        return format(textDocument, { first: line, last: line, isWhole: true });
      }),
    );
  },
};

/** The last line of a range; one that ends at the beginning of a line has nothing on it. */
function lastLineOf({ start, end }: Range): number {
  return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}

function editsOn({ file, tree }: AskedDocument, asked?: AskedLines): TextEdit[] {
  const edits = formatDocument(tree, asked);
  const own = asked === undefined ? edits : edits.filter(askedTest(file, asked));
  return fewerEdits(own, file.text).map(({ start, end, newText }) => ({
    range: rangeOfSpan({ file, start, end }),
    newText,
  }));
}

/**
 * Whether an edit lies on the asked lines; one that ends at the beginning of a line has nothing on it. The line feed that a
 * text has to end with belongs to no whole line: who types on at the end would go on below it.
 */
function askedTest({ text, lines }: SourceFile, { first, last, isWhole }: AskedLines): (edit: WhiteEdit) => boolean {
  const from = lines.startOf(first);
  const to = last + 1 < lines.lineCount ? lines.startOf(last + 1) : text.length + 1;
  if (isWhole) {
    const isLineFeed = ({ end, newText }: WhiteEdit): boolean => end === text.length && newText.includes('\n');
    return (edit) => edit.start >= from && edit.start < to && edit.end <= to && !isLineFeed(edit);
  }
  return ({ start, end }) => start < to && (end > from || start === from);
}
