import { hashWith } from '../../../text/hashIndex.ts';
import { endOfSpace, isNameCharacter } from '../dtsCharacters.ts';
import type { PropertyStatement } from '../items.ts';
import { endOfString } from '../literals.ts';
import type { KeywordForms, KeywordKind } from './keywordForms.ts';
import type { KnownStatements } from './knownStatements.ts';
import type { NodeForms } from './nodeForms.ts';
import type { StatementForms } from './statementForms.ts';

const LINE_FEED = 10;
const QUOTE = 34;
const AMPERSAND = 38;
const APOSTROPHE = 39;
const ASTERISK = 42;
const SLASH = 47;
const SEMICOLON = 59;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** What was left out; `none` where a node's heading proved to be needed. */
type Omission = KeywordKind | 'property' | 'node' | 'none';

/** What the parser has accepted so far. */
export interface AcceptedForms {
  readonly properties: StatementForms;
  readonly nodes: NodeForms;
  readonly keywords: KeywordForms;
}

/** Statements that were left out, in the order of the text. */
export interface OmittedStatements {
  readonly kinds: readonly Omission[];
  /** The offsets of the first labels, names or keywords, and those of the semicolons. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** What the property says, where its very text has been read before. */
  readonly known: readonly (PropertyStatement | undefined)[];
}

/** A node whose closing brace is yet to come. */
interface OpenNode {
  /** Its heading's stretch, and which of the omitted statements it is; a heading that was copied has none. */
  readonly start: number;
  readonly bodyStart: number;
  readonly index: number;
}

const COPIED: OpenNode = { start: 0, bodyStart: 0, index: -1 };

/**
 * A text made short for the parser, which takes as long as there are characters and tokens: without the white space that
 * begins lines, without the statements whose text, or form, the parser has accepted before, and without the nodes in
 * which nothing else is. The grammar takes any number of such statements and nodes wherever a statement ends or a body
 * begins, directives outside of all nodes alone, so that the whole text is free of errors exactly if what is left of it is.
 */
export class AbridgedText {
  readonly text: string;
  readonly omitted: OmittedStatements;
  private readonly _whole: string;
  private readonly _parts: string[] = [];
  private _length = 0;
  /** The whole text is dealt with up to here: copied, or left out. */
  private _dealtWith = 0;
  /** Where the stretches that were copied begin, in this text and in the whole one. */
  private readonly _starts: number[] = [];
  private readonly _wholeStarts: number[] = [];
  private readonly _omissions: Omission[] = [];
  private readonly _omittedStarts: number[] = [];
  private readonly _omittedEnds: number[] = [];
  private readonly _statements: (PropertyStatement | undefined)[] = [];
  /** The nodes around what is looked at, and how many of their headings were copied: those are the outermost ones. */
  private readonly _open: OpenNode[] = [];
  private _copiedHeadings = 0;

  constructor(whole: string, known: KnownStatements, { properties, nodes, keywords }: AcceptedForms) {
    this._whole = whole;
    const scan = { hash: 0 };
    let at = 0;
    while (at < whole.length) {
      // Here a statement may begin, or a brace close.
      const start = endOfSpace(whole, at, whole.length);
      const code = whole.charCodeAt(start);
      const isName = isNameCharacter(code);
      const end = isName ? endOfStatement(whole, start, scan) : -1;
      if (end >= 0) {
        const statement = known.find(whole, start, end, scan.hash);
        if (statement !== undefined || properties.isAccepted(whole, start, end)) {
          this._copyTo(at);
          this._omit('property', start, end, statement);
          this._dealtWith = end + 1;
        } else {
          this._leaveOut(at, start);
        }
        at = end + 1;
        continue;
      }
      const brace = isName || code === AMPERSAND || code === SLASH ? nodes.acceptedBrace(whole, start) : -1;
      if (brace >= 0) {
        this._copyTo(at);
        this._open.push({ start, bodyStart: brace + 1, index: this._omit('node', start, start, undefined) });
        this._dealtWith = brace + 1;
        at = brace + 1;
        continue;
      }
      const semicolon = code === SLASH ? keywords.acceptedEnd(whole, start, this._open.length > 0) : -1;
      if (semicolon >= 0) {
        this._copyTo(at);
        this._omit(keywords.kind, start, semicolon, undefined);
        this._dealtWith = semicolon + 1;
        at = semicolon + 1;
        continue;
      }
      const close = code === CLOSING_BRACE ? this._closeOmitted(at, start) : -1;
      if (close >= 0) {
        at = close;
        continue;
      }
      this._leaveOut(at, start);
      at = this._pass(start);
    }
    this._copyTo(whole.length);
    this._copyHeadings();
    this.text = this._parts.join('');
    this.omitted = {
      kinds: this._omissions,
      starts: this._omittedStarts,
      ends: this._omittedEnds,
      known: this._statements,
    };
  }

