import { EXPANSION_LIMITS } from '../../text/limits.ts';
import { DirectiveHandler } from './directives/directiveHandler.ts';
import { obeyDtcIncludes } from './directives/dtcIncludes.ts';
import { directiveOfEvent, firstEventFrom, GAP, OPEN_QUOTE } from './files/lexedFile.ts';
import { isWhite, isWhiteBefore, parenthesisFollows, tokenBefore } from './files/neighbours.ts';
import { FileTokens } from './fileTokens.ts';
import { LongString, type Stretch } from './longString.ts';
import type { Macro } from './macros/macro.ts';
import { costOf, type MacroEngine } from './macros/macroEngine.ts';
import type { OpenFile } from './openFile.ts';
import { HASH, NEWLINE } from './tokens/cCharacters.ts';
import { mayIncludeAsDtc } from './tokens/dtcText.ts';
import { MacroUse } from './tokens/macroUse.ts';
import { Token, TokenFlag, TokenKind } from './tokens/token.ts';
import { TokenReader } from './tokens/tokenReader.ts';
import type { EditedStretch } from './units/editedUnit.ts';
import type { UnitParts } from './units/preprocessedUnit.ts';
import { TokenPrinter } from './units/tokenPrinter.ts';

/** Expands the text of a file: copies it, obeys its directives, and puts in what its macros stand for. */
export class FileExpansion {
  readonly #file: OpenFile;
  readonly #printer: TokenPrinter;
  readonly #directives: DirectiveHandler;
  /** Where the text that is not yet copied begins. */
  #from = 0;
  /** Where the last macro use, comment or directive ended: a token begins there at the earliest. */
  #boundary = 0;
  /** The event that is next. */
  #event = 0;
  /** Where the last macro use ended whose last token may still touch what follows; -1 for none. */
  #touching = -1;
  /** Whether the last token was a macro's, in a file with lines that are line markers to dtc. */
  #mayUnmark = false;
  /** The uses of macros so far whose arguments go over the end of a line. */
  readonly #longCalls: Stretch[] = [];
  #textEngine: { readonly base: FileTokens; readonly engine: MacroEngine } | undefined;

  constructor(file: OpenFile) {
    this.#file = file;
    this.#printer = new TokenPrinter(file.builder);
    this.#directives = new DirectiveHandler(file, file.presumed);
  }

