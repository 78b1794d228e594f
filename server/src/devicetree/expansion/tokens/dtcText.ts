import { AMPERSAND, BACKSLASH, DOUBLE_QUOTE, HASH, NEWLINE, SINGLE_QUOTE, SLASH, STAR } from './cCharacters.ts';

/** Something in a text that dtc's lexer handles itself, so that no token of it is left. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  /** The file's name, for an include. */
  readonly include: string | undefined;
}

/** What dtc's lexer finds in a text. */
export interface DtcText {
  readonly cuts: readonly Cut[];
  /** The offset of a quote that nothing closes before the text's end: to dtc it begins no string. -1 for none. */
  readonly openQuote: number;
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
export function readDtcText(text: string, isOwnFile: boolean): DtcText {
  return new DtcScan(text, isOwnFile).run();
}

class DtcScan {
  private readonly _text: string;
  private readonly _isOwnFile: boolean;
  private readonly _lastLineFeed: number;
  private readonly _lastClose: number;
  private readonly _cuts: Cut[] = [];
  private _openQuote = -1;

  constructor(text: string, isOwnFile: boolean) {
    this._text = text;
    this._isOwnFile = isOwnFile;
    this._lastLineFeed = text.lastIndexOf('\n');
    this._lastClose = text.lastIndexOf('*/');
  }

  run(): DtcText {
    const text = this._text;
    let isLineStart = true;
    for (let at = 0; at < text.length; ) {
      const code = text.charCodeAt(at);
      const start = at;
      if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) at = this._quoted(start);
      else if (code === SLASH) at = this._slash(start);
      else if (code === AMPERSAND && this._isOwnFile) at = slashedEnd(text, start) ?? start + 1;
      else if (code === HASH && isLineStart) at = this._marker(start);
      else if (code === 0 && this._isOwnFile) at = this._leaveOut(start, text.length);
      else at++;
      isLineStart = code === NEWLINE;
    }
    return { cuts: this._cuts, openQuote: this._openQuote };
  }

  /** Leaves a stretch out where dtc reads the file itself; answers its end. */
  private _leaveOut(start: number, end: number): number {
    if (this._isOwnFile && end > start) this._cuts.push({ start, end, include: undefined });
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
    this._cuts.push(include);
    return include.end;
  }

  private _marker(at: number): number {
    const end = lineMarkerEnd(this._text, at);
    if (end <= at) return at + 1;
    this._cuts.push({ start: at, end, include: undefined });
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

/** The include at a place, if a name in quotes follows; between them only white space may stand. */
function includeAt(text: string, start: number): Cut | undefined {
  let at = start + INCLUDE.length;
  while (isSpace(text.charCodeAt(at))) at++;
  if (text.charAt(at) !== '"') return undefined;
  const end = quotedEnd(text, at);
  return end < 0 ? undefined : { start, end, include: text.slice(at + 1, end - 1) };
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
