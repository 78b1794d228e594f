import {
  endOfIdentifier,
  hexDigitValue,
  isDigit,
  isHexDigit,
  isIdentifierCharacter,
  isIdentifierStart,
  skipSpace,
} from './dtsCharacters.ts';
import type { ExpressionEvaluator } from './expression.ts';
import { readIncbin } from './incbinRequest.ts';
import { endOfParentheses } from './integerOperand.ts';
import type { IncbinRequest, ItemProblem, PropertyValue } from './items.ts';
import {
  appendUnescaped,
  BAD_HEXADECIMAL_ESCAPE,
  characterLiteral,
  endOfCharacter,
  endOfInteger,
  endOfOpenContent,
  endOfString,
  integerLiteral,
  type LiteralFault,
  MAXIMUM_INTEGER,
} from './literals.ts';
import { NamePool } from './namePool.ts';
import { ValueArena } from './valueArena.ts';
import type { ValueMarker } from './valueMarker.ts';

/** One piece of a value in the text: its bytes `[offset, offset of the next)` are written at `[start, end)`. */
export interface ValuePiece {
  readonly offset: number;
  readonly start: number;
  readonly end: number;
}

const NO_INCBINS: readonly IncbinRequest[] = [];
export const NO_PROBLEMS: readonly ItemProblem[] = [];

/** The value of a property that has none. */
export const EMPTY_VALUE: PropertyValue = {
  bytes: new Uint8Array(0),
  markers: [],
  hasPhandles: false,
  hasPaths: false,
  labelled: false,
  incbins: NO_INCBINS,
};

const ONE_CELL_LIST: readonly ValueMarker[] = [{ offset: 0, kind: 'uint32', text: '' }];
const ONE_STRING: readonly ValueMarker[] = [{ offset: 0, kind: 'string', text: '' }];

const QUOTE = 34;
const AMPERSAND = 38;
const APOSTROPHE = 39;
const PARENTHESIS = 40;
const COMMA = 44;
const SLASH = 47;
const COLON = 58;
const SEMICOLON = 59;
const LESS = 60;
const GREATER = 62;
const BRACKET = 91;
const CLOSING_BRACKET = 93;

/**
 * Reads the value of a property whose extent the syntax tree gave: literals, references and labels become bytes and
 * markers as dtc-parser.y's `propdata` makes them. Used over and over, one value at a time.
 */
export class ValueReader {
  private readonly _evaluator: ExpressionEvaluator | undefined;
  private readonly _names: NamePool;
  private readonly _arena = new ValueArena();
  private _bytes = new Uint8Array(256);
  private _length = 0;
  private _markers: ValueMarker[] = [];
  private _hasPhandles = false;
  private _hasPaths = false;
  private _labelled = false;
  private _incbins: IncbinRequest[] = [];
  private _problems: ItemProblem[] = [];
  private _pieces: ValuePiece[] | undefined;
  private _text = '';
  private _origin = 0;
  private _end = 0;
  private _stop = 0;

  /** Without an evaluator expressions count as 0: enough to learn where the pieces of a value stand. */
  constructor(evaluator: ExpressionEvaluator | undefined, names: NamePool = new NamePool()) {
    this._evaluator = evaluator;
    this._names = names;
  }

  /** What was wrong in the value read last, at offsets from `origin`. */
  get problems(): readonly ItemProblem[] {
    return this._problems.length === 0 ? NO_PROBLEMS : this._problems;
  }

  /** The offset of the first character that was no part of the value read last. */
  get stop(): number {
    return this._stop;
  }

  /**
   * The value whose text begins after the `=` at `start`; nothing at or after `end` is looked at.
   * Problems count their offsets from `origin`. Stops at the first character that cannot be part of a value.
   */
  read(text: string, start: number, end: number, origin: number): PropertyValue {
    this._text = text;
    this._origin = origin;
    this._end = end;
    this._length = 0;
    this._hasPhandles = false;
    this._hasPaths = false;
    this._labelled = false;
    if (this._markers.length > 0) this._markers = [];
    if (this._problems.length > 0) this._problems = [];
    if (this._incbins.length > 0) this._incbins = [];
    let at = skipSpace(text, start, end);
    while (at < end) {
      const next = this._piece(at);
      if (next < 0) break;
      at = skipSpace(text, next, end);
    }
    this._stop = at;
    return {
      bytes: this._arena.copy(this._bytes, this._length),
      markers: this._commonMarkers(),
      hasPhandles: this._hasPhandles,
      hasPaths: this._hasPaths,
      labelled: this._labelled,
      incbins: this._incbins.length === 0 ? NO_INCBINS : this._incbins,
    };
  }

  /** Where the pieces of a value are written, in the order of their bytes; the arguments are those of `read`. */
  pieces(text: string, start: number, end: number): readonly ValuePiece[] {
    const pieces: ValuePiece[] = [];
    this._pieces = pieces;
    this.read(text, start, end, 0);
    this._pieces = undefined;
    return pieces;
  }

