import { expect, test } from 'vitest';
import { SourceFile } from '../../../text/sourceFile.ts';
import { Expander, type Expansion } from '../expander.ts';
import type { MacroUse } from '../tokens/macroUse.ts';
import type { PreprocessedUnit } from './preprocessedUnit.ts';

const HEADER = `
#define ONE 1
#define NOTHING
#define CELLS(a, b) <a b>
#define NODE(label, at) label: node@at { reg = CELLS(0x##at, ONE); }
#define LATE NODE
#define TWICE(x) CELLS(x, x) CELLS(ONE, x)
`;

const LINES = [
  'name = <ONE>;',
  'NODE(first, 10);',
  'NODE(second,\n  20);',
  'TWICE(ONE) ONE+ONE NOTHING;',
  '/* ONE line */ plain;',
  'a /* several\n ONE lines */ b;',
  '// to the end ONE',
  '"ONE string" \'O\'',
  'LATE',
  '(third, 30);',
  'CELLS(TWICE(1), CELLS(ONE, plain))',
  '#address-cells = <2>;',
  '',
];

/** Lines with which an expansion depends on more, so that less of it may be taken over. */
const SPECIAL_LINES = [
  '#ifdef ONE\nthere ONE\n#else\nnot ONE\n#endif',
  '#if 0\nONE\n#endif',
  '#include "b.dtsi"',
  '__LINE__ ONE',
  '#define OWN ONE',
  'OWN',
  '"open ONE',
  'a\\\nONE',
  '#undef ONE',
  '_Pragma("once")',
  '/include/ "b.dtsi"',
];

const PIECES = [
  'O',
  'ONE',
  '(',
  ')',
  ',',
  '/*',
  '*/',
  '"',
  '\n',
  '#',
  ' ',
  '+',
  'NODE(x, 1);',
  'NOTHING',
  '__LINE__',
  '//',
  '/include/ "b.dtsi"',
];

/** A generator of whole numbers below a bound that gives the same row for the same seed. */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
}

/** All that a unit says, with all that it includes. */
function told(unit: PreprocessedUnit): unknown {
  const { text, pieces, includes, problems, definitions, clean } = unit;
  const usesOf = (innermost: MacroUse | undefined): string[] => {
    const uses: string[] = [];
    for (let use = innermost; use !== undefined; use = use.parent) {
      uses.push(`${use.macro.name} ${use.source.file.path} ${use.source === clean} ${use.start}-${use.end}`);
    }
    return uses;
  };
  return {
    text,
    at: [...pieces.at],
    starts: [...pieces.starts],
    ends: [...pieces.ends],
    parameters: [...pieces.parameters],
    uses: pieces.uses.map(usesOf),
    sources: pieces.sources.map((source) => source && `${source.file.path} ${source === clean}`),
    includes: includes.map(({ offset, kind, directive, unit: child }) => ({
      offset,
      kind,
      directive: [directive.file === unit.file, directive.start, directive.end],
      child: told(child as PreprocessedUnit),
    })),
    problems: problems.map(({ id, message, span }) => [id, message, span?.file === unit.file, span?.start, span?.end]),
    definitions: definitions.map(({ name }) => name),
  };
}

const toldOf = ({ unit }: Expansion): unknown => told(unit as PreprocessedUnit);

const request = { path: 'a.dts', includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] };

/** A board of some lines after the header. */
class Board {
  readonly files = new Map<string, SourceFile>();
  readonly expander: Expander;

  constructor(text: string) {
    this.files.set('h.h', new SourceFile('h.h', HEADER));
    this.files.set('b.dtsi', new SourceFile('b.dtsi', 'b { size = <ONE>; };\n'));
    this.files.set('a.dts', new SourceFile('a.dts', text));
    this.expander = new Expander(this.#reader(this.files));
  }

  #reader(files: ReadonlyMap<string, SourceFile>) {
    return { read: (path: string) => files.get(path) };
  }

  textOf(path: string): string {
    return this.files.get(path)?.text ?? '';
  }

  expand(): Expansion {
    return this.expander.expand(request);
  }

