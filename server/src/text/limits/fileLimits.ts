/** Bounds on single inputs: files, links, lists in them, documents, messages and arguments. */
export const FILE_LIMITS = {
  /** Bytes of the head of a client's message, which has two short lines. A longer one is reported and passed over. */
  messageHeadBytes: 4096,
  /** Bytes of a client's message, which is kept in memory whole. A larger one is reported and passed over. */
  messageBytes: 256 * 1024 * 1024,

  /** Bytes of a file, or of standard input: a stranger's file must not fill the memory. A larger one is reported and not read. */
  fileBytes: 128 * 1024 * 1024,
  /** Bytes of a link that git checked out as a text file, which holds a path and nothing else. A larger file is no link. */
  linkBytes: 512,
  /** Links that lead to links; as many as Linux follows (include/linux/namei.h `MAXSYMLINKS`). Further ones are not followed. */
  links: 40,
  /** Folders above a file that are searched for the root of its source tree. Those further up are not looked at. */
  foldersAbove: 24,
  /** Folders above the working folder that are searched for a relative path. Those further up are not looked at. */
  foldersAboveWorking: 8,
  /** Folders above a path that are fetched in a browser, each with a request. Those further up are not fetched. */
  fetchedFoldersAbove: 64,

  /** Files of a workspace in the index of includes, which must not take the machine's memory. Further ones are left out. */
  indexedFiles: 50_000,
  /** Folders of a workspace in the index of includes, for the same reason. Further ones are left out. */
  indexedFolders: 100_000,
  /** Bytes of a file in which the index looks for includes; no source is larger. A larger file is indexed without includes. */
  indexedFileBytes: 4 * 1024 * 1024,
  /**
   * Bytes of a source in which nodes are looked for by name while no board in view reads it; no source is larger, and
   * parsing it takes a second, in pieces. A larger one is left out, which the log says.
   */
  symbolFileBytes: 4 * 1024 * 1024,
  /** Includes of a file that the index keeps; only generated text has more. Further ones are left out. */
  scannedIncludes: 10_000,

  /** Levels of values in a JSON file; the parser recurses once a level. A deeper file is refused with the place. */
  jsonDepth: 64,

  /**
   * Names in one list of a `.dtheaps.json` (patterns, folders, overlays, the boards of overlays with their own), each of
   * which is looked for on the disk for every board. A longer list is refused with the place.
   */
  configuredNames: 10_000,

  /**
   * Choices in a pattern of boards (`choicesOf`) that regular expressions are left with: for each a name of 255 characters
   * takes 255 times as long. A pattern with more is searched for without them, or refused.
   */
  patternChoices: 2,
  /** Patterns that the braces of such a pattern stand for, each of which is held against every path. One with more is refused. */
  patternAlternatives: 256,
  /** Characters of a pattern or path of a call, as many as a path has (include/uapi/linux/limits.h `PATH_MAX`). A longer one matches no file. */
  patternCharacters: 4096,
  /**
   * Boards that one overlay is opened on, each read by itself: an overlay of Linux 6.12 goes on ten. Further ones are left
   * out, which the command line says.
   */
  overlayPlaces: 200,
  /**
   * Files in one list of a Makefile or of U-Boot's configuration, each looked for on the disk; the lists of Linux have three. A
   * longer one is passed over.
   */
  listedFiles: 100,

  /** Parentheses and conditional operators of a `#if` in one another; reading recurses. A deeper one is a problem. */
  conditionDepth: 500,
  /** Includes that are found in the text of an open document; nobody writes as many. Further ones have no links. */
  documentIncludes: 10_000,
  /** Levels of nodes in an open document's statements; no board needs as many, and reading recurses. Deeper ones are left out. */
  documentDepth: 128,
  /**
   * Statements of an open document that are read for the outline, colours and what is asked at a place; each takes some
   * hundred bytes and, at each key that asks, microseconds. A megabyte that people or tools write has 80,000 at the most.
   * Further ones are left out.
   */
  documentStatements: 150_000,
  /**
   * Places that one rename changes: the name is put into each on copies of the files, and the boards are read again. The
   * label of a clock controller has some thousand. A name with more is not renamed, and the answer says why.
   */
  renamedPlaces: 10_000,
  /** Levels of the syntax tree that the formatter looks into; it recurses. What is deeper is left as it is. */
  formattedDepth: 400,
  /** Characters of a path under the cursor, each part of which is looked up. A longer one has no meaning. */
  pathCharacters: 1024,
  /** Bytes that `/incbin/` brings into a board, all values together; dtc's lengths have 31 bits. More is an error. */
  incbinBytes: 64 * 1024 * 1024,
  /**
   * Levels of nodes in a blob. dtc has no bound, it only runs out of stack; the kernel stops at 64 (`FDT_MAX_DEPTH`).
   * Deeper blobs are refused so that whoever walks a tree may do so recursively.
   */
  blobDepth: 4096,
  /** Problems of one file that are kept and sent to a client, however many the input has. Further ones are left out. */
  diagnosticsOfAFile: 1000,

  /** Characters of a kernel's command line that are split; no COMMAND_LINE_SIZE is above 4096. The rest is left out. */
  bootArguments: 1 << 20,

  /**
   * Kernels that one call names, amounts of RAM, and both multiplied: each is a boot of the board, and a run of the scenario.
   * More is refused.
   */
  kernels: 1000,
  /** Parts that `--shard` divides a call into, and that `merge` takes. More is refused. */
  parts: 1000,
} as const satisfies Readonly<Record<string, number>>;
