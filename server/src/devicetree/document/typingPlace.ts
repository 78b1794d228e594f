import type { SourceFile, Span } from '../../text/sourceFile.ts';
import { endOfName, isNameCharacter, isSpace, newlineWithin } from '../syntax/dtsCharacters.ts';
import { endOfString } from '../syntax/literals.ts';
import type { DocumentTree } from './documentTree.ts';
import type { DocumentNode } from './statements.ts';

/** A cell as it is written: a number, a macro, an expression, a reference. */
export interface WrittenCell {
  readonly text: string;
  readonly start: number;
}

/** What a word that is typed at a place would be. */
export type TypingKind =
  /** The name of a property or a node, a reference, a keyword: where a statement begins. */
  | 'statement'
  /** What `/delete-node/` or `/delete-property/` takes away. */
  | 'deleted-node'
  | 'deleted-property'
  /** A value of a property, where none has begun. */
  | 'value'
  /** A cell between `<` and `>`. */
  | 'cell'
  /** Text between the quotes of a property's value. */
  | 'string'
  /** The inside of parentheses: an expression, or what a macro is given. */
  | 'expression'
  /** A file's name between the quotes or the angle brackets of an include. */
  | 'include'
  /** What `#if`, `#ifdef` and their like ask for. */
  | 'condition';

/** A place of a document where something can be typed. */
export interface TypingPlace {
  readonly kind: TypingKind;
  /** The node in whose braces it is; `undefined` outside of all. */
  readonly node: DocumentNode | undefined;
  /** The word at the place, from its `&`, `#` or `/` if it has one, to its end; empty between and before words. */
  readonly word: Span;
  /** The name of the property whose value it is in. */
  readonly property: string | undefined;
  /** Which of the property's values it is in or begins, counted from 0. */
  readonly index: number;
  /** The cells before the place, of all of the property's lists. */
  readonly cells: readonly WrittenCell[];
  /** How many of them stand in lists before the one with the place. */
  readonly cellsOfOtherLists: number;
  /** For an include how its file is looked for. */
  readonly style: 'quote' | 'angle' | 'dtc';
}

/**
 * What is being typed at an offset, read off the text before it: whatever is wrong or missing after it does not matter.
 * `undefined` where a word would mean nothing: in comments, after a whole value, in the text of other directives.
 */
export function typingPlaceAt(document: DocumentTree, offset: number): TypingPlace | undefined {
  const node = document.nodeAround(offset);
  const scan = new StatementScan(document.file, node?.body.start ?? 0, offset);
  const found = scan.run();
  return found === undefined ? undefined : { node, ...found };
}

type Found = Omit<TypingPlace, 'node'>;

const isQuoted = (kind: TypingKind): boolean => kind === 'string' || kind === 'include';

/** Where in a statement the scan is. */
type Phase = 'start' | 'named' | 'deleted-node' | 'deleted-property' | 'value' | 'after-value' | 'cells' | 'bytes';

/** A preprocessor line, and what of it can be completed. */
const DIRECTIVE =
  /#[ \t]*(include(?:_next)?|import|define|undef|ifn?def|if|elifn?def|elif|else|endif|error|warning|pragma|line|ident)(?![\w,.+*?@-])/y;
