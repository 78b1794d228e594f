import {
  endOfIdentifier,
  endOfName,
  endOfSpace,
  isDigit,
  isHexDigit,
  isIdentifierCharacter,
  isIdentifierStart,
} from '../dtsCharacters.ts';

const LINE_FEED = 10;
const QUOTE = 34;
const HASH = 35;
const AMPERSAND = 38;
const PARENTHESIS = 40;
const CLOSING_PARENTHESIS = 41;
const COMMA = 44;
const SLASH = 47;
const ZERO = 48;
const LESS = 60;
const EQUALS = 61;
const GREATER = 62;
const BRACKET = 91;
const BACKSLASH = 92;
const CLOSING_BRACKET = 93;

/** Longer forms are left to the parser: nothing but an expression in each of many cells has one. */
const LONGEST_FORM = 4096;

/** A stranger's file may bring as many forms as it likes; no more are kept. */
const MOST_FORMS = 20_000;

/**
 * The forms of property statements that the parser has accepted.
 *
 * Statements of one form are made of the same tokens, but for which letters and digits their names, strings, labels and
 * integers have, and how often an element or a value is followed by another one of its kind. The grammar takes all of
 * them where it takes one, so that the parser decides once for each form.
 */
export class StatementForms {
  private readonly _accepted = new Set<string>();
  private readonly _writer = new FormWriter();

  /** Whether the parser has accepted a statement of the same form as the one in `[start, end)`, the `;` left out. */
  isAccepted(text: string, start: number, end: number): boolean {
    const form = this._writer.formOf(text, start, end);
    return form !== undefined && this._accepted.has(form);
  }

  /** Notes that the parser has accepted the statement in `[start, end)`. */
  accept(text: string, start: number, end: number): void {
    const form = this._writer.formOf(text, start, end);
    if (form !== undefined && this._accepted.size < MOST_FORMS) this._accepted.add(form);
  }
}

/** Finds the form of a statement; what could be read in more than one way has none. */
class FormWriter {
  private _text = '';
  private _end = 0;
  /** The form of the value that is being looked at. */
  private _value = '';

  formOf(text: string, start: number, end: number): string | undefined {
    this._text = text;
    this._end = end;
    const nameEnd = endOfName(text, start, end);
    // A name that begins so may also begin a line of the preprocessor.
    let form = text.charCodeAt(start) === HASH ? text.slice(start, nameEnd) : 'name';
    let at = this._afterSpace(nameEnd);
    if (at === end) return form;
    if (text.charCodeAt(at) !== EQUALS) return undefined;
    form += '=';
    let last = '';
    let beforeLast = '';
    for (;;) {
      at = this._valueAt(this._afterSpace(at + 1));
      if (at < 0) return undefined;
      if (this._value !== last || last !== beforeLast) form += `${this._value},`;
      if (form.length > LONGEST_FORM) return undefined;
      beforeLast = last;
      last = this._value;
      at = this._afterSpace(at);
      if (at === end) return form;
      if (text.charCodeAt(at) !== COMMA) return undefined;
    }
  }

  private _afterSpace(at: number): number {
    return endOfSpace(this._text, at, this._end);
  }

  /** Notes the form of the value at an offset; the offset after it, or -1. */
  private _valueAt(at: number): number {
    this._value = '';
    switch (this._text.charCodeAt(at)) {
      case QUOTE:
        return this._string(at + 1);
      case LESS:
        return this._cells(at + 1);
      case AMPERSAND:
        this._value = '&';
        return this._reference(at + 1);
      case BRACKET:
        return this._byteString(at + 1);
      case SLASH:
        return this._sizedCells(at);
      default:
        return -1;
    }
  }

  /** A string on one line, without escapes. */
  private _string(at: number): number {
    this._value = '"';
    for (; at < this._end; at++) {
      const code = this._text.charCodeAt(at);
      if (code === QUOTE) return at + 1;
      if (code === BACKSLASH || code === LINE_FEED) return -1;
    }
    return -1;
  }

  /** A label that is not a macro's name before its arguments. */
  private _reference(at: number): number {
    if (!isIdentifierStart(this._text.charCodeAt(at))) return -1;
    const end = endOfIdentifier(this._text, at, this._end);
    return this._text.charCodeAt(end) === PARENTHESIS ? -1 : end;
  }

  /** `/bits/ 8 <…>` with the width as it is. */
  private _sizedCells(at: number): number {
    if (!this._text.startsWith('/bits/', at)) return -1;
    const start = this._afterSpace(at + 6);
    const end = this._integer(start);
    const open = this._afterSpace(end);
    if (end < 0 || this._text.charCodeAt(open) !== LESS) return -1;
    const close = this._cells(open + 1);
    this._value = `/${this._text.slice(start, end)}${this._value}`;
    return close;
  }

  private _cells(at: number): number {
    let isSimple = false;
    this._value = '<';
    for (at = this._afterSpace(at); at >= 0 && at < this._end; at = at < 0 ? at : this._afterSpace(at)) {
      const code = this._text.charCodeAt(at);
      if (code === GREATER) return at + 1;
      if (code === PARENTHESIS) {
        at = this._expression(at);
        if (this._value.length > LONGEST_FORM) return -1;
        isSimple = false;
        continue;
      }
      at = code === AMPERSAND ? this._reference(at + 1) : this._integer(at);
      if (!isSimple) this._value += '0';
      isSimple = true;
    }
    return -1;
  }

  private _byteString(at: number): number {
    this._value = '[';
    const text = this._text;
    for (at = this._afterSpace(at); at < this._end; at = this._afterSpace(at)) {
      if (text.charCodeAt(at) === CLOSING_BRACKET) return at + 1;
      if (!isHexDigit(text.charCodeAt(at)) || !isHexDigit(text.charCodeAt(at + 1))) return -1;
      this._value = '[0';
      at += 2;
    }
    return -1;
  }

  /** An integer without a suffix; the offset after it, or -1. */
  private _integer(at: number): number {
    const text = this._text;
    const start = at;
    if (text.charCodeAt(at) === ZERO && (text.charCodeAt(at + 1) | 32) === 120) {
      for (at += 2; isHexDigit(text.charCodeAt(at)); at++);
      if (at === start + 2) return -1;
    } else {
      while (isDigit(text.charCodeAt(at))) at++;
      if (at === start) return -1;
    }
    return isIdentifierCharacter(text.charCodeAt(at)) ? -1 : at;
  }

  /** Parentheses with integers and operators in them; the offset after the closing one, or -1. */
  private _expression(at: number): number {
    const text = this._text;
    let depth = 0;
    while (at < this._end) {
      const code = text.charCodeAt(at);
      if (isDigit(code)) {
        at = this._integer(at);
        if (at < 0) return -1;
        this._value += '0';
        continue;
      }
      const next = this._afterSpace(at);
      if (next > at) {
        this._value += ' ';
        at = next;
        continue;
      }
      if (
        this._value.length > LONGEST_FORM ||
        !isOperator(code) ||
        (code === SLASH && isCommentSecond(text.charCodeAt(at + 1)))
      )
        return -1;
      this._value += text.charAt(at++);
      if (code === PARENTHESIS) depth++;
      else if (code === CLOSING_PARENTHESIS && --depth === 0) return at;
    }
    return -1;
  }
}

const OPERATORS = new Set(Array.from('()+-*/%&|^~!<>=?:', (character) => character.charCodeAt(0)));

const isOperator = (code: number): boolean => OPERATORS.has(code);

/** Whether a slash and this character begin a comment. */
const isCommentSecond = (code: number): boolean => code === SLASH || code === 42;
