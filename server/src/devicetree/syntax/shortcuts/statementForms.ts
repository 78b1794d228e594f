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
  readonly #accepted = new Set<string>();
  readonly #writer = new FormWriter();

  /** Whether the parser has accepted a statement of the same form as the one in `[start, end)`, the `;` left out. */
  isAccepted(text: string, start: number, end: number): boolean {
    const form = this.#writer.formOf(text, start, end);
    return form !== undefined && this.#accepted.has(form);
  }

  /** Notes that the parser has accepted the statement in `[start, end)`. */
  accept(text: string, start: number, end: number): void {
    const form = this.#writer.formOf(text, start, end);
    if (form !== undefined && this.#accepted.size < MOST_FORMS) this.#accepted.add(form);
  }
}

/** Finds the form of a statement; what could be read in more than one way has none. */
class FormWriter {
  #text = '';
  #end = 0;
  /** The form of the value that is being looked at. */
  #value = '';

  formOf(text: string, start: number, end: number): string | undefined {
    this.#text = text;
    this.#end = end;
    const nameEnd = endOfName(text, start, end);
    // A name that begins so may also begin a line of the preprocessor.
    let form = text.charCodeAt(start) === HASH ? text.slice(start, nameEnd) : 'name';
    let at = this.#afterSpace(nameEnd);
    if (at === end) return form;
    if (text.charCodeAt(at) !== EQUALS) return undefined;
    form += '=';
    let last = '';
    let beforeLast = '';
    for (;;) {
      at = this.#valueAt(this.#afterSpace(at + 1));
      if (at < 0) return undefined;
      if (this.#value !== last || last !== beforeLast) form += `${this.#value},`;
      if (form.length > LONGEST_FORM) return undefined;
      beforeLast = last;
      last = this.#value;
      at = this.#afterSpace(at);
      if (at === end) return form;
      if (text.charCodeAt(at) !== COMMA) return undefined;
    }
  }

  #afterSpace(at: number): number {
    return endOfSpace(this.#text, at, this.#end);
  }

  /** Notes the form of the value at an offset; the offset after it, or -1. */
  #valueAt(at: number): number {
    this.#value = '';
    switch (this.#text.charCodeAt(at)) {
      case QUOTE:
        return this.#string(at + 1);
      case LESS:
        return this.#cells(at + 1);
      case AMPERSAND:
        this.#value = '&';
        return this.#reference(at + 1);
      case BRACKET:
        return this.#byteString(at + 1);
      case SLASH:
        return this.#sizedCells(at);
      default:
        return -1;
    }
  }

  /** A string on one line, without escapes. */
  #string(at: number): number {
    this.#value = '"';
    for (; at < this.#end; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) return at + 1;
      if (code === BACKSLASH || code === LINE_FEED) return -1;
    }
    return -1;
  }

  /** A label that is not a macro's name before its arguments. */
  #reference(at: number): number {
    if (!isIdentifierStart(this.#text.charCodeAt(at))) return -1;
    const end = endOfIdentifier(this.#text, at, this.#end);
    return this.#text.charCodeAt(end) === PARENTHESIS ? -1 : end;
  }

  /** `/bits/ 8 <…>` with the width as it is. */
  #sizedCells(at: number): number {
    if (!this.#text.startsWith('/bits/', at)) return -1;
    const start = this.#afterSpace(at + 6);
    const end = this.#integer(start);
    const open = this.#afterSpace(end);
    if (end < 0 || this.#text.charCodeAt(open) !== LESS) return -1;
    const close = this.#cells(open + 1);
    this.#value = `/${this.#text.slice(start, end)}${this.#value}`;
    return close;
  }

  #cells(at: number): number {
    let isSimple = false;
    this.#value = '<';
    for (at = this.#afterSpace(at); at >= 0 && at < this.#end; at = at < 0 ? at : this.#afterSpace(at)) {
      const code = this.#text.charCodeAt(at);
      if (code === GREATER) return at + 1;
      if (code === PARENTHESIS) {
        at = this.#expression(at);
        if (this.#value.length > LONGEST_FORM) return -1;
        isSimple = false;
        continue;
      }
      at = code === AMPERSAND ? this.#reference(at + 1) : this.#integer(at);
      if (!isSimple) this.#value += '0';
      isSimple = true;
    }
    return -1;
  }

  #byteString(at: number): number {
    this.#value = '[';
    const text = this.#text;
    for (at = this.#afterSpace(at); at < this.#end; at = this.#afterSpace(at)) {
      if (text.charCodeAt(at) === CLOSING_BRACKET) return at + 1;
      if (!isHexDigit(text.charCodeAt(at)) || !isHexDigit(text.charCodeAt(at + 1))) return -1;
      this.#value = '[0';
      at += 2;
    }
    return -1;
  }

  /** An integer without a suffix; the offset after it, or -1. */
  #integer(at: number): number {
    const text = this.#text;
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
  #expression(at: number): number {
    const text = this.#text;
    let depth = 0;
    while (at < this.#end) {
      const code = text.charCodeAt(at);
      if (isDigit(code)) {
        at = this.#integer(at);
        if (at < 0) return -1;
        this.#value += '0';
        continue;
      }
      const next = this.#afterSpace(at);
      if (next > at) {
        this.#value += ' ';
        at = next;
        continue;
      }
      if (
        this.#value.length > LONGEST_FORM ||
        !isOperator(code) ||
        (code === SLASH && isCommentSecond(text.charCodeAt(at + 1)))
      )
        return -1;
      this.#value += text.charAt(at++);
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
