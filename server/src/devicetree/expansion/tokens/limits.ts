/** How far one expansion goes before it stops with a finding; no board of any kernel tree comes near. */
export const Limits = {
  /** gcc's `-fmax-include-depth`, and dtc's limit for `/include/` (srcpos.c `MAX_SRCFILE_DEPTH`). */
  includeDepth: 200,
  /** Files that are read in, counted each time. */
  includes: 20_000,
  /** Bytes of expanded text, all units together. */
  bytes: 64 << 20,
  /** Words, comments and directives of files that are read in again, counted each time; boards have some ten thousand. */
  eventsAgain: 1 << 19,
  /** Problems of one id, and of all; a file that is included again and again repeats its own. */
  problemsOfAKind: 2000,
  problems: 10_000,
  /** Bytes of one file. */
  fileBytes: 32 << 20,
  /** Tokens of one macro's body. */
  bodyTokens: 1 << 16,
  /** Tokens, and sixteenths of long ones, handled for one use of a macro in a file's text. */
  stepsPerUse: 1 << 21,
  /** The same for all macros of a board. */
  steps: 1 << 22,
  /** Files that are gone through in vain for recorded expansions before a board is expanded without them. */
  filesInVain: 20_000,
} as const;
