import { endOfPiece } from './braces.ts';
import { skipSpace } from './dtsCharacters.ts';

/** The heading of a node and what closes it; any will do. */
export const OPENING = 'a{';
export const CLOSING = '};';

/** A text with less before the place that is looked at. */
export interface ShortenedText {
  readonly text: string;
  /** How far what is left of the text is from its place in the whole one. */
  readonly shift: number;
}

/**
 * A text without what stands well before an offset, up to which the parser finds nothing wrong: from the last place but one
 * at which the grammar takes the same whatever statements, values, cells or bytes stand before it, in as many nodes as
 * there. What follows fails where it does in the whole text, and what could stand there instead, which depends on the
 * element before, is the same.
 */
export function withoutGoodBeginning(text: string, offset: number): ShortenedText {
  const { start, depth, opening } = new BeginningScan(text, offset).run();
  const before = OPENING.repeat(depth) + opening;
  if (before.length >= start) return { text, shift: 0 };
  return { text: before + text.slice(start), shift: start - before.length };
}

/** The beginning of a text, up to a place between statements, in which the parser finds nothing wrong. */
export interface GoodHead {
  /** Its characters. */
  readonly length: number;
  readonly own: string;
  /** The same with what closes the nodes that go on after it. */
  readonly closed: string;
  /** As long as its own, and blank but for the headings of those nodes. */
  readonly blank: string;
}

/**
 * Characters between a head and an error. How the parser goes on after an error depends on how many nodes it has seen
 * before: from some two thousand on it is the same however many they are.
 */
const BEFORE_ERROR = 1 << 13;

/**
 * Labels before a brace with the root or a reference, outside of all nodes, and with a name inside of one: what else may stand
 * there dtc refuses, or the parser may read in two ways.
 */
