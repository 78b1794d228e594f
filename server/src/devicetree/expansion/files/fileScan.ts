import { editBetween, type TextEdit } from '../../../text/textEdit.ts';
import {
  blockCommentEnd,
  CharacterClass,
  classOf,
  DOT,
  DOUBLE_QUOTE,
  endOfLine,
  endOfName,
  endOfNumber,
  HASH,
  isQuote,
  NEWLINE,
  quotedEnd,
  SLASH,
  STAR,
} from '../tokens/cCharacters.ts';
import type { CleanText } from '../tokens/cleanText.ts';
import { type DirectiveName, directiveOfSymbol } from '../tokens/directiveNames.ts';
import type { SymbolTable } from '../tokens/symbolTable.ts';
import {
  type Directive,
  directiveOfEvent,
  eventOfDirective,
  firstEventFrom,
  GAP,
  type LexedEvents,
  OPEN_QUOTE,
} from './lexedEvents.ts';

/** The events of a text, with it. */
interface LexedText extends LexedEvents {
  readonly clean: CleanText;
}

let scratchStarts = new Int32Array(1 << 16);
let scratchEnds = new Int32Array(1 << 16);
let scratchValues = new Int32Array(1 << 16);

/** Finds the events of a text: all of them, or those of the lines that an edit has changed. */
export class FileScan {
  private readonly _text: string;
  private readonly _symbols: SymbolTable;
  /** The symbol of what makes a string or character constant one of wide characters. */
  private readonly _wide: number;
  /** Whether nothing but white space stands before on the line. */
  private _lineStart = true;
  starts = scratchStarts;
  ends = scratchEnds;
  values = scratchValues;
  count = 0;
  readonly directives: Directive[] = [];
  openComment = -1;
  hasLineMarkers = false;
  hasOpenQuotes = false;

  constructor(text: string, symbols: SymbolTable) {
    this._text = text;
    this._symbols = symbols;
    this._wide = symbols.intern('L');
  }

  /** Takes over the events in front of an edit's line and after it, and reads what lies between. */
  runEdited(before: LexedText): void {
    const edit = editBetween(before.clean.text, this._text);
    const beginningOfLine = (offset: number): number =>
      offset === 0 ? 0 : this._text.lastIndexOf('\n', offset - 1) + 1;
    let from = beginningOfLine(edit.start);
    let kept = firstEventFrom(before.starts, from);
    // What reaches over the line's beginning is read again, from the beginning of the line that it begins in.
    while (kept > 0 && (before.ends[kept - 1] ?? 0) >= from) {
      kept--;
      const start = before.starts[kept] ?? 0;
      if (start < from) from = beginningOfLine(start);
    }
    this._takeOver(before, 0, kept, 0);
    const rest = this.run(from, { before, edit });
    if (rest >= 0) this._takeOver(before, rest, before.starts.length, edit.newEnd - edit.oldEnd);
  }

  /** Copies events of an earlier text to where they stand now. */
  private _takeOver(before: LexedEvents, from: number, to: number, shift: number): void {
    for (let event = from; event < to; event++) {
      const start = (before.starts[event] ?? 0) + shift;
      const end = (before.ends[event] ?? 0) + shift;
      const value = before.values[event] ?? GAP;
      const directive = value < OPEN_QUOTE ? before.directives[directiveOfEvent(value)] : undefined;
      if (value === OPEN_QUOTE) {
        this._addOpenQuote(start, end);
      } else if (directive === undefined) {
        this._add(start, end, value);
      } else {
        const { name, bodyStart } = directive;
        this._addDirective(name, start, bodyStart + shift, end);
      }
    }
  }

  /**
   * Reads from the beginning of a line on. Where an edit is given and a line after it begins as it did before, it ends
   * there and answers the first event of the old text that is after it; -1 where it has read to the end.
   */
  run(from: number, edited: { readonly before: LexedEvents; readonly edit: TextEdit } | undefined): number {
    const text = this._text;
    const symbols = this._symbols;
    const length = text.length;
    const meeting = edited === undefined ? length : edited.edit.newEnd;
    this._lineStart = true;
    let at = from;
    while (at < length) {
      const code = text.charCodeAt(at);
      const characterClass = classOf(code);
      if (characterClass === CharacterClass.letter) {
        this._lineStart = false;
        let hash = code;
        let end = at + 1;
        while (end < length) {
          const next = text.charCodeAt(end);
          if (classOf(next) < CharacterClass.letter) break;
          hash = (Math.imul(hash, 31) + next) | 0;
          end++;
        }
        const symbol = symbols.internHashed(text, at, end, hash);
        if (symbol === this._wide && isQuote(text.charCodeAt(end))) {
          at = this._quoted(at, end);
        } else {
          this._add(at, end, symbol);
          at = end;
        }
      } else if (code === NEWLINE) {
        this._lineStart = true;
        if (at >= meeting && edited !== undefined) {
          const rest = firstEventOnNewLine(edited.before, at - edited.edit.newEnd + edited.edit.oldEnd);
          if (rest >= 0) return rest;
        }
        at++;
      } else if (characterClass === CharacterClass.blank && code !== 0) {
        at++;
      } else {
        at = this._passOther(at, code);
      }
    }
    return -1;
  }

