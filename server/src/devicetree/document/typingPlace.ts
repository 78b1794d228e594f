import { withLineFeeds } from '../../text/lineFeeds.ts';
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
  private readonly _file: SourceFile;
  private readonly _text: string;
  private readonly _offset: number;
  private _at: number;
  private _phase: Phase = 'start';
  private _property: string | undefined;
  private _index = 0;
  private _cells: WrittenCell[] = [];
  private _cellsOfOtherLists = 0;
  /** Open parentheses. */
  private _depth = 0;
  /** Where the outermost of them, or the word before it, begins. */
  private _expressionStart = 0;
  private _found: Found | undefined;

  constructor(file: SourceFile, from: number, offset: number) {
    this._file = file;
    this._text = withLineFeeds(file.text);
    this._at = from;
    this._offset = Math.min(offset, file.text.length);
  }

  run(): Found | undefined {
    while (this._at < this._offset) {
      const reached = this._step();
      if (reached) return this._found;
    }
    return this._placeOf(this._offset, this._offset);
  }

  /** Passes the next token; true where the place is in it. */
  private _step(): boolean {
    const text = this._text;
    const at = this._at;
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      this._at++;
      return false;
    }
    if (code === 47 /* / */) return this._slash();
    if (code === 34 /* " */) return this._string();
    if (code === 35 /* # */ && this._isFirstOfLine(at)) {
      const directive = this._matched(DIRECTIVE);
      if (directive !== undefined) return this._directive(directive[1] ?? '');
    }
    if (this._depth > 0 && code !== 40 && code !== 41) return this._inExpression();
    if (code === 38 /* & */) return this._word(this._matched(REFERENCE)?.[0].length ?? 1);
    // A comma is a character of names, and between values it is none.
    const isSeparator = code === 44 && (this._phase === 'after-value' || this._phase === 'value');
    if (isNameCharacter(code) && !isSeparator) return this._word(endOfName(text, at, text.length) - at);
    if (code === 92 /* \ */ && isNameCharacter(text.charCodeAt(at + 1)))
      return this._word(endOfName(text, at + 1, text.length) - at);
    this._at++;
    this._punctuation(text.charAt(at), at);
    return false;
  }

  private _matched(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this._at;
    return pattern.exec(this._text) ?? undefined;
  }

  /** Whether nothing but white space stands before an offset on its line. */
  private _isFirstOfLine(at: number): boolean {
    // What is not white space ends the search: on one long line it would else take its square.
    let before = at - 1;
    while (before >= 0 && this._text.charCodeAt(before) !== 10 && isSpace(this._text.charCodeAt(before))) before--;
    return before < 0 || this._text.charCodeAt(before) === 10;
  }

  /** A comment, a keyword, an include of dtc, the root's name, a division. */
  private _slash(): boolean {
    const next = this._text.charAt(this._at + 1);
    if (next === '/') return this._leave(this._endOfLine(this._at), true);
    if (next === '*') {
      const close = this._text.indexOf('*/', this._at + 2);
      return this._leave(close < 0 ? this._text.length + 1 : close + 2, false);
    }
    const include = this._matched(DTC_INCLUDE);
    if (include !== undefined) {
      const start = this._at + include[0].length - (include[1] ?? '').length;
      if (this._inFileName(start, this._at + include[0].length, 'dtc')) return true;
      return this._leave(this._at + include[0].length + 1, false);
    }
    if (this._depth > 0 || this._phase === 'cells') {
      this._at++;
      return false;
    }
    const keyword = this._matched(KEYWORD)?.[0] ?? '/';
    const end = this._at + keyword.length;
    if (this._offset < end || (this._offset === end && !/^\/.+\/$/.test(keyword))) {
      if (this._phase === 'value') return this._answer(this._placeOf(this._at, end));
      this._begin();
      return this._answer(this._placeOf(this._at, end));
    }
    this._at = end;
    if (keyword === '/delete-node/') this._phase = 'deleted-node';
    else if (keyword === '/delete-property/') this._phase = 'deleted-property';
    else if (keyword === '/') this._phase = 'named';
    else if (keyword !== '/bits/' && keyword !== '/incbin/') this._begin();
    return false;
  }

  /** Goes to `end`; the place is in what is left behind if it comes before it, or at it where `isInclusive`. */
  private _leave(end: number, isInclusive: boolean): boolean {
    this._at = end;
    return this._answer(undefined, this._offset < end || (isInclusive && this._offset === end));
  }

  private _answer(found: Found | undefined, isThere = true): boolean {
    if (isThere) this._found = found;
    return isThere;
  }

  /** The end of a line, of which a backslash before it makes one with the next. */
  private _endOfLine(from: number): number {
    for (let at = from; ; at++) {
      at = this._text.indexOf('\n', at);
      if (at < 0) return this._text.length;
      if (this._text.charAt(at - 1) !== '\\') return at;
    }
  }

  private _directive(keyword: string): boolean {
    const include = this._matched(INCLUDE);
    if (include !== undefined) {
      const end = this._at + include[0].length;
      const start = end - (include[2] ?? '').length;
      if (this._inFileName(start, end, include[1] === '<' ? 'angle' : 'quote')) return true;
    }
    const end = this._endOfLine(this._at);
    if (this._offset > end) return this._leave(end, false);
    const keywordEnd = this._at + (this._matched(DIRECTIVE)?.[0].length ?? 0);
    if (this._offset <= keywordEnd) return this._answer(this._placeOf(this._at, keywordEnd, 'statement'));
    if (!/^(?:undef|ifn?def|if|elifn?def|elif)$/.test(keyword)) return this._answer(undefined);
    return this._answer(this._placeOf(this._startOfWord(), this._endOfIdentifier(), 'condition'));
  }

  private _inFileName(start: number, end: number, style: Found['style']): boolean {
    if (this._offset < start || this._offset > end) return false;
    return this._answer({ ...this._placeOf(start, end, 'include'), style });
  }

  /** Where the identifier begins that ends at the place, or goes on there. */
  private _startOfWord(): number {
    let start = this._offset;
    while (/\w/.test(this._text.charAt(start - 1))) start--;
    return start;
  }

  private _endOfIdentifier(): number {
    let end = this._offset;
    while (/\w/.test(this._text.charAt(end))) end++;
    return end;
  }

  private _string(): boolean {
    const start = this._at + 1;
    const whole = endOfString(this._text, this._at);
    const lineEnd = newlineWithin(this._text, start, whole);
    const isClosed = this._text.charAt(whole - 1) === '"' && whole > start && lineEnd < 0;
    const end = isClosed ? whole - 1 : lineEnd < 0 ? whole : lineEnd;
    if (this._offset <= end && this._depth === 0 && this._phase !== 'cells' && this._property !== undefined)
      return this._answer(this._placeOf(start, isClosed ? end : this._offset, 'string'));
    this._at = isClosed ? whole : end;
    if (this._offset <= end) return this._answer(undefined);
    if (this._depth === 0 && this._phase === 'value') this._phase = 'after-value';
    return false;
  }

  /** One token inside of parentheses. */
  private _inExpression(): boolean {
    const text = this._text;
    const code = text.charCodeAt(this._at);
    const isWord = /[\w&]/.test(text.charAt(this._at));
    let end = this._at + 1;
    while (isWord && /\w/.test(text.charAt(end))) end++;
    if (isWord && this._offset <= end) return this._answer(this._placeOf(this._at, end, 'expression'));
    // What ends a statement ends an expression whose parenthesis is missing.
    if (code === 59 || code === 123 || code === 125) {
      this._depth = 0;
      this._punctuation(text.charAt(this._at), this._at);
    }
    this._at = end;
    return false;
  }

  /** A name, a number, a reference of `length` characters. */
  private _word(length: number): boolean {
    const start = this._at;
    const end = start + length;
    const after = this._text.slice(end).match(/^\s*/)?.[0].length ?? 0;
    const next = this._text.charAt(end + after);
    if (this._offset > end && this._phase !== 'cells' && next === '(' && after === 0) {
      // A macro's name; what it is given is read as an expression.
      this._expressionStart = start;
      this._at = end;
      return false;
    }
    // A name that stands where a value is missing, or after what needs a semicolon, begins another statement.
    const isNext =
      this._phase === 'after-value' ||
      this._phase === 'named' ||
      (this._phase === 'value' && this._isOfNextStatement(start, next));
    if (isNext) this._begin();
    if (this._offset <= end) return this._answer(this._placeOf(start, end));
    this._at = end;
    const text = this._text.slice(start, end);
    if (this._phase === 'cells') {
      if (next === '(' && after === 0) this._expressionStart = start;
      else this._cells.push({ text, start });
    } else if (this._phase === 'start') {
      if (next === ':' && after === 0) this._at++;
      else {
        this._phase = 'named';
        this._property = text;
      }
    } else if (this._phase === 'value') this._phase = 'after-value';
    return false;
  }

  /** Whether a word after `=` or `,` stands on a later line and is followed by what follows a name. */
  private _isOfNextStatement(start: number, next: string): boolean {
    return /^[={:]$/.test(next) && this._isFirstOfLine(start);
  }

  private _punctuation(character: string, at: number): void {
    if (character === '(') {
      if (this._depth++ === 0 && !/[\w]/.test(this._text.charAt(at - 1))) this._expressionStart = at;
    } else if (character === ')') {
      if (this._depth > 0 && --this._depth === 0) this._endExpression(at + 1);
    } else if (character === ';' || character === '{' || character === '}') this._begin();
    else if (character === '=' && this._phase === 'named') this._phase = 'value';
    else if (character === ',' && this._phase === 'after-value') {
      this._phase = 'value';
      this._index++;
    } else if (character === '<' && this._phase === 'value') {
      this._phase = 'cells';
      this._cellsOfOtherLists = this._cells.length;
    } else if (character === '[' && this._phase === 'value') this._phase = 'bytes';
    else if ((character === '>' && this._phase === 'cells') || (character === ']' && this._phase === 'bytes'))
      this._phase = 'after-value';
  }

  /** The outermost parenthesis was closed. */
  private _endExpression(end: number): void {
    const start = this._expressionStart;
    if (this._phase === 'cells') this._cells.push({ text: this._text.slice(start, end), start });
    else if (this._phase === 'value') this._phase = 'after-value';
  }

  /** Another statement begins. */
  private _begin(): void {
    this._phase = 'start';
    this._property = undefined;
    this._index = 0;
    this._cells = [];
    this._cellsOfOtherLists = 0;
    this._depth = 0;
  }

  private _placeOf(start: number, end: number): Found | undefined;
  private _placeOf(start: number, end: number, kind: TypingKind): Found;
  private _placeOf(start: number, end: number, asked?: TypingKind): Found | undefined {
    const kind = asked ?? (this._depth > 0 ? 'expression' : this._kindHere(start));
    if (kind === undefined) return undefined;
    return {
      kind,
      // Before a word another may be typed; between quotes there is one text.
      word: { file: this._file, start, end: start === this._offset && !isQuoted(kind) ? this._offset : end },
      property: kind === 'statement' ? undefined : this._property,
      index: this._index,
      cells: this._cells,
      cellsOfOtherLists: this._cellsOfOtherLists,
      style: 'quote',
    };
  }

  private _kindHere(start: number): TypingKind | undefined {
    switch (this._phase) {
      case 'start':
        return 'statement';
      case 'deleted-node':
      case 'deleted-property':
      case 'value':
        return this._phase;
      case 'cells':
        return 'cell';
      case 'bytes':
        return undefined;
      default:
        // On a line of its own the next statement is begun, whether or not the one before has its semicolon.
        return this._isFirstOfLine(start) ? 'statement' : undefined;
    }
  }
}
