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
  nestedParentheses: {
    most: 10_000,
    unit: 'parentheses in one another that are not all closed',
    why: "dtc's parser has room for fewer (bison's YYMAXDEPTH), and what would close a million of them is a megabyte",
    beyond: 'the error of dtc, that it has no room for them, and what stands before the expression',
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
    most: 1 << 18,
    unit: 'characters of a text that is read to its end where a few places of it are broken, and in which what dtc refuses is not counted as broken where the parser takes it',
    why: 'the longest source of Linux has 247,664; what follows an error takes the parser ten times as long as what it understands, and a text without an end or of another language has one for each word',
    beyond: 'the first error and what stands up to `charactersReadWhole` after it',
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
  findingsSought: {
    most: 20_000,
    unit: 'findings of one rule, those that a comment silences not counted, for which it is asked on one boot of a board',
    why: 'a board is booted by every kernel of a call, and each finding is worked out anew; twice as many as are reported, as a rule goes by the tree and not by the files',
    beyond: 'that at least so many more are left out',
  },
} as const satisfies Readonly<Record<string, Limit>>;
