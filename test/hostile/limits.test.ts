import { beforeAll, expect, it } from 'vitest';
import { readBlob } from '../../server/src/devicetree/blob/readBlob.ts';
import { lostTextOf } from '../../server/src/devicetree/lostText.ts';
import { findFirstError } from '../../server/src/devicetree/syntax/firstError.ts';
import type { DevicetreeParser } from '../../server/src/devicetree/syntax/parser.ts';
import { readableText } from '../../server/src/devicetree/syntax/readableText.ts';
import { bootInputOf } from '../../server/src/memory/bootInput.ts';
import type { Finding } from '../../server/src/rules/finding.ts';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { limitedFindings } from '../../server/src/rules/limitedFindings.ts';
import { check as checkRules } from '../../server/src/rules/registry.ts';
import { statusTypo } from '../../server/src/rules/shape/statusTypo.ts';
import { LIMITS } from '../../server/src/text/limits.ts';
import { SourceFile } from '../../server/src/text/sourceFile.ts';
import { ChangedFiles } from '../../server/src/workspace/fixes/changedFiles.ts';
import { FixProver } from '../../server/src/workspace/fixes/fixProver.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { MemoryFiles } from '../memoryFiles.ts';
import { testParser } from '../parser.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const HEAD = '/dts-v1/;\n/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n';
const RAM = '\tmemory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };\n';