  /** Preprocesses the file, or where dtc reads it alone obeys only `/include/`: what its unit is made of. */
  run(): UnitParts {
    const { kind, builder, clean, lexed } = this.#file;
    const fits = this.#fits();
    if (kind === 'dtc') {
      if (fits) builder.copy(0, clean.text.length);
      return obeyDtcIncludes(this.#file, builder.finish());
    }
    if (!fits || this.#expandText()) this.#directives.finish();
    const made = builder.finish();
    return lexed.hasLineMarkers || mayIncludeAsDtc(made.text) ? obeyDtcIncludes(this.#file, made) : made;
  }

  #fits(): boolean {
    if (!this.#file.lexed.tooLarge) return true;
    const message = `the file is larger than ${EXPANSION_LIMITS.fileBytes >> 20} MiB and is not read`;
    this.#file.problem('error', 'file-too-large', message, 0, 0);
    return false;
  }

  /**
   * Expands a stretch in which no directive, no include of dtc's and no open quote may stand: its parts; `undefined` where
   * one does, where something in it reaches over its end, and where anything is wrong with it.
   */
  runStretch({ copiedFrom, start, end, copiedTo }: EditedStretch): UnitParts | undefined {
    const { starts, values } = this.#file.lexed;
    this.#from = copiedFrom;
    this.#event = firstEventFrom(starts, start);
    const last = firstEventFrom(starts, end);
    const isPlain = values.subarray(this.#event, last).every((value) => value >= GAP);
    const isWithin = isPlain && this.#expandEvents(last) && this.#from <= end;
    if (isWithin) this.#copyTo(copiedTo);
    const made = this.#file.builder.finish();
    return isWithin && made.problems.length === 0 && !mayIncludeAsDtc(made.text) ? made : undefined;
  }

  /** False where the budget of the board ends on the way: the rest of the text is left out. */
  #expandText(): boolean {
    const { starts, openComment } = this.#file.lexed;
    if (!this.#expandEvents(starts.length)) return false;
    this.#copyTo(this.#file.clean.text.length);
    if (openComment >= 0)
      this.#file.problem('error', 'comment-not-closed', 'unterminated comment', openComment, openComment + 2);
    return true;
  }

  /** Expands up to the event `last`, or further where what begins before it ends later; false where the budget ends. */
  #expandEvents(last: number): boolean {
    const { values } = this.#file.lexed;
    const { recorder } = this.#file;
    const table = this.#file.table;
    while (this.#event < last) {
      const value = values[this.#event] ?? GAP;
      if (value < 0) {
        this.#breakText(value);
        if (this.#file.isSpent) return false;
        continue;
      }
      if (table.defined[value] === 1) {
        this.#name(value);
        if (this.#file.isSpent) return false;
        continue;
      }
      if (recorder.touched[value] === 0) {
        recorder.touched[value] = 1;
        recorder.absent.push(value);
      }
      this.#event++;
    }
    return true;
  }

  /** Copies the file's own text up to an offset. */
  #copyTo(end: number): void {
    if (this.#mayUnmark && end > this.#from) this.#copyUnmarked(end);
    this.#file.builder.copy(this.#from, end);
    this.#from = Math.max(this.#from, end);
  }

  /**
   * Copies what is before a `#` that is the next token after a macro, with the blank that gcc prints before it where it begins
   * a line (c-family `scan_translation_unit`: the padding after a macro holds until the next token): no line marker to dtc.
   */
  #copyUnmarked(end: number): void {
    const { clean, builder } = this.#file;
    let at = this.#from;
    while (at < end && isWhite(clean.text.charCodeAt(at))) at++;
    if (at === end) return;
    this.#mayUnmark = false;
    if (clean.text.charCodeAt(at) !== HASH) return;
    builder.copy(this.#from, at);
    builder.blank();
    this.#from = at;
  }

  /** A comment or a directive. */
  #breakText(value: number): void {
    const index = this.#event;
    const start = this.#file.lexed.starts[index] ?? 0;
    this.#copyTo(start);
    if (value === GAP) {
      this.#file.builder.blank();
      this.#from = this.#file.lexed.ends[index] ?? start;
      this.#event++;
      return;
    }
    if (value === OPEN_QUOTE) {
      const string = new LongString(this.#file, this.#directives, this.#printer, index, this.#longCalls);
      this.#goOnAt(string.print(start));
      return;
    }
    const directive = this.#file.lexed.directives[directiveOfEvent(value)];
    this.#event++;
    if (directive === undefined) return;
    this.#file.beginUse(directive.start, directive.end, false);
    this.#goOnAt(this.#directives.obey(directive));
  }

  /** Leaves out everything up to an offset. */
  #goOnAt(offset: number): void {
    this.#from = offset;
    const { starts } = this.#file.lexed;
    while (this.#event < starts.length && (starts[this.#event] ?? 0) < offset) this.#event++;
  }

  /** An identifier of the file's own text that is a macro. */
  #name(symbol: number): void {
    const macro = this.#file.table.get(symbol);
    const index = this.#event;
    const start = this.#file.lexed.starts[index] ?? 0;
    const end = this.#file.lexed.ends[index] ?? 0;
    if (macro === undefined) return;
    this.#file.noteUse(macro);
    if (macro.dynamic === 'poisoned') {
      this.#file.problem('error', 'name-poisoned', `attempt to use poisoned "${macro.name}"`, start, end);
      this.#event++;
      return;
    }
    if (macro.parameters !== undefined && !parenthesisFollows(this.#file.clean, this.#file.symbols, end)) {
      this.#event++;
      return;
    }
    const boundary = this.#from;
    this.#copyTo(start);
    this.#boundary = Math.min(boundary, start);
    if (this.#touching !== start) {
      const white = isWhiteBefore(this.#file.lexed, start, index);
      const lineStart = start === 0 || this.#file.clean.text.charCodeAt(start - 1) === NEWLINE;
      this.#printer.begin(white, white ? undefined : this.#tokenBefore(start, index), lineStart);
    }
    this.#file.beginUse(start, end, macro.parameters !== undefined);
    if (
      macro.plain !== undefined &&
      macro.plain !== '' &&
      this.#file.spend(macro.body.length + (macro.plain.length >> 4))
    ) {
      this.#plain(macro, macro.plain, start, end);
      this.#event++;
    } else {
      this.#expand(symbol, start, end);
    }
    this.#settle();
  }

  #plain(macro: Macro, text: string, start: number, end: number): void {
    const first = macro.body[0];
    const last = macro.body.at(-1);
    if (first === undefined || last === undefined) return;
    this.#printer.spaceForPlain(first);
    this.#file.builder.plain(
      new MacroUse(macro, this.#file.clean, start, end, undefined, this.#file.nextSerial()),
      text,
    );
    this.#printer.printed(last);
    this.#printer.padded();
    this.#from = end;
  }

  #expand(symbol: number, start: number, end: number): void {
    const flags = isWhiteBefore(this.#file.lexed, start, this.#event) ? TokenFlag.white : 0;
    const name = new Token(
      TokenKind.name,
      flags,
      this.#file.symbols.nameOf(symbol),
      symbol,
      this.#file.clean,
      start,
      end,
    );
    const { base, engine } = this.#engineAt(end);
    const first = engine.begin(name);
    if (first !== undefined) this.#printer.print(first);
    while (!engine.idle) {
      const token = engine.next();
      if (!this.#file.spend(costOf(token))) engine.abandon();
      else this.#printer.print(token);
    }
    this.#event++;
    // Only the call itself is looked at: a search for the line's end would read the whole line for each of its calls.
    if (this.#file.clean.text.slice(start, base.at).includes('\n')) this.#longCalls.push({ start, end: base.at });
    this.#goOnAt(base.at);
  }

  /** The engine for the file's own text, with the next token at an offset. */
  #engineAt(offset: number): { readonly base: FileTokens; readonly engine: MacroEngine } {
    if (this.#textEngine === undefined) {
      const base = new FileTokens(this.#file, this.#directives, offset);
      this.#textEngine = { base, engine: this.#file.engine(base) };
    }
    this.#textEngine.base.moveTo(offset);
    return this.#textEngine;
  }

  /** After a macro use: puts a blank where its last token and the next one would grow together. */
  #settle(): void {
    const text = this.#file.clean.text;
    const at = this.#from;
    this.#touching = -1;
    this.#mayUnmark = this.#file.lexed.hasLineMarkers;
    const code = text.charCodeAt(at);
    if (at >= text.length || isWhite(code) || !this.#printer.mayGrow(code)) return;
    const next = new TokenReader(this.#file.clean, this.#file.symbols, at).next(true);
    if (next.start !== at) return;
    if (next.kind === TokenKind.name) {
      this.#file.table.reserve(this.#file.symbols.size);
      const macro = this.#file.table.get(next.symbol);
      if (
        macro !== undefined &&
        (macro.parameters === undefined || parenthesisFollows(this.#file.clean, this.#file.symbols, next.end))
      ) {
        this.#touching = at;
        return;
      }
    }
    this.#printer.space(next);
  }

  #tokenBefore(start: number, index: number): Token | undefined {
    const boundary = Math.max(this.#boundary, index > 0 ? (this.#file.lexed.ends[index - 1] ?? 0) : 0);
    return tokenBefore(this.#file.lexed, this.#file.symbols, boundary, start);
  }
}
