import { AMPERSAND, BACKSLASH, DOUBLE_QUOTE, HASH, NEWLINE, SINGLE_QUOTE, SLASH, STAR } from './cCharacters.ts';

/** Something in a text that dtc's lexer handles itself, so that no token of it is left. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  /** Absent where it is no include. */
  readonly include?: IncludeName | undefined;
}

/** What follows `/include/`. */
export interface IncludeName {
  /** The file's name as dtc reads it: on to the next quotation mark, be it lines below; `undefined` where none follows. */
  readonly name: string | undefined;
  /** Where the line ends on which the name is not closed; `undefined` where it is closed there. */
  readonly openLineEnd: number | undefined;
}

const INCLUDE = '/include/';

/** The lexemes of dtc-lexer.l that hold slashes which begin no comment: keywords, and references by path. */
export const SLASHED =
  /\/(?:dts-v1|plugin|memreserve|bits|delete-property|delete-node|omit-if-no-ref|incbin)\/|&\{[a-zA-Z0-9,._+*#?@/-]*\}/y;

/**
 * What dtc's lexer (dtc-lexer.l) finds between tokens: `/include/ "file"`, line markers such as `# 7 "file"`, and, where
 * it reads the file itself (`isOwnFile`), comments, and the NUL that its parser takes for the end. Strings and character
 * constants may go over line ends there. Of a comment that nothing closes, which to dtc is none, the opening is left.
 */
export class DtcText {
  private readonly _text: string;
  private readonly _isOwnFile: boolean;
  private readonly _lastLineFeed: number;
  private readonly _lastClose: number;
  private _at = 0;
  /** What was found at the last place. */
  private _cut: Cut | undefined;
  private _openQuote = -1;

  constructor(text: string, isOwnFile: boolean) {
    this._text = text;
    this._isOwnFile = isOwnFile;
    this._lastLineFeed = text.lastIndexOf('\n');
    this._lastClose = text.lastIndexOf('*/');
  }

  /** The offset of a quote that nothing closes before the text's end: to dtc it begins no string. -1 for none so far. */
  get openQuote(): number {
    return this._openQuote;
  }

  /** The next cut; `undefined` after the last one. */
  next(): Cut | undefined {
    const text = this._text;
    this._cut = undefined;
    let at = this._at;
    while (at < text.length && this._cut === undefined) {
      const code = text.charCodeAt(at);
      if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) at = this._quoted(at);
      else if (code === SLASH) at = this._slash(at);
      else if (code === AMPERSAND && this._isOwnFile) at = slashedEnd(text, at) ?? at + 1;
      else if (code === HASH && this._isLineStart(at)) at = this._marker(at);
      else if (code === 0 && this._isOwnFile) at = this._leaveOut(at, text.length);
      else at++;
    }
    this._at = at;
    return this._cut;
  }

  /** Goes on at an offset, before or after the end of the last cut. */
  goOnAt(offset: number): void {
    this._at = offset;
  }

  private _isLineStart(at: number): boolean {
    return at === 0 || this._text.charCodeAt(at - 1) === NEWLINE;
  }

  /** Leaves a stretch out where dtc reads the file itself; answers its end. */
  private _leaveOut(start: number, end: number): number {
    if (this._isOwnFile && end > start) this._cut = { start, end };
    return end;
  }

  private _quoted(at: number): number {
    const end = quotedEnd(this._text, at);
    if (end >= 0) return end;
    this._openQuote = at;
    return this._text.length;
  }

  /** A comment, an include, another keyword, or a slash. */
  private _slash(at: number): number {
    const text = this._text;
    const following = text.charCodeAt(at + 1);
    // Without a line feed at its end it is no comment to dtc.
    if (following === SLASH && at < this._lastLineFeed) return this._leaveOut(at, text.indexOf('\n', at));
    if (following === STAR && at + 2 <= this._lastClose) return this._leaveOut(at, text.indexOf('*/', at + 2) + 2);
    if (following === STAR) return this._leaveOut(at + 2, text.length);
    if (!text.startsWith(INCLUDE, at)) return slashedEnd(text, at) ?? at + 1;
    const include = includeAt(text, at);
    if (include === undefined) return at + INCLUDE.length;
    this._cut = include;
    return include.end;
  }

  private _marker(at: number): number {
    const end = lineMarkerEnd(this._text, at);
    if (end <= at) return at + 1;
    this._cut = { start: at, end };
    return end;
  }
}

/** The end of a string or character constant; -1 where nothing closes it. */
function quotedEnd(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === BACKSLASH) at++;
  }
  return -1;
}

/** The end of a keyword or a reference by path at a place. */
function slashedEnd(text: string, at: number): number | undefined {
  SLASHED.lastIndex = at;
  return SLASHED.test(text) ? SLASHED.lastIndex : undefined;
}

/**
 * The include at a place, if a name in quotes follows; between them only white space may stand. Where nothing closes the
 * name, which to dtc is a quotation mark that cannot stand there, the include ends with its line.
 */
function includeAt(text: string, start: number): Cut | undefined {
  let at = start + INCLUDE.length;
  while (isSpace(text.charCodeAt(at))) at++;
  if (text.charAt(at) !== '"') return undefined;
  const close = quotedEnd(text, at);
  const lineFeed = text.indexOf('\n', at);
  const lineEnd = lineFeed < 0 ? text.length : lineFeed;
  const end = close < 0 ? lineEnd : close;
  const name = close < 0 ? undefined : text.slice(at + 1, close - 1);
  return { start, end, include: { name, openLineEnd: close < 0 || lineEnd < close ? lineEnd : undefined } };
}

/** C's `isspace`. */
function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

const LINE_MARKER = /#(?:line)?[ \t]+[0-9]+[ \t]+"[^\\"\n]*(?:\\.[^\\"\n]*)*"(?:[ \t]+[0-9]+)*/y;

const ESCAPED_NUL = /\\(?:0{1,3}(?![0-7])|x0{1,2}(?![0-9a-fA-F]))/;

/** The end of the line marker at a `#`; -1 if there is none. */
function lineMarkerEnd(text: string, at: number): number {
  LINE_MARKER.lastIndex = at;
  if (!LINE_MARKER.test(text)) return -1;
  const end = LINE_MARKER.lastIndex;
  // dtc refuses names with a NUL in them: such a marker is left for it to be seen.
  return ESCAPED_NUL.test(text.slice(at, end)) ? -1 : end;
}

/** Whether an expanded text may have an include of dtc's own: the word stands in it, be it in a string. */
export function mayIncludeAsDtc(text: string): boolean {
  return text.includes('/include/');
}