  expandAnew(): Expansion {
    return new Expander(this.#reader(this.files)).expand(request);
  }
}

function edited(text: string, random: (bound: number) => number): string {
  const at = random(text.length + 1);
  const removed = random(3) === 0 ? random(12) : 0;
  return text.slice(0, at) + (PIECES[random(PIECES.length)] ?? '') + text.slice(at + removed);
}

test.each([
  ['plain', LINES, 60],
  ['any', [...LINES, ...SPECIAL_LINES], 60],
])('a file of %s lines is after each edit what it is when it is expanded anew', (_name, lines, seeds) => {
  let partly = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const random = generator(seed * 7919);
    const body = Array.from({ length: 12 }, () => lines[random(lines.length)] ?? '');
    body.splice(random(4), 0, '#include "h.h"');
    if (random(2) === 0) body.splice(6 + random(4), 0, '#include "b.dtsi"');
    const board = new Board(`${body.join('\n')}\n`);
    board.expand();
    const good = board.textOf('a.dts');
    for (let edit = 0; edit < 30; edit++) {
      const path = random(8) === 0 ? 'b.dtsi' : 'a.dts';
      const before = board.files.get(path);
      const isTrial = random(3) === 0;
      const text = path === 'a.dts' && random(4) === 0 ? good : edited(board.textOf(path), random);
      board.files.set(path, new SourceFile(path, text, isTrial ? before : undefined));
      const expansion = board.expand();
      partly += expansion.counts.partly;
      expect(toldOf(expansion), `seed ${seed}, edit ${edit}: ${JSON.stringify(text)}`).toEqual(
        toldOf(board.expandAnew()),
      );
      if (isTrial && before !== undefined) board.files.set(path, before);
    }
  }
  expect(partly).toBeGreaterThan(seeds * 2);
});

test('an include of dtc’s that an edit writes is obeyed', () => {
  const board = new Board('/ {\n\ta = <1>;\n};\n');
  board.expand();
  board.files.set('a.dts', new SourceFile('a.dts', '/ {\n\ta = <1>;\n\t/include/ "b.dtsi"\n};\n'));
  const { unit } = board.expand();
  expect(unit.includes.map(({ kind, unit: child }) => [kind, child.file.path])).toEqual([['dtc', 'b.dtsi']]);
  expect(unit.text).not.toContain('/include/');
});

test('around an edit of a line nothing is expanded anew, nor in what includes the file', () => {
  const line = (count: number): string => `NODE(n${count}, ${count});\n`;
  const board = new Board(`#include "h.h"\n#include "c.dtsi"\n${line(1)}`);
  board.files.set('c.dtsi', new SourceFile('c.dtsi', [2, 3, 4, 5].map(line).join('')));
  const usesOf = ({ unit }: Expansion): Set<number> => {
    const serials = new Set<number>();
    for (const { unit: child } of [...unit.includes, { unit }]) {
      for (const use of (child as PreprocessedUnit).pieces.uses) if (use !== undefined) serials.add(use.serial);
    }
    return serials;
  };
  const before = usesOf(board.expand());
  const file = new SourceFile('c.dtsi', board.textOf('c.dtsi').replace('n3', 'other'));
  board.files.set('c.dtsi', file);
  const expansion = board.expand();
  expect(expansion.counts).toMatchObject({ expanded: 2, partly: 2 });
  const made = [...usesOf(expansion)].filter((serial) => !before.has(serial));
  // NODE, and in it CELLS and ONE.
  expect(made).toHaveLength(3);
});

test('a file that was tried leaves what is known of the one that stands', () => {
  const board = new Board('#include "h.h"\nNODE(a, 1);\nNODE(b, 2);\n');
  const stands = board.expand();
  const file = board.files.get('a.dts');
  for (let trial = 0; trial < 40; trial++) {
    board.files.set('a.dts', new SourceFile('a.dts', board.textOf('a.dts').replace('2', `${trial}`), file));
    expect(board.expand().counts).toEqual({ reused: 1, expanded: 1, partly: 1 });
    if (file !== undefined) board.files.set('a.dts', file);
  }
  const again = board.expand();
  expect(again.counts.expanded).toBe(0);
  expect(again.unit).toBe(stands.unit);
});
