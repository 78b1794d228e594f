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
  readonly #evaluator: ExpressionEvaluator | undefined;
  readonly #names: NamePool;
  readonly #arena = new ValueArena();
  #bytes = new Uint8Array(256);
  #length = 0;
  #markers: ValueMarker[] = [];
  #hasPhandles = false;
  #hasPaths = false;
  #labelled = false;
  #incbins: IncbinRequest[] = [];
  #problems: ItemProblem[] = [];
  #pieces: ValuePiece[] | undefined;
  #text = '';
  #origin = 0;
  #end = 0;
  #stop = 0;

  /** Without an evaluator expressions count as 0: enough to learn where the pieces of a value stand. */
  constructor(evaluator: ExpressionEvaluator | undefined, names: NamePool = new NamePool()) {
    this.#evaluator = evaluator;
    this.#names = names;
  }

  /** What was wrong in the value read last, at offsets from `origin`. */
  get problems(): readonly ItemProblem[] {
    return this.#problems.length === 0 ? NO_PROBLEMS : this.#problems;
  }

  /** The offset of the first character that was no part of the value read last. */
  get stop(): number {
    return this.#stop;
  }

  /**
   * The value whose text begins after the `=` at `start`; nothing at or after `end` is looked at.
   * Problems count their offsets from `origin`. Stops at the first character that cannot be part of a value.
   */
  read(text: string, start: number, end: number, origin: number): PropertyValue {
    this.#text = text;
    this.#origin = origin;
    this.#end = end;
    this.#length = 0;
    this.#hasPhandles = false;
    this.#hasPaths = false;
    this.#labelled = false;
    if (this.#markers.length > 0) this.#markers = [];
    if (this.#problems.length > 0) this.#problems = [];
    if (this.#incbins.length > 0) this.#incbins = [];
    let at = skipSpace(text, start, end);
    while (at < end) {
      const next = this.#piece(at);
      if (next < 0) break;
      at = skipSpace(text, next, end);
    }
    this.#stop = at;
    return {
      bytes: this.#arena.copy(this.#bytes, this.#length),
      markers: this.#commonMarkers(),
      hasPhandles: this.#hasPhandles,
      hasPaths: this.#hasPaths,
      labelled: this.#labelled,
      incbins: this.#incbins.length === 0 ? NO_INCBINS : this.#incbins,
    };
  }

  /** Where the pieces of a value are written, in the order of their bytes; the arguments are those of `read`. */
  pieces(text: string, start: number, end: number): readonly ValuePiece[] {
    const pieces: ValuePiece[] = [];
    this.#pieces = pieces;
    this.read(text, start, end, 0);
    this.#pieces = undefined;
    return pieces;
  }

  #commonMarkers(): readonly ValueMarker[] {
    const first = this.#markers[0];
    if (first === undefined) return EMPTY_VALUE.markers;
    if (this.#markers.length === 1 && first.offset === 0) {
      if (first.kind === 'uint32') return ONE_CELL_LIST;
      if (first.kind === 'string') return ONE_STRING;
    }
    // Exact-size copies: values are kept for long.
    return this.#markers.slice();
  }

  /** Reads one piece of a value, a comma, or a label; the offset after it, or -1 where the value ends. */
  #piece(at: number): number {
    switch (this.#text.charCodeAt(at)) {
      case LESS:
        this.#mark('uint32', '');
        return this.#cells(at + 1, 32);
      case QUOTE:
        return this.#string(at);
      case COMMA:
        return at + 1;
      case AMPERSAND:
        return this.#pathReference(at);
      case BRACKET:
        return this.#byteString(at + 1);
      case SLASH:
        if (this.#text.startsWith('/bits/', at)) return this.#sizedCells(at);
        return this.#text.startsWith('/incbin/', at) ? this.#incbin(at) : -1;
      case SEMICOLON:
        return -1;
      default:
        return this.#label(at);
    }
  }

  #mark(kind: ValueMarker['kind'], text: string): void {
    this.#markers.push({ offset: this.#length, kind, text });
  }

  #byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(this.#length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = value;
  }

  #cell(value: number): void {
    this.#byte(value >>> 24);
    this.#byte((value >>> 16) & 0xff);
    this.#byte((value >>> 8) & 0xff);
    this.#byte(value & 0xff);
  }

  #place(start: number, end: number): void {
    this.#pieces?.push({ offset: this.#length, start, end });
  }

  #problem(severity: ItemProblem['severity'], fault: LiteralFault, start: number, end: number): void {
    this.#problems.push({ ...fault, severity, start: start - this.#origin, end: end - this.#origin });
  }

  #string(at: number): number {
    const text = this.#text;
    const close = endOfString(text, at);
    const end = Math.min(close, this.#end);
    this.#place(at, end);
    this.#mark('string', '');
    const isClosed = close <= this.#end && close > at + 1 && text.charCodeAt(close - 1) === QUOTE;
    const contentEnd = isClosed ? close - 1 : endOfOpenContent(text, at + 1, end);
    let plain = at + 1;
    for (; plain < contentEnd; plain++) {
      const code = text.charCodeAt(plain);
      if (code === 92) break;
      this.#byte(code);
    }
    if (plain < contentEnd && !appendUnescaped(text, plain, contentEnd, (byte) => this.#byte(byte))) {
      this.#problem('error', BAD_HEXADECIMAL_ESCAPE, at, end);
    }
    this.#byte(0);
    return end;
  }

  /** The name of the label or path referred to at an `&`, and the offset after the reference. */
  #reference(at: number): { readonly name: string; readonly end: number } {
    if (this.#text.charCodeAt(at + 1) !== 123) {
      const end = endOfIdentifier(this.#text, at + 1, this.#end);
      return { name: this.#names.take(this.#text, at + 1, end), end };
    }
    const close = this.#text.indexOf('}', at);
    const end = close < 0 ? this.#end : close + 1;
    return { name: this.#text.slice(at + 2, end - 1), end };
  }

  #pathReference(at: number): number {
    const { name, end } = this.#reference(at);
    this.#place(at, end);
    this.#mark('string', '');
    this.#mark('path', name);
    this.#hasPaths = true;
    return end;
  }

  #label(at: number): number {
    if (!isIdentifierStart(this.#text.charCodeAt(at))) return -1;
    const end = endOfIdentifier(this.#text, at, this.#end);
    if (this.#text.charCodeAt(end) !== COLON) return -1;
    this.#labelled = true;
    this.#mark('label', this.#text.slice(at, end));
    return end + 1;
  }

  #byteString(at: number): number {
    this.#mark('uint8', '');
    const text = this.#text;
    // Digits without space between them look like one long name: it is gone through once, not at each byte.
    let noLabelBefore = at;
    for (at = skipSpace(text, at, this.#end); at < this.#end; at = skipSpace(text, at, this.#end)) {
      const code = text.charCodeAt(at);
      if (code === CLOSING_BRACKET) return at + 1;
      const isName = at >= noLabelBefore && isIdentifierStart(code);
      const afterLabel = isName ? this.#label(at) : -1;
      if (isName) noLabelBefore = endOfIdentifier(text, at, this.#end);
      if (afterLabel >= 0) {
        at = afterLabel;
        continue;
      }
      if (!isHexDigit(code) || !isHexDigit(text.charCodeAt(at + 1))) return -1;
      this.#place(at, at + 2);
      this.#byte(hexDigitValue(code) * 16 + hexDigitValue(text.charCodeAt(at + 1)));
      at += 2;
    }
    return -1;
  }

  /** `/bits/ 8 <…>` */
  #sizedCells(at: number): number {
    const text = this.#text;
    const start = skipSpace(text, at + 6, this.#end);
    const end = endOfInteger(text, start);
    const width = integerLiteral(text.slice(start, end));
    if (width.fault !== undefined) this.#problem('error', width.fault, start, end);
    let bits = Number(width.value);
    if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) {
      const message = 'Array elements must be 8, 16, 32 or 64-bits';
      this.#problem('error', { id: 'bad-element-size', message }, start, end);
      bits = 32;
    }
    const open = skipSpace(text, end, this.#end);
    if (text.charCodeAt(open) !== LESS) return -1;
    this.#mark(bits === 8 ? 'uint8' : bits === 16 ? 'uint16' : bits === 64 ? 'uint64' : 'uint32', '');
    return this.#cells(open + 1, bits);
  }

  /** The elements up to the `>`; the offset after it. */
  #cells(at: number, bits: number): number {
    const text = this.#text;
    const limit = this.#end;
    for (at = skipSpace(text, at, limit); at < limit; at = skipSpace(text, at, limit)) {
      const code = text.charCodeAt(at);
      if (isDigit(code)) {
        at = this.#integer(at, bits);
      } else if (code === AMPERSAND) {
        at = this.#phandle(at, bits);
      } else if (code === GREATER) {
        return at + 1;
      } else if (code === PARENTHESIS) {
        at = this.#expression(at, bits);
      } else if (code === APOSTROPHE) {
        const end = endOfCharacter(text, at);
        const { value, fault } = characterLiteral(text, at + 1, end - 1);
        if (fault !== undefined) this.#problem('error', fault, at, end);
        this.#element(value, bits, at, end);
        at = end;
      } else {
        const end = this.#label(at);
        if (end < 0) return -1;
        at = end;
      }
    }
    return -1;
  }

  /** An integer literal. Those that fit into a number take the short way. */
  #integer(start: number, bits: number): number {
    const text = this.#text;
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
      this.#place(start, at);
      this.#cell(value);
      return at;
    }
    const end = endOfInteger(text, start);
    const literal = integerLiteral(text.slice(start, end));
    if (literal.fault !== undefined) this.#problem('error', literal.fault, start, end);
    this.#element(literal.value, bits, start, end);
    return end;
  }

  #expression(at: number, bits: number): number {
    const text = this.#text;
    const end = endOfParentheses(text, at, this.#end);
    const result = this.#evaluator?.evaluate(text.slice(at, end));
    for (const fault of result?.faults ?? []) this.#problem('error', fault, at + fault.start, at + fault.end);
    this.#element(result?.value ?? 0n, bits, at, end);
    return end;
  }

  #phandle(at: number, bits: number): number {
    const { name, end } = this.#reference(at);
    this.#place(at, end);
    if (bits === 32) {
      this.#mark('phandle', name);
      this.#hasPhandles = true;
    } else {
      const message = 'References are only allowed in arrays with 32-bit elements.';
      this.#problem('error', { id: 'reference-in-sized-array', message }, at, end);
    }
    for (let written = 0; written < bits; written += 8) this.#byte(0xff);
    return end;
  }

  /** One element of a cell list. What does not fit is cut, and dtc warns of it. */
  #element(value: bigint, bits: number, start: number, end: number): void {
    if (bits < 64) {
      const mask = (1n << BigInt(bits)) - 1n;
      if (value > mask && (value | mask) !== MAXIMUM_INTEGER) {
        const cut = (value & mask).toString(16).padStart(bits / 4, '0');
        const message = `Value 0x${value.toString(16).padStart(16, '0')} truncated to 0x${cut}`;
        this.#problem('warning', { id: 'value-truncated', message }, start, end);
      }
    }
    this.#place(start, end);
    for (let shift = bits - 8; shift >= 0; shift -= 8) this.#byte(Number((value >> BigInt(shift)) & 0xffn));
  }

  #incbin(at: number): number {
    const incbin = readIncbin(this.#text, at, this.#end, this.#evaluator);
    if (incbin === undefined) return -1;
    for (const { fault, start, end } of incbin.faults) this.#problem('error', fault, start, end);
    this.#place(at, incbin.end);
    this.#incbins.push({ at: this.#length, markersBefore: this.#markers.length, ...incbin.request });
    return incbin.end;
  }
}