const OUTER_HEADING = /^(?:[a-zA-Z_]\w*:\s*|\/omit-if-no-ref\/\s*)*(?:\/|&\w+|&\{[\w,.+*#?@/-]*\})\s*\{$/;
const INNER_HEADING = /^(?:[a-zA-Z_]\w*:\s*|\/omit-if-no-ref\/\s*)*\\?[\w,.+*#?@-]+\s*\{$/;

/**
 * The beginning of a text up to a place between statements well before an offset up to which the parser finds nothing wrong.
 * What follows is, after the blank one, what it is in the whole text. `undefined` where there is no such beginning.
 */
export function goodHead(text: string, offset: number): GoodHead | undefined {
  const scan = new BeginningScan(text, offset);
  scan.run();
  const { start, depth, node } = scan.betweenStatements;
  if (start === 0) return undefined;
  const headings: string[] = [];
  let end = start;
  for (let at = node; at !== undefined; at = at.outer) {
    const heading = text.slice(skipSpace(text, at.start, at.bodyStart), at.bodyStart);
    if (!(at.outer === undefined ? OUTER_HEADING : INNER_HEADING).test(heading)) return undefined;
    headings.push(blankLine(end - at.bodyStart), heading);
    end = at.bodyStart - heading.length;
  }
  const own = text.slice(0, start);
  return {
    length: start,
    own,
    closed: own + CLOSING.repeat(depth),
    blank: blankLine(end) + headings.reverse().join(''),
  };
}

/** A text that begins with a head with that blank; any other as it is. */
export function withBlankHead(text: string, head: GoodHead | undefined): string {
  return head !== undefined && text.startsWith(head.own) ? head.blank + text.slice(head.length) : text;
}

/** So many characters of white space, after which a line begins. */
const blankLine = (length: number): string => (length === 0 ? '' : `${' '.repeat(length - 1)}\n`);

/** The heading of a node that is open, with what stands before it in its statement. */
interface OpenNode {
  readonly start: number;
  readonly bodyStart: number;
  readonly outer: OpenNode | undefined;
}

/** A place between statements, values, cells or bytes, and what it takes to go on there. */
interface Place {
  readonly start: number;
  readonly depth: number;
  readonly opening: string;
  /** The node around it. */
  readonly node: OpenNode | undefined;
}

const BEGINNING: Place = { start: 0, depth: 0, opening: '', node: undefined };

/** A line that the preprocessor leaves in the text, as it does `#pragma`: it may hold anything. */
const DIRECTIVE =
  /#[ \t]*(?:include(?:_next)?|define|undef|if|ifn?def|elif(?:n?def)?|else|endif|error|warning|pragma|line|ident|sccs|assert|unassert|\d+)(?![\w.,+*#?@-])/y;
/** A name, a number or a reference, without the commas that it may have. */
const WORD = /&?[\w.+*#?@-]+/y;
/** The literal of a character that escapes nothing: any other may go on to a later quote. */
const CHARACTER = /'[^'\\]'/y;
/** What may be a keyword with a comment after it, or a division. */
const SLASHED_COMMENT = /\/[a-z][a-z0-9-]*\/[/*]/y;

const matches = (pattern: RegExp, text: string, at: number): boolean => {
  pattern.lastIndex = at;
  return pattern.test(text);
};

/** Goes through the good beginning of a text, as far as it is plain what the parser's tokens are. */
class BeginningScan {
  private readonly _text: string;
  private readonly _end: number;
  /** The last place, and the one before. */
  private _place: Place = BEGINNING;
  private _earlier: Place = BEGINNING;
  /** The same of places between statements that stand well before the end. */
  private _statement: Place = BEGINNING;
  private _earlierStatement: Place = BEGINNING;
  private _node: OpenNode | undefined;
  /** Where the last statement may begin. */
  private _statementStart = 0;
  private _depth = 0;
  /** The list that is open, how many parentheses are, and whether a property's values have begun. */
  private _list = '';
  private _parentheses = 0;
  private _hasValues = false;
  /** Whether the last token ends a value, if it stands among values. */
  private _isValue = false;

  constructor(text: string, end: number) {
    this._text = text;
    this._end = end;
  }

  run(): Place {
    let at = 0;
    while (at >= 0 && at < this._end) {
      const next = skipSpace(this._text, at, this._end);
      if (next > at && this._list !== '' && this._parentheses === 0) this._note(next, `x=${this._list}`);
      else if (next > at && this._place.start === at) this._place = { ...this._place, start: next };
      at = next < this._end ? this._pass(next) : next;
    }
    return this._earlier;
  }

  /** The last place but one between statements well before the end. */
  get betweenStatements(): Place {
    return this._earlierStatement;
  }

  private _note(start: number, opening: string): void {
    this._earlier = this._place;
    this._place = { start, depth: this._depth, opening, node: this._node };
  }

  /** The offset after the token at an offset; -1 where only the parser knows it, or the token opens or closes too much. */
  private _pass(at: number): number {
    const text = this._text;
    const isValue = this._isValue;
    this._isValue = false;
    switch (text.charAt(at)) {
      case '{':
        this._depth++;
        this._node = { start: this._statementStart, bodyStart: at + 1, outer: this._node };
        return this._beginStatement(at + 1);
      case '}':
        this._node = this._node?.outer;
        this._statementStart = at + 1;
        return --this._depth < 0 ? -1 : at + 1;
      case ';':
        return this._beginStatement(at + 1);
      case '=':
        if (this._list === '' && this._parentheses === 0) {
          this._hasValues = true;
          this._note(at + 1, 'x=');
        }
        return at + 1;
      case ',':
        // Any other may stand in a name.
        if (isValue && this._hasValues && this._list === '' && this._parentheses === 0) this._note(at + 1, 'x=');
        return at + 1;
      case '"':
        this._isValue = true;
        return endOfPlainString(text, at);
      case "'":
        return matches(CHARACTER, text, at) ? CHARACTER.lastIndex : -1;
      case '(':
        this._parentheses++;
        return at + 1;
      case ')':
        this._isValue = true;
        return --this._parentheses < 0 ? -1 : at + 1;
      case '<':
      case '[':
        if (this._parentheses === 0) this._list = text.charAt(at);
        return at + 1;
      case '>':
      case ']':
        if (this._parentheses === 0) this._list = '';
        this._isValue = true;
        return at + 1;
      case '/':
        return matches(SLASHED_COMMENT, text, at) ? -1 : at + 1;
      case '&':
        this._isValue = true;
        return text.charAt(at + 1) === '{' ? endOfPiece(text, at) : this._passWord(at);
      default:
        return this._passWord(at);
    }
  }

  /** The offset after a word or any other character. Among cells a word ends before a `#`, and a directive may begin there. */
  private _passWord(at: number): number {
    const end = matches(WORD, this._text, at) ? WORD.lastIndex : at + 1;
    for (let hash = at; hash < end; hash++) {
      if (this._text.charAt(hash) === '#' && matches(DIRECTIVE, this._text, hash)) return -1;
    }
    return end;
  }

  private _beginStatement(at: number): number {
    this._list = '';
    this._parentheses = 0;
    this._hasValues = false;
    this._note(at, '');
    if (at + BEFORE_ERROR <= this._end) {
      this._earlierStatement = this._statement;
      this._statement = this._place;
    }
    this._statementStart = at;
    return at;
  }
}

/** The offset after the string that begins at an offset, -1 where it is not closed on its line or goes on in the next. */
function endOfPlainString(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) {
    const character = text.charAt(end);
    if (character === '"') return end + 1;
    if (character === '\\') end++;
    if (/[\r\n]/.test(text.charAt(end))) return -1;
  }
  return -1;
}