  private _commonMarkers(): readonly ValueMarker[] {
    const first = this._markers[0];
    if (first === undefined) return EMPTY_VALUE.markers;
    if (this._markers.length === 1 && first.offset === 0) {
      if (first.kind === 'uint32') return ONE_CELL_LIST;
      if (first.kind === 'string') return ONE_STRING;
    }
    // Exact-size copies: values are kept for long.
    return this._markers.slice();
  }

  /** Reads one piece of a value, a comma, or a label; the offset after it, or -1 where the value ends. */
  private _piece(at: number): number {
    switch (this._text.charCodeAt(at)) {
      case LESS:
        this._mark('uint32', '');
        return this._cells(at + 1, 32);
      case QUOTE:
        return this._string(at);
      case COMMA:
        return at + 1;
      case AMPERSAND:
        return this._pathReference(at);
      case BRACKET:
        return this._byteString(at + 1);
      case SLASH:
        if (this._text.startsWith('/bits/', at)) return this._sizedCells(at);
        return this._text.startsWith('/incbin/', at) ? this._incbin(at) : -1;
      case SEMICOLON:
        return -1;
      default:
        return this._label(at);
    }
  }

  private _mark(kind: ValueMarker['kind'], text: string): void {
    this._markers.push({ offset: this._length, kind, text });
  }

  private _byte(value: number): void {
    if (this._length === this._bytes.length) {
      const grown = new Uint8Array(this._length * 2);
      grown.set(this._bytes);
      this._bytes = grown;
    }
    this._bytes[this._length++] = value;
  }

  private _cell(value: number): void {
    this._byte(value >>> 24);
    this._byte((value >>> 16) & 0xff);
    this._byte((value >>> 8) & 0xff);
    this._byte(value & 0xff);
  }

  private _place(start: number, end: number): void {
    this._pieces?.push({ offset: this._length, start, end });
  }

  private _problem(severity: ItemProblem['severity'], fault: LiteralFault, start: number, end: number): void {
    this._problems.push({ ...fault, severity, start: start - this._origin, end: end - this._origin });
  }

  private _string(at: number): number {
    const text = this._text;
    const close = endOfString(text, at);
    const end = Math.min(close, this._end);
    this._place(at, end);
    this._mark('string', '');
    const isClosed = close <= this._end && close > at + 1 && text.charCodeAt(close - 1) === QUOTE;
    const contentEnd = isClosed ? close - 1 : endOfOpenContent(text, at + 1, end);
    let plain = at + 1;
    for (; plain < contentEnd; plain++) {
      const code = text.charCodeAt(plain);
      if (code === 92) break;
      this._byte(code);
    }
    if (plain < contentEnd && !appendUnescaped(text, plain, contentEnd, (byte) => this._byte(byte))) {
      this._problem('error', BAD_HEXADECIMAL_ESCAPE, at, end);
    }
    this._byte(0);
    return end;
  }

  /** The name of the label or path referred to at an `&`, and the offset after the reference. */
  private _reference(at: number): { readonly name: string; readonly end: number } {
    if (this._text.charCodeAt(at + 1) !== 123) {
      const end = endOfIdentifier(this._text, at + 1, this._end);
      return { name: this._names.take(this._text, at + 1, end), end };
    }
    const close = this._text.indexOf('}', at);
    const end = close < 0 ? this._end : close + 1;
    return { name: this._text.slice(at + 2, end - 1), end };
  }

  private _pathReference(at: number): number {
    const { name, end } = this._reference(at);
    this._place(at, end);
    this._mark('string', '');
    this._mark('path', name);
    this._hasPaths = true;
    return end;
  }

  private _label(at: number): number {
    if (!isIdentifierStart(this._text.charCodeAt(at))) return -1;
    const end = endOfIdentifier(this._text, at, this._end);
    if (this._text.charCodeAt(end) !== COLON) return -1;
    this._labelled = true;
    this._mark('label', this._text.slice(at, end));
    return end + 1;
  }

  private _byteString(at: number): number {
    this._mark('uint8', '');
    const text = this._text;
    // Digits without space between them look like one long name: it is gone through once, not at each byte.
    let noLabelBefore = at;
    for (at = skipSpace(text, at, this._end); at < this._end; at = skipSpace(text, at, this._end)) {
      const code = text.charCodeAt(at);
      if (code === CLOSING_BRACKET) return at + 1;
      const isName = at >= noLabelBefore && isIdentifierStart(code);
      const afterLabel = isName ? this._label(at) : -1;
      if (isName) noLabelBefore = endOfIdentifier(text, at, this._end);
      if (afterLabel >= 0) {
        at = afterLabel;
        continue;
      }
      if (!isHexDigit(code) || !isHexDigit(text.charCodeAt(at + 1))) return -1;
      this._place(at, at + 2);
      this._byte(hexDigitValue(code) * 16 + hexDigitValue(text.charCodeAt(at + 1)));
      at += 2;
    }
    return -1;
  }

