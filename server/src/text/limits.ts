/*
 * The bounds on input: how many bytes, how deep, how many things of what comes from outside (files, pasted text,
 * messages of a client, links, arguments) the program takes. They stand here and nowhere else. What a room decides about its own
 * answers and memory stands in that room: how much of an answer is shown (lengths of lists, columns, quoted characters),
 * how much is kept in a cache, how far one answer is searched for, and limits that are behaviour of the kernel, of gcc or
 * of dtc. `test/laws/limits.test.ts` finds bounds on input elsewhere by their names.
 */

/** A bound on what input can make the program do. */
export interface Limit {
  /** The largest number that is still taken. */
  readonly most: number;
  /** What is counted. */
  readonly unit: string;
  /** Why there is a bound, and why this one. */
  readonly why: string;
  /** What people see of an input that goes past it. */
  readonly beyond: string;
}

const SILENT_GAPS = 'the errors before it, and no finding that would need the rest to be known';

/** Bounds on the work that a device tree may cause, in the order in which it is read, analysed and mended. */
export const LIMITS = {
  parserSteps: {
    most: 3000,
    unit: 'steps of 100 parser operations that every text may take',
    why: 'short texts may be as broken as they like: half a second of typing is never given up',
    beyond: SILENT_GAPS,
  },
  parserStepsPerCharacter: {
    most: 0.035,
    unit: 'further parser steps for each character',
    why: 'text that dtc accepts takes 0.030 at the most (`a;a;a;`), text that is none up to 0.07 and 400 bytes a character',
    beyond: SILENT_GAPS,
  },
  parserReading: {
    most: 1 << 23,
    unit: 'characters that the parser may take of every text, in pieces of 5,119 and each as often as it asks for it',
    why: 'short texts may be as broken as they like',
    beyond: SILENT_GAPS,
  },
  parserReadingPerCharacter: {
    most: 16,
    unit: 'further characters that it may take for each character of the text',
    why: 'text that dtc accepts is taken once or twice, most that is broken up to 8 times; where nothing closes comments (`/* /* …`), each is looked for up to the end',
    beyond: SILENT_GAPS,
  },
  nestedNodes: {
    most: 10_000,
    unit: 'nodes in one another in the text of one file',
    why: "dtc's parser has room for 3,331; each costs memory for as long as the file is read",
    beyond: SILENT_GAPS,
  },
  missingOperands: {
    most: 64,
    unit: 'operands that may be missing in one expression in parentheses',
    why: 'dtc refuses the first one; the parser takes the square of a row of operators without operands (`~&~&…`: 16,000 characters 6 s)',
    beyond: SILENT_GAPS,
  },
  charactersReadWhole: {
    most: 1 << 16,
    unit: 'characters of an expanded text that are read however broken they are',
    why: 'where a person types, everything that can be read is',
    beyond: 'nothing, unless more than `brokenPlaces` are broken',
  },
  brokenPlaces: {
    most: 2000,
    unit: 'broken places of a longer text',
    why: 'dtc stops at the first error; what is binary or another language has one for each byte',
    beyond: SILENT_GAPS,
  },
  refusedUnseen: {
    most: 1 << 19,
    unit: 'characters of a text without errors of the parser in which what dtc refuses is not counted as broken',
    why: 'to look for it takes time at each key; a text without an end or of another language has one for each word',
    beyond: 'nothing, unless more than `brokenPlaces` are broken',
  },
  syntaxErrors: {
    most: 50,
    unit: 'syntax errors that are reported of one file',
    why: 'dtc stops at the first one, and the later ones follow from it more often than not',
    beyond: 'no further errors',
  },
  gaps: {
    most: 10_000,
    unit: 'places of one file that cannot be read, reported or not',
    why: 'nothing that a person types has as many, and each is kept with its place',
    beyond: SILENT_GAPS,
  },
  parserMessages: {
    most: 1 << 18,
    unit: 'lines of the log of the parser that are read to know at which token it gave up, and what it expected there',
    why: 'it says so nowhere else; it has some lines for each token, and one for each character that begins none',
    beyond: 'the error at the place that the parser mended, without what was expected there',
  },
  mendedErrors: {
    most: 10,
    unit: 'errors of one file for which it is sought what would mend them',
    why: 'each fix is tried by reading the file once more',
    beyond: 'errors without fixes',
  },
  mendedCharacters: {
    most: 1 << 19,
    unit: 'characters that are read to mend errors, the file once for each',
    why: 'each fix is tried by reading the file once more',
    beyond: 'errors without fixes',
  },
  fragments: {
    most: 8,
    unit: 'times that a broken statement is taken apart, each time the rest of it',
    why: 'each time parses the rest anew',
    beyond: 'the rest of the statement is left out',
  },
  expressionCharacters: {
    most: 1 << 17,
    unit: 'characters of an expression in parentheses',
    why: 'each operator takes 2 kB while its value is worked out; the longest expression of Linux has some hundred characters',
    beyond: 'an error, and 0 for the value',
  },
  overlayFragments: {
    most: 8000,
    unit: 'fragments of an overlay that its source makes of references',
    why: 'each is two nodes in the tree, in the blob and in the tree that it is applied to, and while it is edited in the trees before; dtc takes the square of their number',
    beyond: 'the fragments before, and an error',
  },
  appliedOverlays: {
    most: 1 << 22,
    unit: 'bytes of the overlays that are applied to one board, the file of each counted each time, 4 KiB besides and 64 bytes for each brace that opens in all but one',
    why: 'each is merged anew, and a list of a megabyte names one file a hundred thousand times; boards apply some dozens of some kilobytes',
    beyond: 'an error, and none of them is applied',
  },
  blobNameBytes: {
    most: 1 << 22,
    unit: 'bytes of the names of properties in a blob, each name counted once for each place at which it begins',
    why: 'one string of the strings block may hold as many names as it has bytes',
    beyond: 'what stands before in the blob, and an error',
  },
  blobProblems: {
    most: 2000,
    unit: 'errors of one blob that are reported, and as many warnings',
    why: 'each token of the structure may be one',
    beyond: 'no further errors or warnings of reading',
  },
  dmaWindows: {
    most: 256,
    unit: 'windows of the dma-ranges above a device, or that all devices of a region have in common',
    why: 'every region is held against every window of its devices; real buses have fewer than ten',
    beyond: 'no finding about what the device reaches',
  },
  dmaTranslations: {
    most: 1 << 19,
    unit: 'comparisons of windows of dma-ranges with those of the buses above, for all buses of a tree, and for all devices',
    why: 'each window is followed through every bus up to the root; real trees need some hundred',
    beyond: 'the DMA zone ends where the buses before say, and no finding about what the remaining devices reach',
  },
  fixableCharacters: {
    most: 1 << 19,
    unit: 'characters of a file that a fix changes',
    why: 'to try a fix is to read the file and its boards once more, which takes as long as the first time',
    beyond: 'findings in the file without fixes',
  },
  fixWork: {
    most: 20_000,
    unit: 'regions booted, findings compared and 200 characters read to try the fixes of one board',
    why: 'a board of 60 regions has room for hundreds of fixes, a hostile one of thousands for a few',
    beyond: 'the remaining findings without fixes',
  },
  placedRegions: {
    most: 500,
    unit: 'regions of a board for which rules look for free places',
    why: 'each finding looks through all that the regions leave free; the kernel takes 64 regions (MAX_RESERVED_REGIONS)',
    beyond: 'findings without fixes that move or enlarge a region',
  },
  renameSearch: {
    most: 1 << 29,
    unit: 'characters of the files of a board, times the nodes beside the one that a fix renames',
    why: 'each rename looks for the name in all files; boards of Linux 6.12 come to 15 million at the most',
    beyond: 'findings without fixes that rename a node',
  },
  problemsOfKind: {
    most: 2000,
    unit: 'problems of one kind in reading a board, as they are reported',
    why: 'a megabyte of values that do not fit is a problem for each, which takes a gigabyte to write down',
    beyond: 'the first ones, and one more that says how many are left out',
  },
  findingsOfRule: {
    most: 10_000,
    unit: 'findings of one rule on one board',
    why: 'nobody reads as many, GitHub takes 25,000 results in all, and a megabyte of references to one wrong region is a finding for each',
    beyond: 'the first ones in the order of the files, and one more of the rule that says how many are left out',
  },
} as const satisfies Readonly<Record<string, Limit>>;

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
  /** Tokens, and sixteenths of long ones, handled for one use of a macro in a file's text. */
  stepsPerUse: 1 << 21,
  /** The same for all macros of a board: one use that is too large leaves some for the others. */
  steps: 5 << 19,
  /** Files that are gone through in vain for recorded expansions before a board is expanded without them. */
  filesInVain: 20_000,
} as const;

