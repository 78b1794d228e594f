import { describe, expect, test } from 'vitest';
import { placeInText } from '../../text/origin.ts';
import { SourceFile, type Span } from '../../text/sourceFile.ts';
import { Expander, type Expansion, flatten } from './expander.ts';

/** Files in memory, which can be changed. */
class Files {
  readonly #files = new Map<string, SourceFile>();
  reads: string[] = [];

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, text: string): void {
    this.#files.set(path, new SourceFile(path, text));
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  read(path: string): SourceFile | undefined {
    this.reads.push(path);
    return this.#files.get(path);
  }
}

function requestFor(path: string, preprocess = true) {
  return { path, includeRoots: ['inc'], defines: [], preprocess, dtcIncludeRoots: ['inc'] };
}

function expandText(text: string, others: Readonly<Record<string, string>> = {}, preprocess = true): Expansion {
  return new Expander(new Files({ ...others, 'a.dts': text })).expand(requestFor('a.dts', preprocess));
}

/** The words of the flat text. */
function words(expansion: Expansion): string {
  return flatten(expansion.unit)
    .text.split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');
}

function spelled(span: Span | undefined): string | undefined {
  return span?.file.text.slice(span.start, span.end);
}

describe('macros', () => {
  test('split names of nodes and properties as C tokens do', () => {
    expect(words(expandText('#define X 1\nn@X a,X foo-X X_ 0X "X" \'X\''))).toBe('n@1 a,1 foo-1 X_ 0X "X" \'X\'');
  });

  test('keep tokens apart that would be read as one', () => {
    expect(words(expandText('#define M -1\n#define E\n-M .M -E-'))).toBe('- -1 .-1 - -');
  });

  test('do not make a line marker of the text after them', () => {
    const text = '#define E\n#define F()\n#define H #\nE# 7 "a"\nF()E# 8 "b"\nH 9 "c"\nn E# 1';
    expect(flatten(expandText(text).unit).text.trimEnd().split('\n').slice(-4)).toEqual([
      ' # 7 "a"',
      ' # 8 "b"',
      ' # 9 "c"',
      'n # 1',
    ]);
    const later = '#define E\n/* c */ E // c\n\n#define G\n /* d */\n# 7 "a"\nE;\n# 8 "b"';
    expect(flatten(expandText(later).unit).text.trim().split(/\n+/)).toEqual(['# 7 "a"', ';']);
  });

  test.each([
    ['"a\\n" \'"\'', `"\\"a\\\\n\\" '\\"'"`],
    ['a"b', '"a"b"'],
    ['a"b\\c', '"a"b\\c"'],
    [`L'b"c`, `"L'b"c"`],
  ])('are strings after #, in which strings and characters are escaped that are closed: %s', (body, string) => {
    const text = `#define STRING(x) #x\n#define VALUE(x) STRING(x)\n#define BODY ${body}\nVALUE(BODY)`;
    expect(flatten(expandText(text).unit).text.trim()).toBe(string);
  });

  test('give the file that #line names, to its first NUL', () => {
    expect(words(expandText('#line 3 "a\\0b.c"\n__FILE__'))).toContain('"a"');
    expect(words(expandText('#line 3 "\0b.c"\n__FILE__'))).toContain('""');
  });

  test('make labels, unit addresses and nodes', () => {
    const text = '#define NODE(n, a) n: serial@##a { reg = <0x##a>; #size-cells = <0>; };\nNODE(uart0,1000)';
    expect(words(expandText(text))).toBe('uart0: serial@1000 { reg = <0x1000>; #size-cells = <0>; };');
  });

  test('stop at a bomb with one finding and keep what is around it', () => {
    const lines = ['#define A0 x'];
    for (let level = 1; level <= 40; level++) lines.push(`#define A${level} A${level - 1} A${level - 1}`);
    const expansion = expandText(`${lines.join('\n')}\nbefore A40\nafter A1`);
    expect(expansion.problems.map((problem) => problem.id)).toEqual(['macro-expansion-too-large']);
    expect(expansion.failed).toBe(true);
    expect(words(expansion)).toMatch(/^before x x .* after x x$/);
  });

  test('nest as deeply as the budget allows without overflowing the stack', () => {
    const depth = 200;
    expect(words(expandText(`#define F(x) x\n${'F('.repeat(depth)}1${')'.repeat(depth)}`))).toBe('1');
    const tooDeep = expandText(`#define F(x) x\n${'F('.repeat(50_000)}1${')'.repeat(50_000)}`);
    expect(tooDeep.problems.map((problem) => problem.id)).toEqual(['macro-expansion-too-large']);
  });
});

