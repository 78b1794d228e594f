/** How far one expansion goes before it stops with a finding; no board of any kernel tree comes near. */
export const EXPANSION_LIMITS = {
  /** gcc's `-fmax-include-depth`, and dtc's limit for `/include/` (srcpos.c `MAX_SRCFILE_DEPTH`). */
  includeDepth: 200,
  /** Files that are read in, counted each time. */
  includes: 20_000,
  /**
   * Files that are read in after an include that was nested too deeply: dtc stops there, gcc goes on, and where a file includes
   * itself twice, without an end.
   */
  includesPastDepth: 1000,
  /**
   * Paths at which includes of a board are looked for, each folder that is searched times each name: some hundred for
   * boards of Linux. Further includes are not looked for.
   */
  pathsLookedAt: 1 << 16,
  /** Bytes of expanded text, all units together. */
  bytes: 64 << 20,
  /**
   * Words, comments and directives of files that are read in again, counted each time, or sixteenths of their bytes where
   * those are more; boards have some ten thousand.
   */
  eventsAgain: 1 << 19,
  /** Problems of one id, and of all; a file that is included again and again repeats its own. */
  problemsOfAKind: 2000,
  problems: 10_000,
  /** Bytes of one file. */
  fileBytes: 32 << 20,
  /** Tokens of one macro's body. */
  bodyTokens: 1 << 16,
  /**
   * Tokens, and sixteenths of long ones, handled for one use of a macro in a file's text; those that come to stand there
   * count five times, with quarters of long ones, as they are read once more there: a megabyte in about a second.
   */
  stepsPerUse: 1 << 21,
  /**
   * The same for all macros of a board: one use that is too large leaves some for the others. The boards of Linux 6.12 take
   * less than a quarter of it.
   */
  steps: 5 << 19,
  /** Files that are gone through in vain for recorded expansions before a board is expanded without them. */
  filesInVain: 20_000,
} as const;
