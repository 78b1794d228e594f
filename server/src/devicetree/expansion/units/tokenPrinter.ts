import { mustKeepApart } from '../tokens/spacing.ts';
import { heldPaddingYields, type Token, TokenFlag, TokenKind } from '../tokens/token.ts';
import type { UnitBuilder } from './unitBuilder.ts';

/** What begins no token that a number, a name or a string could grow together with. */
const APART = '>;,)]}({[<';

/**
 * Writes the tokens that macros make, with a blank where `gcc -E` would print one (c-family `scan_translation_unit`).
 * The file's own text is copied past it; what was there just before a macro is noted with `begin`.
 */
export class TokenPrinter {
  private readonly _builder: UnitBuilder;
  /** Whether the text ends in white space, or nothing is before it. */
  private _white = true;
  /** Whether nothing is on the line yet, not even white space. */
  private _lineStart = false;
  private _previous: Token | undefined;
  private _avoidPaste = false;
  private _held: Token | undefined;

  constructor(builder: UnitBuilder) {
    this._builder = builder;
  }

  /** Notes what the file's own text ended with: white space, or a token (as far as it matters), or the end of a line. */
  begin(white: boolean, previous: Token | undefined, lineStart = false): void {
    this._white = white;
    this._lineStart = lineStart;
    this._previous = previous;
    this._avoidPaste = false;
    this._held = undefined;
  }

  /** Notes that a line begins, with white space or without: the padding after a macro holds until the next token. */
  beginLine(): void {
    this._white = false;
    this._lineStart = true;
    this._previous = undefined;
    this._held = undefined;
  }

  print(token: Token): void {
    if (token.kind === TokenKind.padding) {
      this._avoidPaste = true;
      if (heldPaddingYields(this._held, token)) this._held = token;
      return;
    }
    this.space(token);
    this._builder.token(token);
    this.printed(token);
  }

  /** Writes the blank that belongs before a token, if any. */
  space(token: Token): void {
    let needed = (token.flags & TokenFlag.white) !== 0;
    if (this._avoidPaste) {
      const source = this._held?.paddingFor ?? token;
      needed =
        (source.flags & TokenFlag.white) !== 0 ||
        (this._previous !== undefined && mustKeepApart(this._previous, token));
    }
    if ((needed && !this._white) || (this._avoidPaste && this._wouldMark(token))) this._builder.blank();
  }

  /** Whether a line that begins with this token, after padding, might be read as a line marker by what reads the text. */
  private _wouldMark(token: Token): boolean {
    return this._lineStart && token.is('#');
  }

  /** Whether a token that begins with this byte might need a blank before it; true where more must be known. */
  mayGrow(code: number): boolean {
    if (!APART.includes(String.fromCharCode(code))) return true;
    if (((this._held?.paddingFor?.flags ?? 0) & TokenFlag.white) !== 0) return true;
    return this._previous?.kind === TokenKind.operator && this._previous.text !== ')';
  }

  /** As `space`, for the first token of a macro whose name stands where the file's own text ended. */
  spaceForPlain(first: Token): void {
    const grows = !this._white && this._previous !== undefined && mustKeepApart(this._previous, first);
    if (grows || this._wouldMark(first)) this._builder.blank();
  }

  /** Notes that a token was written. */
  printed(token: Token): void {
    this._white = false;
    this._lineStart = false;
    this._previous = token;
    this._avoidPaste = false;
    this._held = undefined;
  }

  /** The state after a macro's last token, whatever follows. */
  padded(): void {
    this._avoidPaste = true;
  }
}
