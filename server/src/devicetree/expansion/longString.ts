import type { DirectiveHandler } from './directives/directiveHandler.ts';
import { type Directive, GAP } from './files/lexedEvents.ts';
import type { LexedFile } from './files/lexedFile.ts';
import { FileTokens, type TopLevel } from './fileTokens.ts';
import { costOf } from './macros/macroCost.ts';
import type { OpenFile } from './openFile.ts';
import { BACKSLASH, DOUBLE_QUOTE, endOfLine, NEWLINE, SINGLE_QUOTE } from './tokens/cCharacters.ts';
import { type Token, TokenFlag, TokenKind } from './tokens/token.ts';
import { TokenReader } from './tokens/tokenReader.ts';
import type { TokenPrinter } from './units/tokenPrinter.ts';

/** gcc prints this many line ends at most to get to a token's line; further away it prints a line marker. */
const MOST_LINE_ENDS = 8;

/** A part of a file's clean text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Prints a string that goes on over the ends of lines. Such a string is dtc's alone: to gcc a quote that is not closed on
 * its line is a token up to the line's end, and the lines after it are tokens. It prints each line's first token in its
 * column and the others with one blank where there was white space (c-family `scan_translation_unit`, `cb_line_change`,
 * `maybe_print_line`). Outside of strings none of this means anything to dtc, and the text is copied instead.
 */
export class LongString implements TopLevel {
  private readonly _file: OpenFile;
  private readonly _directives: DirectiveHandler;
  private readonly _printer: TokenPrinter;
  private readonly _quotes = new QuoteState();
  /** The line that is being printed, as gcc counts (`print.src_line`). */
  private _line: number;
  /** Whether something stands on it (`print.printed`). */
  private _isPrinted = true;
  /** Where the last token ends that stands in no macro. */
  private _lastEnd = 0;
  /** How many parts of the printed text have been looked at for quotes. */
  private _partsRead: number;

  /** `event` is the open quote; `longCalls` are the calls of macros before it that go over the ends of lines. */
  constructor(
    file: OpenFile,
    directives: DirectiveHandler,
    printer: TokenPrinter,
    event: number,
    longCalls: readonly Stretch[],
  ) {
    this._file = file;
    this._directives = directives;
    this._printer = printer;
    this._line = file.presumed.lineAt(startOfPrintedLine(file, event, longCalls));
    this._partsRead = file.builder.partCount;
  }

  /** Prints from the open quote at an offset up to the end of the line on which the string is closed; where that is. */
  print(start: number): number {
    const tokens = new FileTokens(this._file, this._directives, start, this);
    const engine = this._file.engine(tokens);
    this._printer.begin(true, undefined);
    for (let token = engine.next(); token.kind !== TokenKind.end; token = engine.next()) {
      if (token.use !== undefined && !this._file.spend(costOf(token))) engine.abandon();
      else this._printer.print(token);
    }
    return tokens.at;
  }

  /** A token of the file's own text is read; `undefined` where it is not to be printed, as the string was closed before. */
  begin(token: Token): Token | undefined {
    const macro = token.kind === TokenKind.name ? this._file.table.get(token.symbol) : undefined;
    this._file.beginUse(token.start, token.end, macro?.parameters !== undefined);
    if ((token.flags & TokenFlag.lineStart) === 0 || token.kind === TokenKind.end) {
      this._lastEnd = token.end;
      return token;
    }
    if (!this._isOpen()) {
      this._file.builder.white('\n');
      return undefined;
    }
    this._changeLine(token);
    this._lastEnd = token.end;
    const isWhite = this._file.clean.text.charCodeAt(token.start - 1) !== NEWLINE;
    return token.withFlags(isWhite ? token.flags : token.flags & ~TokenFlag.white);
  }

  obey(directive: Directive): number {
    const { builder, presumed } = this._file;
    const includes = builder.includes.length;
    if (INCLUDING.has(directive.name)) this._endLine();
    this._file.beginUse(directive.start, directive.end, false);
    const end = this._directives.obey(directive);
    if (directive.name === 'line') this._mark(presumed.lineAt(end) + 1, '');
    if (builder.includes.length > includes) this._mark(presumed.lineAt(end) + 1, ' 2');
    return end;
  }

  /** Whether dtc is in a string after what was printed. */
  private _isOpen(): boolean {
    const { builder } = this._file;
    for (; this._partsRead < builder.partCount; this._partsRead++) this._quotes.read(builder.part(this._partsRead));
    return this._quotes.isOpen;
  }

  /** Ends the line, and goes to the line and column of a token. */
  private _changeLine(token: Token): void {
    const { builder, clean, presumed } = this._file;
    this._endLine();
    const line = presumed.lineAt(token.start);
    if (line >= this._line && line < this._line + MOST_LINE_ENDS) {
      if (line > this._line) builder.white('\n'.repeat(line - this._line));
      this._line = line;
    } else {
      this._mark(line, '');
    }
    const column = clean.columnAt(token.start);
    if (column > 2) builder.white(' '.repeat(column - 2));
    this._isPrinted = true;
    this._printer.beginLine();
  }

  private _endLine(): void {
    if (!this._isPrinted) return;
    this._file.builder.white('\n');
    this._line++;
    this._isPrinted = false;
  }

  /** Prints a line marker, which in a string is text to dtc, and ends it with its quotes. */
  private _mark(line: number, flags: string): void {
    if (!this._isOpen()) return;
    this._endLine();
    const file = this._file.presumed.file.replace(/[\\"]/g, '\\$&');
    const { clean, builder } = this._file;
    builder.white(`# ${line} "${file}"${flags}\n`, endOfLine(clean.text, this._lastEnd) + 1);
    this._line = line;
  }
}

const INCLUDING: ReadonlySet<string> = new Set(['include', 'include_next', 'import']);

/** Where dtc is, in a string or outside, as far as quotes tell. */
class QuoteState {
  isOpen = false;
  private _isEscaped = false;

  read(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this._isEscaped) {
        this._isEscaped = false;
      } else if (code === DOUBLE_QUOTE) {
        this.isOpen = !this.isOpen;
      } else if (code === BACKSLASH) {
        this._isEscaped = this.isOpen;
      } else if (code === SINGLE_QUOTE && !this.isOpen) {
        const close = text.indexOf("'", at + (text.charCodeAt(at + 1) === BACKSLASH ? 3 : 1));
        if (close > at) at = close;
      }
    }
  }
}

/** Where the first token stands that gcc prints on the line of an event. */
function startOfPrintedLine({ lexed, clean, symbols }: OpenFile, event: number, calls: readonly Stretch[]): number {
  const begin = beginningOfLine(lexed, event, calls);
  return new TokenReader(clean, symbols, begin).next(false).start;
}

/** The beginning of the line that an event stands on; lines that a comment or a macro's arguments join are one. */
function beginningOfLine({ clean, starts, ends, values }: LexedFile, event: number, calls: readonly Stretch[]): number {
  const before = (offset: number): number => (offset === 0 ? 0 : clean.text.lastIndexOf('\n', offset - 1) + 1);
  let begin = before(starts[event] ?? 0);
  let call = calls.length - 1;
  let index = event - 1;
  for (;;) {
    const { start, end } = calls[call] ?? { start: 0, end: 0 };
    if (end > begin) {
      call--;
      if (start < begin) begin = before(start);
    } else if (index >= 0 && (ends[index] ?? 0) > begin) {
      const gap = starts[index] ?? 0;
      if (values[index] === GAP && gap < begin) begin = before(gap);
      index--;
    } else {
      return begin;
    }
  }
}
