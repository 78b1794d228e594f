import type { Random } from '../harness/random.ts';
import { LABELS, NUMBERS } from './words.ts';

/** A text as the preprocessor and dtc would roughly cut it: names, numbers, strings, comments, white space, the rest. */
const PIECE = /"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*|0[xX][0-9a-fA-F]+|[A-Za-z_]\w*|\d+|[^\S\n]+|\n|./g;

const isNumber = (piece: string): boolean => /^\d/.test(piece);
const isName = (piece: string): boolean => /^[A-Za-z_]/.test(piece);

/** Definitions that stand before everything else, one line each. */
type Definitions = string[];

/** One number or name becomes a macro of some form that comes to it. */
function throughMacro(pieces: string[], random: Random, definitions: Definitions): void {
  const places = pieces.flatMap((piece, at) => (isNumber(piece) || (isName(piece) && random.oneIn(4)) ? [at] : []));
  if (places.length === 0) return;
  const at = random.pick(places);
  const piece = pieces[at] ?? '';
  const name = `M${definitions.length}`;
  const [definition, use] = random.pick([
    () => [`#define ${name} ${piece}`, name],
    () => [`#define ${name}() ${piece}`, `${name}()`],
    () => [`#define ${name}(x) x`, `${name}(${piece})`],
    () => [`#define ${name}(x, ...) x __VA_ARGS__`, `${name}(${piece})`],
    () => [`#define ${name}(x, y...) x##y`, `${name}(${piece})`],
    () => [`#define ${name}(a, b) a##b`, `${name}(${piece.slice(0, 1)}, ${piece.slice(1)})`],
    () => [`#define ${name}_(a, b) a##b\n#define ${name}(a, b) ${name}_(a, b)`, `${name}(${piece},)`],
    () => [`#define ${name}a ${name}b\n#define ${name}b ${piece}`, `${name}a`],
    () => [`#define ${name} ${name} ${piece}`, name],
    () => [`#define ${name}(...) __VA_OPT__(${piece})`, `${name}(1)`],
  ])();
  definitions.push(definition ?? '');
  pieces[at] = use ?? '';
}

/** A string that a macro makes of words. */
function throughStringify(pieces: string[], random: Random, definitions: Definitions): void {
  const places = pieces.flatMap((piece, at) => (/^"[\w ,-]*"$/.test(piece) ? [at] : []));
  if (places.length === 0) return;
  const at = random.pick(places);
  const words = (pieces[at] ?? '""').slice(1, -1);
  definitions.push(random.pick(['#define S(x) #x', '#define S_(...) #__VA_ARGS__\n#define S(...) S_(__VA_ARGS__)']));
  pieces[at] = `S(${words})`;
}

/** Lines of the preprocessor around some lines of a text. */
function aroundLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const from = random.below(lines.length);
  const to = from + random.below(Math.min(8, lines.length - from));
  const [before, after] = random.pick([
    ['#if 1', '#endif'],
    ['#if 0', '#endif'],
    ['#ifdef N', '#else\n#endif'],
    ['#ifndef N\n#define N', '#endif'],
    ['#if defined(N) && (N > 2 || !M0)', '#elif 1\n#endif'],
    ['#if N == 3', '#else\nx;\n#endif'],
    ['#if 0\n#else', '#endif'],
    ["#if 'a' < 'b'", '#endif'],
    ['#pragma push_macro("N")\n#define N 9', '#pragma pop_macro("N")'],
    ['#define N 0x50000000', '#undef N'],
    ['#if __has_include("other.dtsi")', '#endif'],
  ]);
  return [...lines.slice(0, from), before, ...lines.slice(from, to), after, ...lines.slice(to)].join('\n');
}