describe('origins', () => {
  const header = '#define PIN(n, f) (((n) << 4) | MODE(f))\n#define MODE(m) (m)\n#define BASE 0x40\n';
  const board = '#include "pins.h"\nreg = <BASE PIN(7, BASE)>;\n';
  const expansion = expandText(board, { 'pins.h': header });
  const { unit } = expansion;
  const place = (text: string, from = 0) => unit.originAt(unit.text.indexOf(text, from));

  test('of text are the text itself', () => {
    expect(spelled(place('reg').spelling)).toBe('r');
    expect(place('reg').expansion).toBeUndefined();
    expect(place('reg').spelling.start).toBe(board.indexOf('reg'));
  });

  test('of a constant are its definition and its use', () => {
    const origin = place('0x40');
    expect(spelled(origin.spelling)).toBe('0x40');
    expect(origin.spelling.file.path).toBe('pins.h');
    expect(origin.expansion?.macro).toBe('BASE');
    expect(spelled(origin.expansion?.definition)).toBe('BASE 0x40');
    expect(spelled(origin.expansion?.invocation)).toBe('BASE');
  });

  test('of an argument name the parameter', () => {
    const origin = place('7');
    expect(origin.argument).toBe(0);
    expect(origin.expansion?.macro).toBe('PIN');
    expect(spelled(origin.spelling)).toBe('7');
    expect(origin.spelling.file.path).toBe('a.dts');
  });

  test('of nested uses lead out to what a person wrote', () => {
    const origin = place('0x40', unit.text.indexOf('<<'));
    const chain: string[] = [];
    for (let use = origin.expansion; use !== undefined; use = use.parent) chain.push(use.macro);
    expect(chain[0]).toBe('BASE');
    expect(chain.at(-1)).toBe('PIN');
    expect(spelled(placeInText(origin))).toBe('PIN(7, BASE)');
  });

  test('answer for every offset, and spans take macro uses whole', () => {
    for (let offset = 0; offset <= unit.text.length; offset++) {
      const { spelling } = unit.originAt(offset);
      expect(spelling.start).toBeLessThanOrEqual(spelling.end);
      expect(spelling.end).toBeLessThanOrEqual(spelling.file.text.length);
    }
    const at = unit.text.indexOf('7');
    expect(spelled(unit.sourceSpan(at, at + 1))).toBe('PIN(7, BASE)');
    expect(spelled(unit.sourceSpan(unit.text.indexOf('reg'), at + 1))).toBe('reg = <BASE PIN(7, BASE)');
  });

  test('go through joined lines', () => {
    const joined = expandText('#define LONG 1 \\\n  + 2\nx = LO\\\nNG;\ny');
    expect(words(joined)).toBe('x = 1 + 2; y');
    expect(spelled(joined.unit.sourceSpan(joined.unit.text.indexOf('1'), joined.unit.text.indexOf('1') + 1))).toBe(
      'LO\\\nNG',
    );
    expect(spelled(joined.unit.originAt(joined.unit.text.indexOf('y')).spelling)).toBe('y');
  });
});

