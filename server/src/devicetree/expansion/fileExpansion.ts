import { EXPANSION_LIMITS } from '../../text/limits.ts';
import { DirectiveHandler } from './directives/directiveHandler.ts';
import { obeyDtcIncludes } from './directives/dtcIncludes.ts';
import { directiveOfEvent, firstEventFrom, GAP, OPEN_QUOTE } from './files/lexedEvents.ts';
import { isWhite, isWhiteBefore, parenthesisFollows, tokenBefore } from './files/neighbours.ts';
import { FileTokens } from './fileTokens.ts';
import { LongString, type Stretch } from './longString.ts';
import type { Macro } from './macros/macro.ts';
import { costInText, costOf } from './macros/macroCost.ts';
import type { MacroEngine } from './macros/macroEngine.ts';
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
  private readonly _file: OpenFile;
  private readonly _printer: TokenPrinter;
  private readonly _directives: DirectiveHandler;
  /** Where the text that is not yet copied begins. */
  private _from = 0;
  /** Where the last macro use, comment or directive ended: a token begins there at the earliest. */
  private _boundary = 0;
  /** The event that is next. */
  private _event = 0;
  /** Where the last macro use ended whose last token may still touch what follows; -1 for none. */
  private _touching = -1;
  /** Whether the last token was a macro's, in a file with lines that are line markers to dtc. */
  private _mayUnmark = false;
  /** The uses of macros so far whose arguments go over the end of a line. */
  private readonly _longCalls: Stretch[] = [];
  private _textEngine: { readonly base: FileTokens; readonly engine: MacroEngine } | undefined;

  constructor(file: OpenFile) {
    this._file = file;
    this._printer = new TokenPrinter(file.builder);
    this._directives = new DirectiveHandler(file, file.presumed);
  }

  /** Preprocesses the file, or where dtc reads it alone obeys only `/include/`: what its unit is made of. */
  run(): UnitParts {
    const { kind, builder, clean, lexed } = this._file;
    const fits = this._fits();
    if (kind === 'dtc') {
      if (fits) builder.copy(0, clean.text.length);
      return obeyDtcIncludes(this._file, builder.finish());
    }
    if (!fits || this._expandText()) this._directives.finish();
    const made = builder.finish();
    return lexed.hasLineMarkers || mayIncludeAsDtc(made.text) ? obeyDtcIncludes(this._file, made) : made;
  }

  private _fits(): boolean {
    if (!this._file.lexed.tooLarge) return true;
    const message = `the file is larger than ${EXPANSION_LIMITS.fileBytes >> 20} MiB and is not read`;
    this._file.problem('error', 'file-too-large', message, 0, 0);
    return false;
  }

  /**
   * Expands a stretch in which no directive, no include of dtc's and no open quote may stand: its parts; `undefined` where
   * one does, where something in it reaches over its end, and where anything is wrong with it.
   */
  runStretch({ copiedFrom, start, end, copiedTo }: EditedStretch): UnitParts | undefined {
    const { starts, values } = this._file.lexed;
    this._from = copiedFrom;
    this._event = firstEventFrom(starts, start);
    const last = firstEventFrom(starts, end);
    const isPlain = values.subarray(this._event, last).every((value) => value >= GAP);
    const isWithin = isPlain && this._expandEvents(last) && this._from <= end;
    if (isWithin) this._copyTo(copiedTo);
    const made = this._file.builder.finish();
    return isWithin && made.problems.length === 0 && !mayIncludeAsDtc(made.text) ? made : undefined;
  }

  /** False where the budget of the board ends on the way: the rest of the text is left out. */
  private _expandText(): boolean {
    const { starts, openComment } = this._file.lexed;
    if (!this._expandEvents(starts.length)) return false;
    this._copyTo(this._file.clean.text.length);
    if (openComment >= 0)
      this._file.problem('error', 'comment-not-closed', 'unterminated comment', openComment, openComment + 2);
    return true;
  }

  /** Expands up to the event `last`, or further where what begins before it ends later; false where the budget ends. */
  private _expandEvents(last: number): boolean {
    const { values } = this._file.lexed;
    const { recorder } = this._file;
    const table = this._file.table;
    while (this._event < last) {
      const value = values[this._event] ?? GAP;
      if (value < 0) {
        this._breakText(value);
        if (this._file.isSpent) return false;
        continue;
      }
      if (table.defined[value] === 1) {
        this._name(value);
        if (this._file.isSpent) return false;
        continue;
      }
      if (recorder.touched[value] === 0) {
        recorder.touched[value] = 1;
        recorder.absent.push(value);
      }
      this._event++;
    }
    return true;
  }

  /** Copies the file's own text up to an offset. */
  private _copyTo(end: number): void {
    if (this._mayUnmark && end > this._from) this._copyUnmarked(end);
    this._file.builder.copy(this._from, end);
    this._from = Math.max(this._from, end);
  }

  /**
   * Copies what is before a `#` that is the next token after a macro, with the blank that gcc prints before it where it begins
   * a line (c-family `scan_translation_unit`: the padding after a macro holds until the next token): no line marker to dtc.
   */
  private _copyUnmarked(end: number): void {
    const { clean, builder } = this._file;
    let at = this._from;
    while (at < end && isWhite(clean.text.charCodeAt(at))) at++;
    if (at === end) return;
    this._mayUnmark = false;
    if (clean.text.charCodeAt(at) !== HASH) return;
    builder.copy(this._from, at);
    builder.blank();
    this._from = at;
  }

  /** A comment or a directive. */
  private _breakText(value: number): void {
    const index = this._event;
    const start = this._file.lexed.starts[index] ?? 0;
    this._copyTo(start);
    if (value === GAP) {
      this._file.builder.blank();
      this._from = this._file.lexed.ends[index] ?? start;
      this._event++;
      return;
    }
    if (value === OPEN_QUOTE) {
      const string = new LongString(this._file, this._directives, this._printer, index, this._longCalls);
      this._goOnAt(string.print(start));
      return;
    }
    const directive = this._file.lexed.directives[directiveOfEvent(value)];
    this._event++;
    if (directive === undefined) return;
    this._file.beginUse(directive.start, directive.end, false);
    this._goOnAt(this._directives.obey(directive));
  }

  /** Leaves out everything up to an offset. */
  private _goOnAt(offset: number): void {
    this._from = offset;
    const { starts } = this._file.lexed;
    while (this._event < starts.length && (starts[this._event] ?? 0) < offset) this._event++;
  }

  /** An identifier of the file's own text that is a macro. */
  private _name(symbol: number): void {
    const macro = this._file.table.get(symbol);
    const index = this._event;
    const start = this._file.lexed.starts[index] ?? 0;
    const end = this._file.lexed.ends[index] ?? 0;
    if (macro === undefined) return;
    this._file.noteUse(macro);
    if (macro.dynamic === 'poisoned') {
      this._file.problem('error', 'name-poisoned', `attempt to use poisoned "${macro.name}"`, start, end);
      this._event++;
      return;
    }
    if (macro.parameters !== undefined && !parenthesisFollows(this._file.clean, this._file.symbols, end)) {
      this._event++;
      return;
    }
    const boundary = this._from;
    this._copyTo(start);
    this._boundary = Math.min(boundary, start);
    if (this._touching !== start) {
      const white = isWhiteBefore(this._file.lexed, start, index);
      const lineStart = start === 0 || this._file.clean.text.charCodeAt(start - 1) === NEWLINE;
      this._printer.begin(white, white ? undefined : this._tokenBefore(start, index), lineStart);
    }
    this._file.beginUse(start, end, macro.parameters !== undefined);
    if (
      macro.plain !== undefined &&
      macro.plain !== '' &&
      this._file.spend(macro.body.length + costInText(macro.body.length, macro.plain.length))
    ) {
      this._plain(macro, macro.plain, start, end);
      this._event++;
    } else {
      this._expand(symbol, start, end);
    }
    this._settle();
  }

  private _plain(macro: Macro, text: string, start: number, end: number): void {
    const first = macro.body[0];
    const last = macro.body.at(-1);
    if (first === undefined || last === undefined) return;
    this._printer.spaceForPlain(first);
    this._file.builder.plain(
      new MacroUse(macro, this._file.clean, start, end, undefined, this._file.nextSerial()),
      text,
    );
    this._printer.printed(last);
    this._printer.padded();
    this._from = end;
  }

  private _expand(symbol: number, start: number, end: number): void {
    const flags = isWhiteBefore(this._file.lexed, start, this._event) ? TokenFlag.white : 0;
    const name = new Token(
      TokenKind.name,
      flags,
      this._file.symbols.nameOf(symbol),
      symbol,
      this._file.clean,
      start,
      end,
    );
    const { base, engine } = this._engineAt(end);
    const first = engine.begin(name);
    if (first !== undefined) this._printer.print(first);
    while (!engine.idle) {
      const token = engine.next();
      const cost = token.kind === TokenKind.padding ? 1 : costOf(token) + costInText(1, token.text.length);
      if (!this._file.spend(cost)) engine.abandon();
      else this._printer.print(token);
    }
    this._event++;
    // Only the call itself is looked at: a search for the line's end would read the whole line for each of its calls.
    if (this._file.clean.text.slice(start, base.at).includes('\n')) this._longCalls.push({ start, end: base.at });
    this._goOnAt(base.at);
  }

  /** The engine for the file's own text, with the next token at an offset. */
  private _engineAt(offset: number): { readonly base: FileTokens; readonly engine: MacroEngine } {
    if (this._textEngine === undefined) {
      const base = new FileTokens(this._file, this._directives, offset);
      this._textEngine = { base, engine: this._file.engine(base) };
    }
    this._textEngine.base.moveTo(offset);
    return this._textEngine;
  }

  /** After a macro use: puts a blank where its last token and the next one would grow together. */
  private _settle(): void {
    const text = this._file.clean.text;
    const at = this._from;
    this._touching = -1;
    this._mayUnmark = this._file.lexed.hasLineMarkers;
    const code = text.charCodeAt(at);
    if (at >= text.length || isWhite(code) || !this._printer.mayGrow(code)) return;
    const next = new TokenReader(this._file.clean, this._file.symbols, at).next(true);
    if (next.start !== at) return;
    if (next.kind === TokenKind.name) {
      this._file.table.reserve(this._file.symbols.size);
      const macro = this._file.table.get(next.symbol);
      if (
        macro !== undefined &&
        (macro.parameters === undefined || parenthesisFollows(this._file.clean, this._file.symbols, next.end))
      ) {
        this._touching = at;
        return;
      }
    }
    this._printer.space(next);
  }

  private _tokenBefore(start: number, index: number): Token | undefined {
    const boundary = Math.max(this._boundary, index > 0 ? (this._file.lexed.ends[index - 1] ?? 0) : 0);
    return tokenBefore(this._file.lexed, this._file.symbols, boundary, start);
  }
}
