import type { Span } from './sourceFile.ts';

/** One use of a macro: what was written, where its body stands, and the use inside which it happened, if any. */
export interface MacroExpansion {
  readonly macro: string;
  /** The `#define` that made it; absent for what is predefined or came from the command line. */
  readonly definition: Span | undefined;
  /** Where its name (and arguments) are written; for a use that stands in another macro's body, that place. */
  readonly invocation: Span;
  /** The use whose body or argument brought this one in; absent for one written in a file's own text. */
  readonly parent: MacroExpansion | undefined;
}

/** Where a character of expanded text comes from. */
export interface Origin {
  /** Where it is spelt: in a file's own text, in a macro's argument, or in a macro's body. */
  readonly spelling: Span;
  /** The macro use that put it there; absent where the file's own text was copied. */
  readonly expansion: MacroExpansion | undefined;
  /** The parameter whose argument it came from, counted from 0; absent for text of a macro's body. */
  readonly argument: number | undefined;
}

/** The outermost macro use of an origin, where a person sees it in a file's own text; else the spelling itself. */
export function placeInText(origin: Origin): Span {
  let expansion = origin.expansion;
  if (expansion === undefined) return origin.spelling;
  while (expansion.parent !== undefined) expansion = expansion.parent;
  return expansion.invocation;
}
