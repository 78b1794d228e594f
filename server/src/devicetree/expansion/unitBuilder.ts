import type { Problem } from '../../text/problem.ts';
import type { CleanText } from './cleanText.ts';
import type { UnitInclude } from './expandedUnit.ts';
import type { Macro } from './macro.ts';
import type { MacroUse } from './macroUse.ts';
import type { Pieces, UnitParts } from './preprocessedUnit.ts';
import type { Token } from './token.ts';

/** Puts a unit's text together from stretches of its file and of macros. */
export class UnitBuilder {
  readonly clean: CleanText;
  readonly #parts: string[] = [];
  #length = 0;
  readonly #at: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #parameters: number[] = [];
  readonly #uses: (MacroUse | undefined)[] = [];
  readonly #sources: (CleanText | undefined)[] = [];
  readonly includes: UnitInclude[] = [];
  readonly problems: Problem[] = [];
  readonly #problemIncludes: number[] = [];
  readonly definitions: Macro[] = [];

  constructor(clean: CleanText) {
    this.clean = clean;
  }

  /** How long the text is by now. */
  get length(): number {
    return this.#length;
  }

  /** Appends `[start, end)` of the file's own clean text. */
  copy(start: number, end: number): void {
    if (end <= start) return;
    this.#piece(start, end, -1, undefined, undefined);
    this.#append(this.clean.text.slice(start, end));
  }

  /** Appends one blank, which belongs to what is before it. */
  blank(): void {
    if (this.#at.length === 0) this.#piece(0, 0, -1, undefined, undefined);
    this.#append(' ');
  }

  /** Appends a token that came out of a macro. */
  token(token: Token): void {
    const source = token.use === undefined ? undefined : token.source;
    this.#piece(token.start, token.end, token.argument, token.use, source);
    this.#append(token.text);
  }

  /** Appends the whole text of a macro that has nothing to expand. */
  plain(use: MacroUse, text: string): void {
    const { macro } = use;
    this.#piece(macro.bodyStart, macro.bodyEnd, -1, use, macro.source);
    this.#append(text);
  }

  problem(problem: Problem): void {
    this.problems.push(problem);
    this.#problemIncludes.push(this.includes.length);
  }

  #piece(
    start: number,
    end: number,
    parameter: number,
    use: MacroUse | undefined,
    source: CleanText | undefined,
  ): void {
    this.#at.push(this.#length);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#parameters.push(parameter);
    this.#uses.push(use);
    this.#sources.push(source);
  }

  #append(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }

  finish(): UnitParts {
    const text = this.#parts.join('');
    const pieces: Pieces = {
      at: new Int32Array(this.#at),
      starts: new Int32Array(this.#starts),
      ends: new Int32Array(this.#ends),
      parameters: new Int32Array(this.#parameters),
      uses: this.#uses,
      sources: this.#sources,
    };
    return {
      clean: this.clean,
      text,
      pieces,
      includes: this.includes,
      problems: this.problems,
      problemIncludes: this.#problemIncludes,
      definitions: this.definitions,
    };
  }
}