  /**
   * Passes what is neither an identifier nor white space; the offset after it. Apart from `run`, which is what takes the
   * time: an engine makes fast code of what it has seen, and begins anew at what is seen for the first time.
   */
  private _passOther(at: number, code: number): number {
    const text = this._text;
    if (code === 0) {
      const start = at;
      while (text.charCodeAt(at) === 0) at++;
      this._add(start, at, GAP);
      return at;
    }
    if (code === SLASH) {
      const end = this._commentEnd(at);
      if (end >= 0) {
        this._add(at, end, GAP);
        return end;
      }
    }
    const isFirst = this._lineStart;
    this._lineStart = false;
    if (code === HASH && isFirst) return this._hash(at);
    if (isQuote(code)) return this._quoted(at, at);
    const isNumber = classOf(code === DOT ? text.charCodeAt(at + 1) : code) === CharacterClass.digit;
    return isNumber ? endOfNumber(text, at) : at + 1;
  }

  /** The end of the string or character constant that begins at an offset, its quote at another. */
  private _quoted(start: number, quote: number): number {
    const end = quotedEnd(this._text, quote);
    if (end < 0 && this._text.charCodeAt(quote) === DOUBLE_QUOTE) this._addOpenQuote(start, -end);
    return Math.abs(end);
  }

  /** The end of the comment that begins at a slash; negative if none does. */
  private _commentEnd(at: number): number {
    const following = this._text.charCodeAt(at + 1);
    if (following === SLASH) return endOfLine(this._text, at);
    if (following !== STAR) return -1;
    const end = blockCommentEnd(this._text, at);
    if (end < 0 && this.openComment < 0) this.openComment = at;
    return Math.abs(end);
  }

  /** A `#` that is the first of its line: a directive, or text. Answers where to go on. */
  private _hash(start: number): number {
    const text = this._text;
    const nameStart = this._skipBlanks(start + 1);
    const code = text.charCodeAt(nameStart);
    if (nameStart >= text.length || code === NEWLINE) return this._directive('null', start, nameStart);
    if (classOf(code) === CharacterClass.letter) {
      const nameEnd = endOfName(text, nameStart);
      const name = directiveOfSymbol(this._symbols.internRange(text, nameStart, nameEnd));
      if (name !== undefined) return this._directive(name, start, nameEnd);
    } else if (classOf(code) === CharacterClass.digit) {
      this.hasLineMarkers = true;
    }
    return start + 1;
  }

  private _skipBlanks(at: number): number {
    const text = this._text;
    for (;;) {
      const code = text.charCodeAt(at);
      if (classOf(code) === CharacterClass.blank) {
        at++;
      } else if (code === SLASH) {
        const end = this._commentEnd(at);
        if (end < 0) return at;
        at = end;
      } else {
        return at;
      }
    }
  }

  private _directive(name: DirectiveName, start: number, bodyStart: number): number {
    const text = this._text;
    let end = bodyStart;
    while (end < text.length) {
      const code = text.charCodeAt(end);
      if (code === NEWLINE) break;
      if (code === SLASH) {
        const commentEnd = this._commentEnd(end);
        end = commentEnd < 0 ? end + 1 : commentEnd;
      } else if (isQuote(code)) {
        end = Math.abs(quotedEnd(text, end));
      } else {
        end++;
      }
    }
    this._addDirective(name, start, bodyStart, end);
    return end;
  }

  private _addDirective(name: DirectiveName, start: number, bodyStart: number, end: number): void {
    const index = this.directives.length;
    this.directives.push({ name, start, bodyStart, end, event: this.count, definition: undefined });
    this._add(start, end, eventOfDirective(index));
  }

  private _addOpenQuote(start: number, end: number): void {
    this.hasOpenQuotes = true;
    this._add(start, end, OPEN_QUOTE);
  }

  private _add(start: number, end: number, value: number): void {
    if (this.count === this.starts.length) this._grow();
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.values[this.count++] = value;
  }

  private _grow(): void {
    scratchStarts = doubled(this.starts);
    scratchEnds = doubled(this.ends);
    scratchValues = doubled(this.values);
    this.starts = scratchStarts;
    this.ends = scratchEnds;
    this.values = scratchValues;
  }
}

/** The first event after a line feed, which must not be in a comment or a directive: -1 if it is. */
function firstEventOnNewLine({ starts, ends }: LexedEvents, lineFeed: number): number {
  const event = firstEventFrom(starts, lineFeed);
  return event > 0 && (ends[event - 1] ?? 0) > lineFeed ? -1 : event;
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