function check(text: string) {
  const files = new ChangedFiles(new MemoryFiles({ 'a.dts': text }));
  const workspace = new Workspace(files, parser);
  const state = () => {
    const analysis = workspace.analyse(workspace.open('a.dts'));
    return { analysis, found: findingsOf(analysis) };
  };
  return { files, state, ...state() };
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** A blob whose root has empty properties, the names of which begin at these places of one string. */
function blobOf(name: string, places: readonly number[]): SourceFile {
  const structure = [1, 0, ...places.flatMap((place) => [3, 0, place]), 2, 9];
  const header = [0xd00dfeed, 0, 56, 56 + 4 * structure.length, 40, 17, 16, 0, name.length + 1, 4 * structure.length];
  header[1] = 56 + 4 * structure.length + name.length + 1;
  const words = [...header, 0, 0, 0, 0, ...structure];
  const text = words
    .map((word) => String.fromCharCode(...[24, 16, 8, 0].map((shift) => (word >>> shift) & 0xff)))
    .join('');
  return new SourceFile('a.dtb', `${text}${name}\0`);
}

/** How much of a text is read, in characters. */
const readOf = (text: string): number => {
  const { text: read, tree } = readableText(parser, text);
  tree.delete();
  return read.length;
};

/** Values without a comma between them, each a broken place, after statements of about so many characters. */
const broken = (count: number, length: number): string =>
  `${HEAD}${`\tname = <1>;\n`.repeat(Math.ceil(length / 13))}${'\tn=<1><2>;\n'.repeat(count)}};\n`;

/** A device that reaches memory through some windows of its bus, none of which has the region. */
const windows = (count: number): string => `${HEAD}${RAM}	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		pool: pool@50000000 { compatible = "shared-dma-pool"; no-map; reg = <0x50000000 0x100000>; };
	};
	bus {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		dma-ranges = ${Array.from({ length: count }, (_, index) => `<${index * 4096} ${0x6000_0000 + index * 4096} 4096>`).join(', ')};
		dev@1000 { reg = <0x1000 0x1000>; memory-region = <&pool>; };
	};
};
`;

/** A region that a fix mends, in a file that comments make as long as it is to be. */
function mendable(length: number, regions = 0): string {
  const others = Array.from({ length: regions }, (_, index) => {
    const base = (0x4800_0000 + index * 4096).toString(16);
    return `r@${base} { reg = <0x${base} 0x1000>; };\n`;
  }).join('');
  const text = `${HEAD}${RAM}	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		${others}old@60000000 { status = "disbled"; reg = <0x60000000 0x1000>; };
	};
};
`;
  return text + ' '.repeat(Math.max(0, length - text.length));
}

/** How many of the fixes of a board's misspelt status are proven, asked one after the other. */
function provenOf(text: string, times = 1): number {
  const { files, found, state } = check(text);
  const finding = found.findings.find(({ rule }) => rule === 'status-typo');
  expect(finding).toBeDefined();
  const prover = new FixProver(files, { reading: () => ['a.dts'], read: () => [state()] });
  let proven = 0;
  for (let time = 0; time < times && finding !== undefined; time++) {
    proven += prover.proven(finding, finding.fixes.slice(0, 1)).length;
  }
  return proven;
}

/** For how many of a text's missing semicolons it is found what mends them. */
function mendedOf(errors: number, length: number): number {
  const statements = '\tmissing = <1>\n\tgood = <1>;\n'.repeat(errors);
  const text = `${HEAD}${RAM}${statements}};\n`;
  const { problems } = check(text + ' '.repeat(Math.max(0, length - text.length))).analysis.board;
  return problems.filter(({ id, fixes }) => id === 'syntax-error' && (fixes?.length ?? 0) > 0).length;
}

/** Misaligned CMA pools at distinct places. */
const pools = (count: number): string => `${HEAD}${RAM}	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		${lines(count, (index) => {
      const base = (0x5000_1000 + index * 0x4000).toString(16);
      return `pool@${base} { compatible = "shared-dma-pool"; reusable; reg = <0x${base} 0x3000>; };\n`;
    })}	};
};
`;

/** One of some nodes beside each other has another unit address than its base, in a file of some length. */
function misnamed(nodes: number, length: number): string {
  const text = `${HEAD}${RAM}	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		old@60000000 { reg = <0x61000000 0x1000>; };
		${lines(nodes - 1, (index) => `n${index} {};\n`)}	};
};
`;
  return text + ' '.repeat(Math.max(0, length - text.length));
}

/** What holds at each limit, and past it. The compiler asks for every limit that there is. */
const EDGES: Readonly<Record<keyof typeof LIMITS, () => void>> = {
  parserSteps() {
    // `&` takes seven steps a hundred characters, and is let pass until the steps that every text has are used up.
    const { parserSteps, parserStepsPerCharacter } = LIMITS;
    const most = parserSteps.most / (0.07 - parserStepsPerCharacter.most);
    expect(readOf('&'.repeat(1000))).toBe(1000);
    expect(readOf('&'.repeat(Math.floor(most / 2)))).toBe(Math.floor(most / 2));
    expect(readOf('&'.repeat(Math.ceil(most * 2)))).toBeLessThan(most);
  },
  parserStepsPerCharacter() {
    // The densest text that dtc takes is read to its end however long it is.
    const dense = `${HEAD}${'a;'.repeat(1 << 19)}};\n`;
    expect(readOf(dense)).toBe(dense.length);
  },
  parserReading() {
    // A comment that nothing closes, and a string that goes on over lines, is looked for up to the end of the text.
    for (const unit of ['/* ', '\\"\n']) {
      const opened = (count: number): string => `${HEAD}${unit.repeat(count)}`;
      expect(readOf(opened(500))).toBe(opened(500).length);
      const { most } = LIMITS.parserReading;
      const count = Math.ceil(Math.sqrt(2 * most));
      expect(readOf(opened(count))).toBeLessThan(opened(count).length);
      // Something of the beginning is read wherever the parser gives up.
      expect(readOf(opened(200_000))).toBeGreaterThan(opened(100).length);
    }
  },
  parserReadingPerCharacter() {
    const { most } = LIMITS.parserReading;
    // What is taken several times is read to its end however long it is, and so is what follows one open comment.
    const list = `${HEAD}${'p = <0, 1>;\n'.repeat(most >> 8)}`;
    const tree = parser.parseWithin(list);
    if (typeof tree !== 'number') tree.delete();
    expect(typeof tree).toBe('object');
    const fill = '\tname = <1>;\n'.repeat(most >> 7);
    const opened = `${HEAD}${fill}};\n/*\n`;
    expect(readOf(opened)).toBe(opened.length);
  },
  nestedNodes() {
    const nested = (depth: number): string => `/dts-v1/;\n/ {${'a{'.repeat(depth - 1)}${'};'.repeat(depth)}\n`;
    const { most } = LIMITS.nestedNodes;
    expect(readOf(nested(most))).toBe(nested(most).length);
    expect(readOf(nested(most + 1))).toBe(nested(most + 1).indexOf('}') - 1);
    const { problems, refused } = check(nested(most + 1)).analysis.board;
    expect(refused).toBe(true);
    expect(problems.map(({ id }) => id)).toContain('memory-exhausted');
  },
  nestedParentheses() {
    const { most } = LIMITS.nestedParentheses;
    const board = (open: number, closed = 0): string => `${HEAD}p = <${'('.repeat(open)}1${')'.repeat(closed)}>;\n};\n`;
    expect(readOf(board(most))).toBe(board(most).length);
    expect(readOf(board(most + 1))).toBe(board(most).lastIndexOf('1>'));
    expect(readOf(board(most + 1, most + 1))).toBe(board(most + 1, most + 1).length);
    // Both are one error, where dtc has no room left, and no text that would close them.
    for (const text of [board(1 << 20), board(most + 1, most + 1)]) {
      const { problems } = check(text).analysis.board;
      expect(problems.map(({ id, span }) => [id, span?.start])).toEqual([
        ['memory-exhausted', text.indexOf('(') + 9989],
      ]);
      expect(problems[0]?.message.length).toBeLessThan(100);
    }
  },
  missingOperands() {
    const { most } = LIMITS.missingOperands;
    // The last operator has its operand.
    const board = (missing: number): string => `${HEAD}p = <(${'~&'.repeat(missing)}1)>;\n};\n`;
    expect(readOf(board(most))).toBe(board(most).length);
    expect(readOf(board(most + 1))).toBe(board(most + 1).indexOf('(') + 2 * (most + 1));
    // For the parser a broken expression goes on after what cannot stand in it.
    for (const unit of ['~?;', '~? ; ', '~?"s"', '~?{}', '~?};', '~?&{/a}', '~?;&', '~?,']) {
      expect(readOf(`${HEAD}p = <(${unit.repeat(20 * most)}`)).toBeLessThan(HEAD.length + 3 * most * unit.length);
    }
    // What follows an expression that nothing closes is no part of it.
    const halfTyped = `${HEAD}p = <(1 + >;\n${'\tq = <1>, "a";\n\tn { r = <&{/a}>; };\n'.repeat(most)}};\n`;
    expect(readOf(halfTyped)).toBe(halfTyped.length);
    // The first error is the first operand that is missing, and nothing is said of where reading ends.
    const { problems } = check(board(most + 1)).analysis.board;
    expect(problems.map(({ span }) => span?.start)).toEqual([board(1).indexOf('&')]);
    for (const right of [
      `${HEAD}p = "(${'=='.repeat(most + 1)})"; /* (${'~&'.repeat(most + 1)} */\n};\n`,
      `${HEAD}p = <(${'~!-'.repeat(most + 1)}1)>, <(${"'&' & 1 << ".repeat(most + 1)}1)>;\n};\n`,
    ]) {
      expect(readOf(right)).toBe(right.length);
      expect(check(right).analysis.board.refused).toBe(false);
    }
  },
  charactersReadWhole() {
    const places = LIMITS.brokenPlaces.most + 1;
    const short = broken(places, 0);
    expect(short.length).toBeLessThan(LIMITS.charactersReadWhole.most);
    expect(readOf(short)).toBe(short.length);
    const long = broken(places, LIMITS.charactersReadWhole.most);
    expect(readOf(long)).toBeLessThan(long.length);
  },
  brokenPlaces() {
    const text = (count: number): string => broken(count, 130_000);
    const few = text(10);
    expect(readOf(few)).toBe(few.length);
    const many = text(2 * LIMITS.brokenPlaces.most);
    const read = readOf(many);
    expect(read).toBeLessThan(many.length);
    // What stands before the first broken place is read, and so are as many of them as the limit says.
    expect(read).toBeGreaterThan(130_000);
    const { analysis, found } = check(many);
    expect(analysis.board.refused).toBe(true);
    expect(found.findings).toEqual([]);
  },
  refusedUnseen() {
    // A string that nothing closes: each line after the first is a word that means nothing.
    const open = (length: number): string => `${HEAD}p = "${'ab\n'.repeat(length)}`;
    const { most } = LIMITS.refusedUnseen;
    const short = open(Math.floor(most / 4));
    expect(readOf(short)).toBe(short.length);
    expect(readOf(open(most / 2))).toBeLessThan(10 * LIMITS.brokenPlaces.most);
  },
  syntaxErrors() {
    const errorsOf = (count: number): number =>
      check(`${HEAD}${RAM}${'\t&;\n'.repeat(count)}};\n`).analysis.board.problems.filter(
        ({ id }) => id === 'syntax-error',
      ).length;
    const { most } = LIMITS.syntaxErrors;
    expect(errorsOf(most)).toBe(most);
    expect(errorsOf(most + 5)).toBe(most);
  },
  gaps() {
    // Each of these lines is two: a statement that is none, and a reference to nothing.
    const lostOf = (count: number) => lostTextOf(check(`${HEAD}${RAM}${'\t&;\n'.repeat(count)}};\n`).analysis.board);
    const { most } = LIMITS.gaps;
    expect(lostOf(most / 4)).not.toBe('unknown');
    expect(lostOf(most)).toBe('unknown');
  },
  parserMessages() {
    // Characters that begin no token are one that cannot stand there, with a message for each. Well after the token before, all are read.
    const blanks = ' '.repeat(LIMITS.charactersReadWhole.most);
    const expectedAt = (characters: number): readonly string[] => {
      const text = `${HEAD}p = <1 ${blanks}${'\xff'.repeat(characters)}>;\n};\n`;
      const tree = parser.parse(text);
      const { offset, expected } = findFirstError(parser, text, tree);
      tree.delete();
      expect(offset).toBe(text.indexOf('\xff'));
      return expected;
    };
    const { most } = LIMITS.parserMessages;
    expect(expectedAt(most / 100)).toContain('`>`');
    expect(expectedAt(most)).toEqual([]);
    // What stands before in tokens that the parser takes has none.
    const cells = `${HEAD}p = <${'1 '.repeat(most)}{1>;\n};\n`;
    const tree = parser.parse(cells);
    expect(findFirstError(parser, cells, tree)).toMatchObject({ offset: cells.indexOf('{1') });
    tree.delete();
    const odd = (count: number): readonly string[] =>
      check(`${HEAD}p = <1> ${'\xff'.repeat(count)};\n};\n`).analysis.board.problems.map(({ message }) => message);
    expect(odd(most / 2)).toEqual(odd(10));
    // Of a text that is so long that it is read up to a stretch after its first error no more than that is said.
    for (const count of [1.5 * most, 2.5 * most]) {
      expect(odd(10)).toEqual(expect.arrayContaining([...odd(count)]));
      expect(odd(count)).not.toEqual([]);
    }
  },
  mendedErrors() {
    const { most } = LIMITS.mendedErrors;
    expect(mendedOf(most, 0)).toBe(most);
    expect(mendedOf(most + 5, 0)).toBe(most);
  },
  mendedCharacters() {
    // The file is read once for each error.
    const length = 150_000;
    expect(mendedOf(6, length)).toBe(Math.floor(LIMITS.mendedCharacters.most / length));
  },
  fragments() {
    const errorsOf = (count: number): number =>
      check(`${HEAD}${RAM}\tname = <1>${' <2>'.repeat(count)};\n};\n`).analysis.board.problems.length;
    const { most } = LIMITS.fragments;
    expect(errorsOf(4 * most)).toBeLessThanOrEqual(errorsOf(2 * most));
  },
  overlayFragments() {
    const { most } = LIMITS.overlayFragments;
    const overlay = (count: number) => check(`/dts-v1/;\n/plugin/;\n${'&l{};'.repeat(count)}`).analysis.board;
    expect(overlay(most).problems.filter(({ id }) => id === 'overlay-too-large')).toEqual([]);
    const past = overlay(most + 5);
    expect(past.problems.filter(({ id }) => id === 'overlay-too-large')).toHaveLength(1);
    expect(past.refused).toBe(true);
  },
  appliedOverlays() {
    const { most } = LIMITS.appliedOverlays;
    const board = (overlays: readonly string[], overlay: string) => {
      const text = `${HEAD}${RAM}l: n {};\n};\n`;
      const files = { 'a.dts': text, 'o.dtso': overlay, '.dtheaps.json': JSON.stringify({ overlays }) };
      return new Workspace(new MemoryFiles(files), parser).open('a.dts').board;
    };
    const overlay = '/dts-v1/;\n/plugin/;\n&l { p; };\n';
    const long = (bytes: number): string => overlay.padEnd(bytes);
    const isApplied = ({ tree }: ReturnType<typeof board>): boolean | undefined =>
      tree.root.children.get('n')?.properties.has('p');
    // Each counts for 4 KiB besides its bytes.
    expect(isApplied(board(['o.dtso'], long(most - 4096)))).toBe(true);
    const past = board(['o.dtso'], long(most - 4095));
    expect([isApplied(past), past.refused, past.problems.map(({ id }) => id)]).toEqual([
      false,
      true,
      ['overlays-too-many'],
    ]);
    // However often it is named, a file is none that is merged again and again. Where there are several, nodes count as well.
    const times = Math.floor((most + 64) / (4096 + 64 + overlay.length));
    expect(board(new Array(times).fill('o.dtso'), overlay).problems).toEqual([]);
    expect(board(new Array(times + 1).fill('o.dtso'), overlay).problems).toHaveLength(1);
  },
  expressionCharacters() {
    const { most } = LIMITS.expressionCharacters;
    const idsOf = (length: number) =>
      check(`${HEAD}p = <(1${'+1'.repeat((length - 4) / 2)} )>;\n};\n`).found.problems.map(({ id }) => id);
    expect(idsOf(most)).not.toContain('expression-too-long');
    expect(idsOf(most + 2)).toContain('expression-too-long');
  },
  blobNameBytes() {
    // Names that begin at each byte of one string.
    const { most } = LIMITS.blobNameBytes;
    const length = 64 * 1024;
    const readWith = (properties: number) =>
      readBlob(
        blobOf(
          'x'.repeat(length),
          Array.from({ length: properties }, (_, at) => at),
        ),
      );
    const within = Math.floor(most / length);
    expect(readWith(within).problems).toEqual([]);
    expect(readWith(within + 1).problems.map(({ id }) => id)).toEqual(['blob-too-large']);
  },
  blobProblems() {
    const { most } = LIMITS.blobProblems;
    const twice = (times: number) =>
      readBlob(
        blobOf(
          'twice',
          Array.from({ length: 1 + times }, () => 0),
        ),
      );
    expect(twice(most).problems).toHaveLength(most);
    expect(twice(2 * most).problems).toHaveLength(most);
    expect(twice(2 * most).refused).toBe(true);
    const long = readBlob(blobOf('x'.repeat(100_000), [0, 0])).problems[0]?.message ?? '';
    expect(long).toContain('stands twice in one node');
    expect(long.length).toBeLessThan(300);
  },
  dmaWindows() {
    const rulesOf = (count: number): string[] => check(windows(count)).found.findings.map(({ rule }) => rule);
    const { most } = LIMITS.dmaWindows;
    expect(rulesOf(most)).toContain('beyond-dma-limit');
    expect(rulesOf(most + 1)).not.toContain('beyond-dma-limit');
  },
  dmaTranslations() {
    // Buses of one window on a bus of a thousand: each is held against all of them, and against none of the root.
    const count = 500;
    const outer = Array.from({ length: 1000 }, (_, index) => `<${index} ${index} 1>`).join(', ');
    const cells = '#address-cells = <1>; #size-cells = <1>;';
    const inner = lines(count, (index) => `b${index} { ${cells} dma-ranges = <0 0 1>; };\n`);
    const { board, profile } = check(`${HEAD}${RAM}\tbus { ${cells} dma-ranges = ${outer};\n${inner}};\n};\n`).analysis;
    const each = (1 + 1) * (1 + 1001 + 1);
    const first = (1 + 1000) * (1 + 1);
    const { most } = LIMITS.dmaTranslations;
    expect(bootInputOf(board.tree, profile).dmaRanges).toHaveLength(1 + Math.floor((most - first) / each));
    expect(count).toBeGreaterThan((most - first) / each);
  },
  fixableCharacters() {
    const { most } = LIMITS.fixableCharacters;
    expect(provenOf(mendable(most))).toBe(1);
    expect(provenOf(mendable(most + 1))).toBe(0);
  },
  fixWork() {
    // A try costs a region each, the findings, and one for each 200 characters.
    const text = mendable(100_000, 40);
    const times = 200;
    const proven = provenOf(text, times);
    const each = 1 + 41 + check(text).found.findings.length + Math.floor(text.length / 200);
    expect(proven).toBe(Math.floor(LIMITS.fixWork.most / each));
    expect(proven).toBeLessThan(times);
  },
  placedRegions() {
    const movesOf = (count: number): number =>
      check(pools(count)).found.findings.filter(
        ({ rule, fixes }) => rule === 'cma-misaligned' && fixes.some(({ title }) => title.startsWith('Move')),
      ).length;
    const { most } = LIMITS.placedRegions;
    expect(movesOf(most)).toBeGreaterThan(0);
    expect(movesOf(most + 1)).toBe(0);
  },
  renameSearch() {
    const renamesOf = (nodes: number, length: number): number =>
      check(misnamed(nodes, length)).found.findings.filter(
        ({ rule, fixes }) => rule === 'unit-address-mismatch' && fixes.length > 0,
      ).length;
    const { most } = LIMITS.renameSearch;
    const nodes = 1 << 10;
    expect(renamesOf(nodes, most / nodes)).toBe(1);
    expect(renamesOf(nodes, most / nodes + 1)).toBe(0);
  },
  problemsOfKind() {
    // Values that do not fit into bytes.
    const found = (count: number) =>
      check(`${HEAD}p = /bits/ 8 <${'256 '.repeat(count)}>;\n};\n`).found.problems.filter(
        ({ id }) => id === 'value-truncated',
      );
    const { most } = LIMITS.problemsOfKind;
    expect(found(most)).toHaveLength(most);
    const past = found(most + 5);
    expect(past).toHaveLength(most + 1);
    expect(past.at(-1)).toMatchObject({
      severity: 'note',
      message: expect.stringMatching(/^5 more problems of this kind/),
    });
  },
  findingsOfRule() {
    const { most } = LIMITS.findingsOfRule;
    const finding = check(mendable(0)).found.findings.find(({ rule }) => rule === 'status-typo');
    const board = (count: number): Finding[] =>
      finding === undefined ? [] : limitedFindings(Array.from({ length: count }, () => finding));
    expect(board(most)).toHaveLength(most);
    expect(board(most).every((each) => each === finding)).toBe(true);
    const past = board(most + 1);
    expect(past).toHaveLength(most + 1);
    expect(past.at(-1)).toMatchObject({ rule: 'status-typo', severity: 'information', fixes: [], claims: [] });
    expect(past.at(-1)?.message).toMatch(/^1 more finding of this rule is not listed\./);
    expect(board(3 * most)).toHaveLength(most + 1);
    // On a board: references to a region that the kernel refuses.
    const refers = (count: number): string =>
      pools(1)
        .replace('pool@', 'l: pool@')
        .replace(/};\n$/, `d { memory-region = ${Array(count).fill('<&l>').join(', ')}; };\n};\n`);
    const found = (count: number) =>
      check(refers(count)).found.findings.filter(({ rule }) => rule === 'memory-region-broken');
    expect(found(10)).toHaveLength(10);
    const many = found(most + 5);
    expect(many).toHaveLength(most + 1);
    expect(many.at(-1)?.message).toMatch(/^5 more findings of this rule are not listed\./);
  },
  findingsSought() {
    const sought = LIMITS.findingsSought.most;
    const text = `// dtheaps-disable-next-line status-typo\n${mendable(0)}`;
    const { analysis } = check(text);
    const [file] = analysis.board.files;
    if (file === undefined) return;
    const silenced = {
      message: 'silenced',
      span: { file, start: text.indexOf('/dts-v1/'), end: text.length },
      nodePath: '/',
    };
    const said = { ...silenced, message: 'said', span: { file, start: text.length - 1, end: text.length } };
    const asked = (count: number): { asked: number; last: string | undefined } => {
      let reports = 0;
      function* reported() {
        for (let index = 0; index < count; index++)
          for (const report of [silenced, said]) if (++reports > 0) yield report;
      }
      const findings = checkRules(analysis, undefined, true, [{ ...statusTypo, check: reported }]);
      const shown = limitedFindings(findings.filter(({ message }) => message === 'said'));
      return { asked: reports, last: shown.at(-1)?.message };
    };
    // What a comment silences is not counted: after it others may come that are shown.
    const most = asked(sought);
    expect(most.asked).toBe(2 * sought);
    expect(most.last).toMatch(/^10,000 more findings of this rule are not listed\./);
    const past = asked(3 * sought);
    expect(past.asked).toBe(2 * sought + 2);
    expect(past.last).toMatch(/^At least 10,001 more findings of this rule are not listed\./);
    // Comments that silence nothing.
    const comments = (count: number): string =>
      `// dtheaps-disable-next-line ${Array.from({ length: count }, (_, index) => `no-rule-${index}`).join(' ')}\n${pools(1)}`;
    const unused = (count: number) =>
      check(comments(count)).found.findings.findLast(({ rule }) => rule === 'unused-suppression')?.message;
    expect(unused(sought)).toMatch(/^10,000 more findings/);
    expect(unused(sought + 5)).toMatch(/^At least 10,001 more findings/);
  },
};