/** Bounds on single inputs: files, links, messages, captures, scenarios and arguments. */
export const INPUT_LIMITS = {
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
   * Bytes that come out of a compressed capture: a small file can stand for more than there is memory, and 100,000 lines take
   * about a second and a half. A boot prints less than 1 MiB. More is refused.
   */
  unpackedCaptureBytes: 8 << 20,
  /** Lines of a capture, far more than any boot prints. Further ones are left out. */
  captureLines: 1_000_000,
  /**
   * Characters of a line of a capture. Regular expressions read it, which take up to 64 MiB of memory of their own for what
   * they may have to go back to, some 30 bytes a character: V8 does without most of that, but not once a process has
   * 16 MiB of compiled code. The rest of the line is left out, unless it is one of a dump.
   */
  captureLineCharacters: 1 << 20,
  /** Characters of a line of a dump: more than a device tree in hexadecimal has. The rest of the line is left out. */
  dumpLineCharacters: 5_000_000,
  /** Characters of a line of a capture in which somebody typed a command. A longer line is no command. */
  typedCommandCharacters: 4096,
  /**
   * Heaps that a capture lists, and half as many as the lines of a text that may be nothing but a listing: a kernel has room for 128 (drivers/dma-buf/dma-heap.c `NUM_HEAP_MINORS`), and each is held
   * against every boot that is tried. Further ones are left out.
   */
  listedHeaps: 4096,
  /**
   * Bytes of a device tree that is printed in a capture: a kernel takes none above 2 MiB
   * (Documentation/arch/arm64/booting.rst). The rest is left out.
   */
  dumpBytes: 2 << 20,

  /**
   * Looks for what explains the differences of a comparison: each difference is held against the regions, areas, heaps and
   * messages of both sides, a quarter of a kilobyte at a look. Boards have some dozens of each. The remaining differences
   * have no cause, and a note says so.
   */
  explainingLooks: 1 << 23,

  /** Steps, devices and expectations in one list of a scenario. A longer list is a complaint. */
  scenarioItems: 100_000,
  /**
   * Characters of a name in a scenario, as many as a file's name has (include/uapi/linux/limits.h `NAME_MAX`): a count makes
   * half a million names of one. More is a complaint.
   */
  scenarioNameCharacters: 255,
  /** Times that a loop of a scenario is gone through. More is a complaint. */
  scenarioTimes: 100_000,
  /** Buffers that one step of a scenario makes. More is a complaint. */
  stepBuffers: 1_000_000,
  /**
   * Buffers that a scenario allocates (8 MiB of one count as one more), those that an operation on all names of a pattern is done to, a sixteenth for each
   * that a pattern is held against, and steps of loops: about a second. A scenario of a few lines can ask for any
   * number; it ends there, and says so.
   */
  scenarioOperations: 500_000,
  /**
   * The same where the pools that hold a scenario are sought: it is run up to six times for a kernel. A longer one has no
   * sizes, and the answer says why.
   */
  sizedOperations: 200_000,
  /**
   * The largest width, height (pixels) and alignment (`strideAlign`, `heightAlign`) of a frame; no sensor or display has
   * more. More is a complaint.
   */
  framePixels: 1 << 20,

  /**
   * Kernels that one call names, amounts of RAM, and both multiplied: each is a boot of the board, and a run of the scenario.
   * More is refused.
   */
  kernels: 1000,
  /** Parts that `--shard` divides a call into, and that `merge` takes. More is refused. */
  parts: 1000,
} as const satisfies Readonly<Record<string, number>>;
