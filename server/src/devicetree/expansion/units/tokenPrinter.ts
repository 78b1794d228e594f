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
  readonly #builder: UnitBuilder;
  /** Whether the text ends in white space, or nothing is before it. */
  #white = true;
  /** Whether nothing is on the line yet, not even white space. */
  #lineStart = false;
  #previous: Token | undefined;
  #avoidPaste = false;
  #held: Token | undefined;

  constructor(builder: UnitBuilder) {
    this.#builder = builder;
  }

  /** Notes what the file's own text ended with: white space, or a token (as far as it matters), or the end of a line. */
  begin(white: boolean, previous: Token | undefined, lineStart = false): void {
    this.#white = white;
    this.#lineStart = lineStart;
    this.#previous = previous;
    this.#avoidPaste = false;
    this.#held = undefined;
  }

  print(token: Token): void {
    if (token.kind === TokenKind.padding) {
      this.#avoidPaste = true;
      if (heldPaddingYields(this.#held, token)) this.#held = token;
      return;
    }
    this.space(token);
    this.#builder.token(token);
    this.printed(token);
  }

  /** Writes the blank that belongs before a token, if any. */
  space(token: Token): void {
    let needed = (token.flags & TokenFlag.white) !== 0;
    if (this.#avoidPaste) {
      const source = this.#held?.paddingFor ?? token;
      needed =
        (source.flags & TokenFlag.white) !== 0 ||
        (this.#previous !== undefined && mustKeepApart(this.#previous, token));
    }
    if ((needed && !this.#white) || this.#wouldMark(token)) this.#builder.blank();
  }

  /** Whether a line that begins with this token might be read as a line marker by what reads the text, as dtc does. */
  #wouldMark(token: Token): boolean {
    return this.#lineStart && token.is('#');
  }

  /** Whether a token that begins with this byte might need a blank before it; true where more must be known. */
  mayGrow(code: number): boolean {
    if (!APART.includes(String.fromCharCode(code))) return true;
    if (((this.#held?.paddingFor?.flags ?? 0) & TokenFlag.white) !== 0) return true;
    return this.#previous?.kind === TokenKind.operator && this.#previous.text !== ')';
  }

  /** As `space`, for the first token of a macro whose name stands where the file's own text ended. */
  spaceForPlain(first: Token): void {
    const grows = !this.#white && this.#previous !== undefined && mustKeepApart(this.#previous, first);
    if (grows || this.#wouldMark(first)) this.#builder.blank();
  }

  /** Notes that a token was written. */
  printed(token: Token): void {
    this.#white = false;
    this.#lineStart = false;
    this.#previous = token;
    this.#avoidPaste = false;
    this.#held = undefined;
  }

  /** The state after a macro's last token, whatever follows. */
  padded(): void {
    this.#avoidPaste = true;
  }
}