describe('files', () => {
  test('that are missing in very many folders are named with the first of them', () => {
    const messageOf = (count: number): string => {
      const includeRoots = Array.from({ length: count }, (_, at) => `inc${at}`);
      const files = new Files({ 'a.dts': '#include <x.h>\n' });
      const { problems } = new Expander(files).expand({ ...requestFor('a.dts'), includeRoots });
      return problems[0]?.message.split('\n')[1] ?? '';
    };
    expect(messageOf(2)).toBe('Looked in `inc0`, `inc1`.');
    expect(messageOf(9)).toMatch(/, `inc7`, `inc8`\.$/);
    expect(messageOf(72)).toMatch(/^Looked in `inc0`, .*, `inc7` and 64 other folders\.$/);
  });

  test('that are missing are named with where they were looked for, and the rest is read', () => {
    const expansion = expandText('#include <x/y.h>\n#include "z.dtsi"\nrest', {});
    expect(expansion.problems.map((problem) => problem.id)).toEqual(['include-not-found', 'include-not-found']);
    expect(expansion.problems[0]?.message).toContain('inc');
    expect(expansion.missing).toEqual(['inc/x/y.h', 'z.dtsi', 'inc/z.dtsi']);
    expect(expansion.failed).toBe(true);
    expect(words(expansion)).toBe('rest');
  });

  test('on a drive are absolute for files of a drive, and relative for others', () => {
    const text = '#include "C:/inc/x.h"\n#include "c:\\inc\\y.h"\n';
    const others = { 'C:/inc/x.h': 'x', 'c:/inc/y.h': 'y' };
    const on = (path: string) => new Expander(new Files({ ...others, [path]: text })).expand(requestFor(path));
    expect(words(on('D:/boards/a.dts'))).toBe('x y');
    expect(on('boards/a.dts').missing[0]).toBe('boards/C:/inc/x.h');
  });

  test('appear after an edit creates them', () => {
    const files = new Files({ 'a.dts': '#include "b.dtsi"\nx' });
    const expander = new Expander(files);
    expect(expander.expand(requestFor('a.dts')).failed).toBe(true);
    files.write('inc/b.dtsi', 'from root');
    expect(words(expander.expand(requestFor('a.dts')))).toBe('from root x');
    files.write('b.dtsi', 'beside');
    expect(words(expander.expand(requestFor('a.dts')))).toBe('beside x');
    files.remove('b.dtsi');
    expect(words(expander.expand(requestFor('a.dts')))).toBe('from root x');
  });

  test('that include themselves end at the depth that gcc allows', () => {
    const expansion = expandText('x\n#include "a.dts"\n#include "a.dts"\n');
    expect(expansion.problems[0]?.id).toBe('include-depth');
    expect(expansion.failed).toBe(true);
  });

  test.each([
    ['nothing below closes', '/include/ "soc.\n/ { };\n', '/ { };', 1],
    ['a string below closes', '/include/ "soc.\n/ { model = "x"; };\n', '/ { model = "x"; };', 1],
    ['other includes below close', '/include/ "\n/include/ "soc.\ns;', 's;', 2],
    ['the end of the text follows', 's; /include/ "', 's;', 1],
  ])('whose names are not closed on their line leave that line out: %s', (_, text, left, count) => {
    for (const preprocess of [true, false]) {
      const expansion = expandText(text, {}, preprocess);
      const ids = expansion.problems.map(({ id }) => id);
      expect([words(expansion), ids]).toEqual([left, Array(count).fill('include-name-open')]);
    }
  });

  test('that have line ends in their names are read where there are such files', () => {
    const expansion = expandText('/include/ "a\nb"; x', { 'a\nb': 'inside' });
    expect([words(expansion), expansion.problems]).toEqual(['inside ; x', []]);
  });

  test('are included by dtc between any tokens, with their comments taken out', () => {
    const others = {
      'b.dtsi': '// about\nreg = <1>; /* "more" */ /include/ "c.dtsi"',
      'inc/c.dtsi': 's = "/include/ \\" //";',
    };
    const expansion = expandText('/ { n {/include/ "b.dtsi"}; s = "/include/ x"; };', others);
    expect(expansion.problems).toEqual([]);
    expect(words(expansion)).toBe('/ { n { reg = <1>; s = "/include/ \\" //"; }; s = "/include/ x"; };');
    const [include] = expansion.unit.includes;
    expect(include?.kind).toBe('dtc');
    expect(spelled(include?.directive)).toBe('/include/ "b.dtsi"');
    const { text, originAt } = flatten(expansion.unit);
    expect(originAt(text.indexOf('reg')).spelling.file.path).toBe('b.dtsi');
    expect(spelled(originAt(text.indexOf('};')).spelling)).toBe('}');
  });

  test('are read as dtc alone does when there is no preprocessing', () => {
    const files = new Files({ 'a.dts': '#define X 1\n# 7 "old.dts" 2\nX // no macro\n#include "b.h"\n' });
    expect(words(new Expander(files).expand(requestFor('a.dts', false)))).toBe('#define X 1 X #include "b.h"');
  });
});