const INCLUDE = /#[ \t]*(?:include(?:_next)?|import)[ \t]*(["<])([^">\n]*)/y;
const DTC_INCLUDE = /\/include\/[ \t]*"([^"\n]*)/y;
const KEYWORD = /\/[a-z][a-z0-9-]*\/?|\//y;
const REFERENCE = /&(?:\{[a-zA-Z0-9,._+*#?@/-]*\}?|[a-zA-Z0-9_]*)/y;

/** Reads statements from an offset where one may begin, as far as the place. */
class StatementScan {
  readonly #file: SourceFile;
  readonly #text: string;
  readonly #offset: number;
  #at: number;
  #phase: Phase = 'start';
  #property: string | undefined;
  #index = 0;
  #cells: WrittenCell[] = [];
  #cellsOfOtherLists = 0;
  /** Open parentheses. */
  #depth = 0;
  /** Where the outermost of them, or the word before it, begins. */
  #expressionStart = 0;
  #found: Found | undefined;

  constructor(file: SourceFile, from: number, offset: number) {
    this.#file = file;
    this.#text = file.text;
    this.#at = from;
    this.#offset = Math.min(offset, file.text.length);
  }

  run(): Found | undefined {
    while (this.#at < this.#offset) {
      const reached = this.#step();
      if (reached) return this.#found;
    }
    return this.#placeOf(this.#offset, this.#offset);
  }

  /** Passes the next token; true where the place is in it. */
  #step(): boolean {
    const text = this.#text;
    const at = this.#at;
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      this.#at++;
      return false;
    }
    if (code === 47 /* / */) return this.#slash();
    if (code === 34 /* " */) return this.#string();
    if (code === 35 /* # */ && this.#isFirstOfLine(at)) {
      const directive = this.#matched(DIRECTIVE);
      if (directive !== undefined) return this.#directive(directive[1] ?? '');
    }
    if (this.#depth > 0 && code !== 40 && code !== 41) return this.#inExpression();
    if (code === 38 /* & */) return this.#word(this.#matched(REFERENCE)?.[0].length ?? 1);
    // A comma is a character of names, and between values it is none.
    const isSeparator = code === 44 && (this.#phase === 'after-value' || this.#phase === 'value');
    if (isNameCharacter(code) && !isSeparator) return this.#word(endOfName(text, at, text.length) - at);
    if (code === 92 /* \ */ && isNameCharacter(text.charCodeAt(at + 1)))
      return this.#word(endOfName(text, at + 1, text.length) - at);
    this.#at++;
    this.#punctuation(text.charAt(at), at);
    return false;
  }

  #matched(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text) ?? undefined;
  }

  /** Whether nothing but white space stands before an offset on its line. */
  #isFirstOfLine(at: number): boolean {
    // What is not white space ends the search: on one long line it would else take its square.
    let before = at - 1;
    while (before >= 0 && this.#text.charCodeAt(before) !== 10 && isSpace(this.#text.charCodeAt(before))) before--;
    return before < 0 || this.#text.charCodeAt(before) === 10;
  }

  /** A comment, a keyword, an include of dtc, the root's name, a division. */
  #slash(): boolean {
    const next = this.#text.charAt(this.#at + 1);
    if (next === '/') return this.#leave(this.#endOfLine(this.#at), true);
    if (next === '*') {
      const close = this.#text.indexOf('*/', this.#at + 2);
      return this.#leave(close < 0 ? this.#text.length + 1 : close + 2, false);
    }
    const include = this.#matched(DTC_INCLUDE);
    if (include !== undefined) {
      const start = this.#at + include[0].length - (include[1] ?? '').length;
      if (this.#inFileName(start, this.#at + include[0].length, 'dtc')) return true;
      return this.#leave(this.#at + include[0].length + 1, false);
    }
    if (this.#depth > 0 || this.#phase === 'cells') {
      this.#at++;
      return false;
    }
    const keyword = this.#matched(KEYWORD)?.[0] ?? '/';
    const end = this.#at + keyword.length;
    if (this.#offset < end || (this.#offset === end && !/^\/.+\/$/.test(keyword))) {
      if (this.#phase === 'value') return this.#answer(this.#placeOf(this.#at, end));
      this.#begin();
      return this.#answer(this.#placeOf(this.#at, end));
    }
    this.#at = end;
    if (keyword === '/delete-node/') this.#phase = 'deleted-node';
    else if (keyword === '/delete-property/') this.#phase = 'deleted-property';
    else if (keyword === '/') this.#phase = 'named';
    else if (keyword !== '/bits/' && keyword !== '/incbin/') this.#begin();
    return false;
  }

  /** Goes to `end`; the place is in what is left behind if it comes before it, or at it where `isInclusive`. */
  #leave(end: number, isInclusive: boolean): boolean {
    this.#at = end;
    return this.#answer(undefined, this.#offset < end || (isInclusive && this.#offset === end));
  }

  #answer(found: Found | undefined, isThere = true): boolean {
    if (isThere) this.#found = found;
    return isThere;
  }

  /** The end of a line, of which a backslash before it makes one with the next. */
  #endOfLine(from: number): number {
    for (let at = from; ; at++) {
      at = this.#text.indexOf('\n', at);
      if (at < 0) return this.#text.length;
      if (this.#text.charAt(at - 1) !== '\\') return at;
    }
  }

  #directive(keyword: string): boolean {
    const include = this.#matched(INCLUDE);
    if (include !== undefined) {
      const end = this.#at + include[0].length;
      const start = end - (include[2] ?? '').length;
      if (this.#inFileName(start, end, include[1] === '<' ? 'angle' : 'quote')) return true;
    }
    const end = this.#endOfLine(this.#at);
    if (this.#offset > end) return this.#leave(end, false);
    const keywordEnd = this.#at + (this.#matched(DIRECTIVE)?.[0].length ?? 0);
    if (this.#offset <= keywordEnd) return this.#answer(this.#placeOf(this.#at, keywordEnd, 'statement'));
    if (!/^(?:undef|ifn?def|if|elifn?def|elif)$/.test(keyword)) return this.#answer(undefined);
    return this.#answer(this.#placeOf(this.#startOfWord(), this.#endOfIdentifier(), 'condition'));
  }

  #inFileName(start: number, end: number, style: Found['style']): boolean {
    if (this.#offset < start || this.#offset > end) return false;
    return this.#answer({ ...this.#placeOf(start, end, 'include'), style });
  }

  /** Where the identifier begins that ends at the place, or goes on there. */
  #startOfWord(): number {
    let start = this.#offset;
    while (/\w/.test(this.#text.charAt(start - 1))) start--;
    return start;
  }

  #endOfIdentifier(): number {
    let end = this.#offset;
    while (/\w/.test(this.#text.charAt(end))) end++;
    return end;
  }

  #string(): boolean {
    const start = this.#at + 1;
    const whole = endOfString(this.#text, this.#at);
    const lineEnd = newlineWithin(this.#text, start, whole);
    const isClosed = this.#text.charAt(whole - 1) === '"' && whole > start && lineEnd < 0;
    const end = isClosed ? whole - 1 : lineEnd < 0 ? whole : lineEnd;
    if (this.#offset <= end && this.#depth === 0 && this.#phase !== 'cells' && this.#property !== undefined)
      return this.#answer(this.#placeOf(start, isClosed ? end : this.#offset, 'string'));
    this.#at = isClosed ? whole : end;
    if (this.#offset <= end) return this.#answer(undefined);
    if (this.#depth === 0 && this.#phase === 'value') this.#phase = 'after-value';
    return false;
  }

  /** One token inside of parentheses. */
  #inExpression(): boolean {
    const text = this.#text;
    const code = text.charCodeAt(this.#at);
    const isWord = /[\w&]/.test(text.charAt(this.#at));
    let end = this.#at + 1;
    while (isWord && /\w/.test(text.charAt(end))) end++;
    if (isWord && this.#offset <= end) return this.#answer(this.#placeOf(this.#at, end, 'expression'));
    // What ends a statement ends an expression whose parenthesis is missing.
    if (code === 59 || code === 123 || code === 125) {
      this.#depth = 0;
      this.#punctuation(text.charAt(this.#at), this.#at);
    }
    this.#at = end;
    return false;
  }

  /** A name, a number, a reference of `length` characters. */
  #word(length: number): boolean {
    const start = this.#at;
    const end = start + length;
    const after = this.#text.slice(end).match(/^\s*/)?.[0].length ?? 0;
    const next = this.#text.charAt(end + after);
    if (this.#offset > end && this.#phase !== 'cells' && next === '(' && after === 0) {
      // A macro's name; what it is given is read as an expression.
      this.#expressionStart = start;
      this.#at = end;
      return false;
    }
    // A name that stands where a value is missing, or after what needs a semicolon, begins another statement.
    const isNext =
      this.#phase === 'after-value' ||
      this.#phase === 'named' ||
      (this.#phase === 'value' && this.#isOfNextStatement(start, next));
    if (isNext) this.#begin();
    if (this.#offset <= end) return this.#answer(this.#placeOf(start, end));
    this.#at = end;
    const text = this.#text.slice(start, end);
    if (this.#phase === 'cells') {
      if (next === '(' && after === 0) this.#expressionStart = start;
      else this.#cells.push({ text, start });
    } else if (this.#phase === 'start') {
      if (next === ':' && after === 0) this.#at++;
      else {
        this.#phase = 'named';
        this.#property = text;
      }
    } else if (this.#phase === 'value') this.#phase = 'after-value';
    return false;
  }

  /** Whether a word after `=` or `,` stands on a later line and is followed by what follows a name. */
  #isOfNextStatement(start: number, next: string): boolean {
    return /^[={:]$/.test(next) && this.#isFirstOfLine(start);
  }

  #punctuation(character: string, at: number): void {
    if (character === '(') {
      if (this.#depth++ === 0 && !/[\w]/.test(this.#text.charAt(at - 1))) this.#expressionStart = at;
    } else if (character === ')') {
      if (this.#depth > 0 && --this.#depth === 0) this.#endExpression(at + 1);
    } else if (character === ';' || character === '{' || character === '}') this.#begin();
    else if (character === '=' && this.#phase === 'named') this.#phase = 'value';
    else if (character === ',' && this.#phase === 'after-value') {
      this.#phase = 'value';
      this.#index++;
    } else if (character === '<' && this.#phase === 'value') {
      this.#phase = 'cells';
      this.#cellsOfOtherLists = this.#cells.length;
    } else if (character === '[' && this.#phase === 'value') this.#phase = 'bytes';
    else if ((character === '>' && this.#phase === 'cells') || (character === ']' && this.#phase === 'bytes'))
      this.#phase = 'after-value';
  }

  /** The outermost parenthesis was closed. */
  #endExpression(end: number): void {
    const start = this.#expressionStart;
    if (this.#phase === 'cells') this.#cells.push({ text: this.#text.slice(start, end), start });
    else if (this.#phase === 'value') this.#phase = 'after-value';
  }

  /** Another statement begins. */
  #begin(): void {
    this.#phase = 'start';
    this.#property = undefined;
    this.#index = 0;
    this.#cells = [];
    this.#cellsOfOtherLists = 0;
    this.#depth = 0;
  }

  #placeOf(start: number, end: number): Found | undefined;
  #placeOf(start: number, end: number, kind: TypingKind): Found;
  #placeOf(start: number, end: number, asked?: TypingKind): Found | undefined {
    const kind = asked ?? (this.#depth > 0 ? 'expression' : this.#kindHere(start));
    if (kind === undefined) return undefined;
    return {
      kind,
      // Before a word another may be typed; between quotes there is one text.
      word: { file: this.#file, start, end: start === this.#offset && !isQuoted(kind) ? this.#offset : end },
      property: kind === 'statement' ? undefined : this.#property,
      index: this.#index,
      cells: this.#cells,
      cellsOfOtherLists: this.#cellsOfOtherLists,
      style: 'quote',
    };
  }

  #kindHere(start: number): TypingKind | undefined {
    switch (this.#phase) {
      case 'start':
        return 'statement';
      case 'deleted-node':
      case 'deleted-property':
      case 'value':
        return this.#phase;
      case 'cells':
        return 'cell';
      case 'bytes':
        return undefined;
      default:
        // On a line of its own the next statement is begun, whether or not the one before has its semicolon.
        return this.#isFirstOfLine(start) ? 'statement' : undefined;
    }
  }
}