/** A line by itself somewhere in a text. */
function extraLine(text: string, random: Random): string {
  const line = random.pick([
    '# 7 "elsewhere.dts"',
    '# 1 "a.dts" 2',
    '# 3 "x.h" 1 3',
    '#line 12',
    '#line 5 "y.dts"',
    '#include "other.dtsi"',
    '/include/ "other.dtsi"',
    '#pragma once',
    '#warning here',
    '#ident "x"',
    '#',
    `/* ${random.pick(['', '*', '// ', '" '])}*/`,
    `l: /* */ // ${random.pick(LABELS)}`,
    '_Pragma("x")',
    '#undef M0',
    '#define M0 1',
  ]);
  const lines = text.split('\n');
  lines.splice(random.below(lines.length + 1), 0, line);
  return lines.join('\n');
}

/** White space, comments and spliced lines between the pieces of a text. */
function spaced(pieces: string[], random: Random): void {
  const at = random.below(pieces.length + 1);
  pieces.splice(
    at,
    0,
    random.pick(['\\\n', '\\ \n', '/**/', ' ', '\t\n', '\r\n', '??/\n', '/* a\n */', '// x\n', '\v\f']),
  );
}

/** A node that a macro makes, with its definition. */
function madeNode(random: Random, definitions: Definitions): string {
  definitions.push(
    random.pick([
      '#define NODE(n, r) n { reg = <r>; };',
      '#define NODE(n, ...) n##0: n { p = __VA_ARGS__; };',
      '#define NODE(n, r) n: n@r { reg = <0 0x##r 0 0x1000>; };',
      '#define NODE(n, r) &n { status = #r; };',
    ]),
  );
  return `\nNODE(${random.pick([...LABELS, 'q'])}, ${random.pick([...NUMBERS, '<1>', '50000000', ''])})\n`;
}

/** Built-in macros as cells and strings. */
function builtIn(random: Random): string {
  return random.pick([
    'p = <__LINE__>;',
    'f = __FILE__;',
    'c = <__COUNTER__ __COUNTER__>;',
    'i = <__INCLUDE_LEVEL__>;',
  ]);
}

/**
 * A device tree source with what the preprocessor is used for put into it: macros of every form for its numbers, names,
 * strings and nodes, conditions around lines, line markers, includes, spliced lines and comments.
 */
export function preprocessedTree(text: string, random: Random): string {
  const definitions: Definitions = [];
  let result = text;
  for (let left = random.between(1, 5); left > 0; left--) {
    const pieces = result.match(PIECE) ?? [];
    const statement = Math.max(result.indexOf('{'), result.indexOf(';', random.below(result.length + 1))) + 1;
    switch (random.below(9)) {
      case 0:
        result = aroundLines(result, random);
        break;
      case 1:
        result = extraLine(result, random);
        break;
      case 2:
        spaced(pieces, random);
        result = pieces.join('');
        break;
      case 3:
        throughStringify(pieces, random, definitions);
        result = pieces.join('');
        break;
      case 4:
        result = result.slice(0, statement) + madeNode(random, definitions) + result.slice(statement);
        break;
      case 5:
        result = `${result.slice(0, statement)}\n${builtIn(random)}\n${result.slice(statement)}`;
        break;
      default:
        throughMacro(pieces, random, definitions);
        result = pieces.join('');
    }
  }
  return definitions.length === 0 ? result : `${definitions.join('\n')}\n${result}`;
}

/** What another file holds that a board includes at any place. */
export function includedText(random: Random): string {
  return random.pick([
    '',
    'n { a = <1>; };\n',
    '/ { x; };\n',
    '#define N 3\n',
    '#pragma once\nz { };\n',
    '#ifndef G\n#define G\ng { };\n#endif\n',
    '&l0 { status = "okay"; };\n',
    '#define NODE(n, r) n { r; };\n',
    '};\n',
    'p = <1>',
    '/* open',
    '# 9 "far.dts"\nq;\n',
    '__INCLUDE_LEVEL__: m { };\n',
    '/dts-v1/;\n',
  ]);
}