describe('sharing', () => {
  const header = '#ifndef H\n#define H\n#define ONE 1\n#define TWO 2\n#endif\n';
  const soc = '#include "h.h"\nsoc = <ONE>;\n#ifdef WITH_DSP\ndsp;\n#endif\n';

  test('a file is expanded once for all boards that give it the same macros', () => {
    const files = new Files({
      'h.h': header,
      'soc.dtsi': soc,
      'one.dts': '#define UNRELATED 5\n#include "soc.dtsi"\nTWO',
      'two.dts': '#include "h.h"\n#include "soc.dtsi"\nONE',
      'three.dts': '#define WITH_DSP\n#include "soc.dtsi"\n',
    });
    const expander = new Expander(files);
    const one = expander.expand(requestFor('one.dts'));
    const two = expander.expand(requestFor('two.dts'));
    const three = expander.expand(requestFor('three.dts'));
    expect(words(one)).toBe('soc = <1>; 2');
    expect(words(two)).toBe('soc = <1>; 1');
    expect(words(three)).toBe('soc = <1>; dsp;');
    const socOf = (expansion: Expansion) =>
      expansion.unit.includes.find((item) => item.unit.file.path === 'soc.dtsi')?.unit;
    expect(socOf(two)).toBe(socOf(one));
    expect(socOf(three)).not.toBe(socOf(one));
    expect(expander.expand(requestFor('one.dts')).unit).toBe(one.unit);
  });

  test('an edit expands what depends on it and no more', () => {
    const files = new Files({
      'h.h': header,
      'soc.dtsi': soc,
      'b.dtsi': 'b = <TWO>;',
      'a.dts': '#include "soc.dtsi"\n#include "b.dtsi"\nx',
    });
    const expander = new Expander(files);
    expect(expander.expand(requestFor('a.dts')).counts).toEqual({ reused: 0, expanded: 4, partly: 0 });
    files.write('a.dts', '#include "soc.dtsi"\n#include "b.dtsi"\ny');
    const edited = expander.expand(requestFor('a.dts'));
    expect(words(edited)).toBe('soc = <1>; b = <2>; y');
    expect(edited.counts.expanded).toBe(1);
    files.write('h.h', header.replace('TWO 2', 'TWO 3'));
    expect(words(expander.expand(requestFor('a.dts')))).toBe('soc = <1>; b = <3>; y');
  });

  test('what counts over the whole board is counted anew', () => {
    const files = new Files({
      'c.h': '__COUNTER__ __INCLUDE_LEVEL__',
      'once.h': '#pragma once\nonce',
      'd.h': '#include "c.h"\n#include "once.h"',
      'a.dts': '#include "c.h"\n#include "d.h"\n#include "once.h"\n__COUNTER__',
    });
    const expander = new Expander(files);
    for (let round = 0; round < 3; round++) {
      expect(words(expander.expand(requestFor('a.dts')))).toBe('0 1 1 2 once 2');
    }
  });

  test('little memory means more work and the same text', () => {
    const files = new Files({ 'h.h': header, 'soc.dtsi': soc, 'a.dts': '#include "soc.dtsi"\nTWO' });
    const expander = new Expander(files, 1000);
    for (let round = 0; round < 3; round++) expect(words(expander.expand(requestFor('a.dts')))).toBe('soc = <1>; 2');
  });
});