  /** Notes a statement that is left out; its index. */
  private _omit(kind: Omission, start: number, end: number, statement: PropertyStatement | undefined): number {
    this._omissions.push(kind);
    this._omittedStarts.push(start);
    this._omittedEnds.push(end);
    return this._statements.push(statement) - 1;
  }

  /** Leaves out white space. */
  private _leaveOut(start: number, end: number): void {
    if (end === start) return;
    this._copyTo(start);
    this._dealtWith = end;
  }

  /** Copies what is not dealt with yet up to an offset. */
  private _copyTo(end: number): void {
    if (end <= this._dealtWith) return;
    this._copyHeadings();
    this._copy(this._dealtWith, end);
    this._dealtWith = end;
  }

  /** Copies the headings of the nodes around something that is copied. */
  private _copyHeadings(): void {
    for (; this._copiedHeadings < this._open.length; this._copiedHeadings++) {
      const { start, bodyStart, index } = this._open[this._copiedHeadings] ?? COPIED;
      this._omissions[index] = 'none';
      this._copy(start, bodyStart);
    }
  }

  private _copy(start: number, end: number): void {
    this._starts.push(this._length);
    this._wholeStarts.push(start);
    this._parts.push(this._whole.slice(start, end));
    this._length += end - start;
  }

  /** Leaves out the end of a node of which nothing is copied; the offset after it, or -1 if it must stay. */
  private _closeOmitted(at: number, brace: number): number {
    const { length } = this._open;
    if (this._copiedHeadings === length || this._dealtWith < at) return -1;
    const semicolon = endOfSpace(this._whole, brace + 1, this._whole.length);
    if (this._whole.charCodeAt(semicolon) !== SEMICOLON) return -1;
    this._omittedEnds[this._open.pop()?.index ?? 0] = semicolon;
    this._dealtWith = semicolon + 1;
    return semicolon + 1;
  }

  /** Passes what is copied; the offset at which a statement may begin again, or the text's end. */
  private _pass(at: number): number {
    const whole = this._whole;
    while (at < whole.length) {
      switch (whole.charCodeAt(at)) {
        case QUOTE:
          at = endOfString(whole, at);
          break;
        case APOSTROPHE:
          // It may quote a quote; what little there is after it is left as it is.
          return whole.length;
        case SLASH:
          at = endOfComment(whole, at);
          break;
        case LINE_FEED: {
          const end = endOfSpace(whole, at + 1, whole.length);
          this._leaveOut(at + 1, end);
          at = end;
          break;
        }
        case OPENING_BRACE:
          at++;
          this._copyTo(at);
          this._open.push(COPIED);
          this._copiedHeadings++;
          if (whole.charCodeAt(at - 2) !== AMPERSAND) return at;
          break;
        case CLOSING_BRACE:
          at++;
          this._copyTo(at);
          if (this._open.pop() !== undefined) this._copiedHeadings--;
          break;
        case SEMICOLON:
          return at + 1;
        default:
          at++;
      }
    }
    return at;
  }

  /** The offset in the whole text of the character at an offset of this one. */
  wholeOffset(offset: number): number {
    const starts = this._starts;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return (this._wholeStarts[low] ?? 0) + offset - (starts[low] ?? 0);
  }
}

/** The offset after the comment that a slash begins, or after the slash if it begins none. */
function endOfComment(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next !== ASTERISK && next !== SLASH) return at + 1;
  const close = next === ASTERISK ? text.indexOf('*/', at + 2) + 2 : text.indexOf('\n', at + 2);
  return close < at + 2 ? text.length : close;
}

/**
 * The offset of the `;` that ends a statement, and the hash of the text before it; -1 if a brace comes first, or what
 * may hide a semicolon.
 */
function endOfStatement(text: string, start: number, scan: { hash: number }): number {
  let hash = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    switch (code) {
      case SEMICOLON:
        scan.hash = hash;
        return at;
      case QUOTE: {
        const end = endOfString(text, at);
        for (; at < end - 1; at++) hash = hashWith(hash, text.charCodeAt(at));
        hash = hashWith(hash, text.charCodeAt(at));
        break;
      }
      case OPENING_BRACE:
        if (text.charCodeAt(at - 1) !== AMPERSAND) return -1;
        while (at < text.length && text.charCodeAt(at) !== CLOSING_BRACE) hash = hashWith(hash, text.charCodeAt(at++));
        hash = hashWith(hash, CLOSING_BRACE);
        break;
      case CLOSING_BRACE:
      case APOSTROPHE:
        return -1;
      case SLASH: {
        const next = text.charCodeAt(at + 1);
        if (next === SLASH || next === ASTERISK) return -1;
        hash = hashWith(hash, code);
        break;
      }
      default:
        hash = hashWith(hash, code);
    }
  }
  return -1;
}