  /** `/bits/ 8 <…>` */
  private _sizedCells(at: number): number {
    const text = this._text;
    const start = skipSpace(text, at + 6, this._end);
    const end = endOfInteger(text, start);
    const width = integerLiteral(text.slice(start, end));
    if (width.fault !== undefined) this._problem('error', width.fault, start, end);
    let bits = Number(width.value);
    if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) {
      const message = 'Array elements must be 8, 16, 32 or 64-bits';
      this._problem('error', { id: 'bad-element-size', message }, start, end);
      bits = 32;
    }
    const open = skipSpace(text, end, this._end);
    if (text.charCodeAt(open) !== LESS) return -1;
    this._mark(bits === 8 ? 'uint8' : bits === 16 ? 'uint16' : bits === 64 ? 'uint64' : 'uint32', '');
    return this._cells(open + 1, bits);
  }

  /** The elements up to the `>`; the offset after it. */
  private _cells(at: number, bits: number): number {
    const text = this._text;
    const limit = this._end;
    for (at = skipSpace(text, at, limit); at < limit; at = skipSpace(text, at, limit)) {
      const code = text.charCodeAt(at);
      if (isDigit(code)) {
        at = this._integer(at, bits);
      } else if (code === AMPERSAND) {
        at = this._phandle(at, bits);
      } else if (code === GREATER) {
        return at + 1;
      } else if (code === PARENTHESIS) {
        at = this._expression(at, bits);
      } else if (code === APOSTROPHE) {
        const end = endOfCharacter(text, at);
        const { value, fault } = characterLiteral(text, at + 1, end - 1);
        if (fault !== undefined) this._problem('error', fault, at, end);
        this._element(value, bits, at, end);
        at = end;
      } else {
        const end = this._label(at);
        if (end < 0) return -1;
        at = end;
      }
    }
    return -1;
  }

  /** An integer literal. Those that fit into a number take the short way. */
  private _integer(start: number, bits: number): number {
    const text = this._text;
    let at = start;
    let value = 0;
    if (text.charCodeAt(at) === 48) {
      at++;
      if ((text.charCodeAt(at) | 32) === 120) {
        for (at++; isHexDigit(text.charCodeAt(at)); at++) value = value * 16 + hexDigitValue(text.charCodeAt(at));
      }
    } else {
      for (; isDigit(text.charCodeAt(at)); at++) value = value * 10 + text.charCodeAt(at) - 48;
    }
    if (bits === 32 && value <= 0xffff_ffff && !isIdentifierCharacter(text.charCodeAt(at))) {
      this._place(start, at);
      this._cell(value);
      return at;
    }
    const end = endOfInteger(text, start);
    const literal = integerLiteral(text.slice(start, end));
    if (literal.fault !== undefined) this._problem('error', literal.fault, start, end);
    this._element(literal.value, bits, start, end);
    return end;
  }

  private _expression(at: number, bits: number): number {
    const text = this._text;
    const end = endOfParentheses(text, at, this._end);
    const result = this._evaluator?.evaluate(text.slice(at, end));
    for (const fault of result?.faults ?? []) this._problem('error', fault, at + fault.start, at + fault.end);
    this._element(result?.value ?? 0n, bits, at, end);
    return end;
  }

  private _phandle(at: number, bits: number): number {
    const { name, end } = this._reference(at);
    this._place(at, end);
    if (bits === 32) {
      this._mark('phandle', name);
      this._hasPhandles = true;
    } else {
      const message = 'References are only allowed in arrays with 32-bit elements.';
      this._problem('error', { id: 'reference-in-sized-array', message }, at, end);
    }
    for (let written = 0; written < bits; written += 8) this._byte(0xff);
    return end;
  }

  /** One element of a cell list. What does not fit is cut, and dtc warns of it. */
  private _element(value: bigint, bits: number, start: number, end: number): void {
    if (bits < 64) {
      const mask = (1n << BigInt(bits)) - 1n;
      if (value > mask && (value | mask) !== MAXIMUM_INTEGER) {
        const cut = (value & mask).toString(16).padStart(bits / 4, '0');
        const message = `Value 0x${value.toString(16).padStart(16, '0')} truncated to 0x${cut}`;
        this._problem('warning', { id: 'value-truncated', message }, start, end);
      }
    }
    this._place(start, end);
    for (let shift = bits - 8; shift >= 0; shift -= 8) this._byte(Number((value >> BigInt(shift)) & 0xffn));
  }

  private _incbin(at: number): number {
    const incbin = readIncbin(this._text, at, this._end, this._evaluator);
    if (incbin === undefined) return -1;
    for (const { fault, start, end } of incbin.faults) this._problem('error', fault, start, end);
    this._place(at, incbin.end);
    this._incbins.push({ at: this._length, markersBefore: this._markers.length, ...incbin.request });
    return incbin.end;
  }
}