it.each(Object.entries(EDGES))('%s', (_name, edge) => edge());
it('the beginning of a long text may break off in a list, and in a comment', () => {
  for (const text of [
    `${HEAD}\tx = <${'1 '.repeat(1 << 19)}>;\n};\n`,
    `${HEAD}\t/* ${'a '.repeat(1 << 19)} */\n};\n`,
    `${HEAD}\tx = "${'a '.repeat(1 << 19)}";\n};\n`,
  ]) {
    expect(readOf(text)).toBe(text.length);
    expect(check(text).analysis.board.refused).toBe(false);
  }
});

it('of very many missing braces a message lists a few', () => {
  const { problems } = check(`/dts-v1/;\n/ {${'n {\n'.repeat(999)}`).analysis.board;
  const message = problems.find(({ id }) => id === 'syntax-error')?.message ?? '';
  expect(message).toContain(' and 990 more are missing before the end of the text');
  expect(message.length).toBeLessThan(200);
});

it.each(Object.entries(LIMITS))('%s says what it counts, why it is there and what is seen past it', (_name, limit) => {
  expect(limit.most).toBeGreaterThan(0);
  for (const text of [limit.unit, limit.why, limit.beyond]) expect(text.length).toBeGreaterThan(10);
});

it('nothing is tried to mend a short text of which more places are broken than the limit says', () => {
  const fixesOf = (numbers: number): number =>
    check(`${HEAD}p\n};\n/ { q = <${'0,'.repeat(numbers)}0>; };\n`).analysis.board.problems.flatMap(
      ({ fixes = [] }) => fixes,
    ).length;
  expect(fixesOf(10)).toBeGreaterThan(0);
  expect(fixesOf(2 * LIMITS.brokenPlaces.most)).toBe(0);
});
