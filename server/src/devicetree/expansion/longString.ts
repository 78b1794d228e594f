import type { DirectiveHandler } from './directives/directiveHandler.ts';
import { type Directive, GAP, type LexedFile } from './files/lexedFile.ts';
import { FileTokens, type TopLevel } from './fileTokens.ts';
import { costOf } from './macros/macroEngine.ts';
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
  readonly #file: OpenFile;
  readonly #directives: DirectiveHandler;
  readonly #printer: TokenPrinter;
  readonly #quotes = new QuoteState();
  /** The line that is being printed, as gcc counts (`print.src_line`). */
  #line: number;
  /** Whether something stands on it (`print.printed`). */
  #isPrinted = true;
  /** Where the last token ends that stands in no macro. */
  #lastEnd = 0;
  /** How many parts of the printed text have been looked at for quotes. */
  #partsRead: number;

  /** `event` is the open quote; `longCalls` are the calls of macros before it that go over the ends of lines. */
  constructor(
    file: OpenFile,
    directives: DirectiveHandler,
    printer: TokenPrinter,
    event: number,
    longCalls: readonly Stretch[],
  ) {
    this.#file = file;
    this.#directives = directives;
    this.#printer = printer;
    this.#line = file.presumed.lineAt(startOfPrintedLine(file, event, longCalls));
    this.#partsRead = file.builder.partCount;
  }

  /** Prints from the open quote at an offset up to the end of the line on which the string is closed; where that is. */
  print(start: number): number {
    const tokens = new FileTokens(this.#file, this.#directives, start, this);
    const engine = this.#file.engine(tokens);
    this.#printer.begin(true, undefined);
    for (let token = engine.next(); token.kind !== TokenKind.end; token = engine.next()) {
      if (token.use !== undefined && !this.#file.spend(costOf(token))) engine.abandon();
      else this.#printer.print(token);
    }
    return tokens.at;
  }

  /** A token of the file's own text is read; `undefined` where it is not to be printed, as the string was closed before. */
  begin(token: Token): Token | undefined {
    const macro = token.kind === TokenKind.name ? this.#file.table.get(token.symbol) : undefined;
    this.#file.beginUse(token.start, token.end, macro?.parameters !== undefined);
    if ((token.flags & TokenFlag.lineStart) === 0 || token.kind === TokenKind.end) {
      this.#lastEnd = token.end;
      return token;
    }
    if (!this.#isOpen()) {
      this.#file.builder.white('\n');
      return undefined;
    }
    this.#changeLine(token);
    this.#lastEnd = token.end;
    const isWhite = this.#file.clean.text.charCodeAt(token.start - 1) !== NEWLINE;
    return token.withFlags(isWhite ? token.flags : token.flags & ~TokenFlag.white);
  }

  obey(directive: Directive): number {
    const { builder, presumed } = this.#file;
    const includes = builder.includes.length;
    if (INCLUDING.has(directive.name)) this.#endLine();
    this.#file.beginUse(directive.start, directive.end, false);
    const end = this.#directives.obey(directive);
    if (directive.name === 'line') this.#mark(presumed.lineAt(end) + 1, '');
    if (builder.includes.length > includes) this.#mark(presumed.lineAt(end) + 1, ' 2');
    return end;
  }

  /** Whether dtc is in a string after what was printed. */
  #isOpen(): boolean {
    const { builder } = this.#file;
    for (; this.#partsRead < builder.partCount; this.#partsRead++) this.#quotes.read(builder.part(this.#partsRead));
    return this.#quotes.isOpen;
  }

  /** Ends the line, and goes to the line and column of a token. */
  #changeLine(token: Token): void {
    const { builder, clean, presumed } = this.#file;
    this.#endLine();
    // A carriage return alone ends a line here, but is not counted as one.
    const line = Math.max(this.#line, presumed.lineAt(token.start));
    if (line >= this.#line && line < this.#line + MOST_LINE_ENDS) {
      if (line > this.#line) builder.white('\n'.repeat(line - this.#line));
      this.#line = line;
    } else {
      this.#mark(line, '');
    }
    const column = clean.columnAt(token.start);
    if (column > 2) builder.white(' '.repeat(column - 2));
    this.#isPrinted = true;
    this.#printer.begin(false, undefined);
  }

  #endLine(): void {
    if (!this.#isPrinted) return;
    this.#file.builder.white('\n');
    this.#line++;
    this.#isPrinted = false;
  }

  /** Prints a line marker, which in a string is text to dtc, and ends it with its quotes. */
  #mark(line: number, flags: string): void {
    if (!this.#isOpen()) return;
    this.#endLine();
    const file = this.#file.presumed.file.replace(/[\\"]/g, '\\$&');
    const { clean, builder } = this.#file;
    builder.white(`# ${line} "${file}"${flags}\n`, endOfLine(clean.text, this.#lastEnd) + 1);
    this.#line = line;
  }
}

const INCLUDING: ReadonlySet<string> = new Set(['include', 'include_next', 'import']);

/** Where dtc is, in a string or outside, as far as quotes tell. */
class QuoteState {
  isOpen = false;
  #isEscaped = false;

  read(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#isEscaped) {
        this.#isEscaped = false;
      } else if (code === DOUBLE_QUOTE) {
        this.isOpen = !this.isOpen;
      } else if (code === BACKSLASH) {
        this.#isEscaped = this.isOpen;
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
