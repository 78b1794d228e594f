import { BOARD, type JudgedCase } from './judgedCase.ts';

/** Numbers that look random and are the same for the same seed (mulberry32). */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  of<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  }

  many(most: number, piece: () => string): string {
    return Array.from({ length: this.below(most + 1) }, piece).join('');
  }
}

type Writer = (dice: Dice) => Readonly<Record<string, string>> | string;

const WORDS = ['a', 'b', 'X', 'Y', 'F', 'E', 'n1', '_x', 'a-b', 'a,b', '1', '0x1f', '42', '.5', '1e', '0x1e'];
const PUNCTUATION = [...'+-*/%<>=!&|^~?:;,.#@()[]{}$\\`', '##', '<<', '>>', '->', '...', '%:', '<:', '&&', '++', '--'];
const BLANKS = [' ', '  ', '\t', ' \t ', '\n', '\n  ', '\n\t', ' /* c */ ', '/**/', ' \\\n ', '\\\n', '\f', '\v'];
const DEFINITIONS = [
  '#define X 1\n',
  '#define X -1\n',
  '#define E\n',
  '#define Y X\n',
  '#define Y (X + 1)\n',
  '#define F(x) x\n',
  '#define F(x) #x\n',
  '#define F(x, y) x##y\n',
  '#define F(x, ...) x __VA_ARGS__\n',
  '#define F(x, ...) x, ##__VA_ARGS__\n',
  '#define F(x, ...) x __VA_OPT__(+) #x\n',
  '#define F() Y\n',
  '#undef X\n',
  '#pragma push_macro("X")\n',
  '#pragma pop_macro("X")\n',
  '#define a b\n',
  '#define b a\n',
];

const piece = (dice: Dice): string =>
  dice.of<() => string>([
    () => dice.of(WORDS),
    () => dice.of(WORDS),
    () => dice.of(PUNCTUATION),
    () => dice.of(BLANKS),
    () => ' ',
    () => `F(${dice.many(3, () => dice.of([...WORDS, ',', ' ', '(x)', 'F(1)', '"s"', '-', '#']))})`,
    () => dice.of(['"x"', "'c'", '"a\\"b"', '"//"', "'\\n'", 'L"w"', '__LINE__', '__COUNTER__', '__FILE__']),
  ])();

/** Text of tokens and macros, in which nothing is meant. */
const soup: Writer = (dice) =>
  dice.many(4, () => dice.of(DEFINITIONS)) + dice.many(24, () => piece(dice)) + dice.of(['\n', '', ' \n']);

const rest = (dice: Dice): string =>
  dice.of<() => string>([
    () => dice.of(WORDS),
    () => dice.of(WORDS),
    () => dice.of(BLANKS),
    () => dice.of(BLANKS),
    () =>
      dice.of([
        "it's",
        '\\"',
        '/* gone */',
        '// gone',
        '+',
        '-',
        '- -',
        '++',
        '@',
        '#',
        '\\n',
        '\\\\',
        ',',
        '&',
        '(',
        ')',
      ]),
    () =>
      dice.of([
        '\n',
        '\n\n',
        '\n\n\n\n\n\n\n\n\n\n',
        '\n#define X 7\n',
        '\n#undef X\n',
        '\nF(1)\n',
        '\nF\n(2)',
        '\n X\n',
      ]),
  ])();

/** A string over several lines, whose later lines gcc takes for tokens. */
const longString: Writer = (dice) =>
  `${dice.many(3, () => dice.of(DEFINITIONS))}/dts-v1/;\n/ {\n\ts = "x${dice.many(3, () => dice.of(WORDS))}\n` +
  `${dice.many(14, () => rest(dice))}\n";\n\tb = <1>;\n${dice.of(['', '\tt = "y\n z";\n'])}};\n`;

const operand = (dice: Dice, depth: number): string =>
  depth <= 0 || dice.below(3) === 0
    ? dice.of([
        '0',
        '1',
        '2',
        '3',
        '7',
        '63',
        '64',
        '0x10',
        '010',
        "'a'",
        '0xffffffff',
        '1U',
        '2UL',
        '0x8000000000000000',
      ])
    : dice.of<() => string>([
        () => `(${expression(dice, depth - 1)})`,
        () => `${dice.of(['-', '~', '!', '- ', '! '])}${operand(dice, depth - 1)}`,
      ])();

const OPERATORS = ['+', '-', '*', '/', '%', '<<', '>>', '<', '>', '<=', '>=', '==', '!=', '&', '|', '^', '&&', '||'];

function expression(dice: Dice, depth: number): string {
  if (dice.below(8) === 0) {
    return `${operand(dice, depth)} ? ${expression(dice, depth - 1)} : ${operand(dice, depth)}`;
  }
  return dice.below(4) === 0
    ? operand(dice, depth)
    : `${operand(dice, depth)} ${dice.of(OPERATORS)} ${operand(dice, depth)}${dice.of(['', ` ${dice.of(OPERATORS)} ${operand(dice, depth)}`])}`;
}

const conditions: Writer = (dice) =>
  `/dts-v1/;\n/ {\n${dice.many(3, () => dice.of(DEFINITIONS))}${dice.many(
    4,
    () =>
      `#if ${expression(dice, 2)}\na${dice.below(9)};\n${dice.of(['', '#else\nb;\n', `#elif ${expression(dice, 1)}\nc;\n`, '#elifdef X\nd;\n'])}#endif\n`,
  )}};\n`;

const values: Writer = (dice) => {
  const value = (): string =>
    dice.of<() => string>([
      () =>
        `<${dice.many(4, () => `${dice.of(['1', '0x2', '010', "'c'", '&n', '&{/n}', 'l:', `(${expression(dice, 2)})`])} `)}>`,
      () =>
        `/bits/ ${dice.of(['8', '16', '32', '64', '7', '0x8'])} <${dice.many(3, () => `${dice.of(['1', '255', '256', '0x10000', '(-1)', '(-256)', "'\\xff'", `(${expression(dice, 1)})`])} `)}>`,
      () =>
        `"${dice.many(5, () => dice.of(['a', '\\n', '\\x41', '\\101', '\\q', '\\\\', '\\"', '\n', '\t', '\xff', '\\x', '\\08', "'", '/*', '//']))}"`,
      () => `[${dice.many(5, () => dice.of(['12', 'ab', ' ', 'CDEF', 'l:', '1', 'g', '/* */']))}]`,
      () => dice.of(['&n', '&{/n}', '&missing', 'l: "x" m:', '', '"x" "y"', '<1', '[12']),
    ])();
  return `/dts-v1/;\n/ {\n${dice.many(4, () => `p${dice.below(4)}${dice.of([' = ', '=', '= '])}${value()}${dice.of(['', '', `, ${value()}`])};\n`)}n: n { };\n};\n`;
};

const nodes: Writer = (dice) => {
  const statement = (depth: number): string =>
    dice.of<() => string>([
      () => `p${dice.below(3)};\n`,
      () => `p${dice.below(3)} = <${dice.of(['1', '&a', '&b', '&{/n0}'])}>;\n`,
      () =>
        `${dice.of(['', 'a: ', 'b: ', '/omit-if-no-ref/ ', 'c: d: '])}n${dice.below(3)}${dice.of(['', '@1'])} {\n${depth > 0 ? dice.many(3, () => statement(depth - 1)) : ''}}${dice.of([';', ';', ';', ''])}\n`,
      () => `/delete-node/ ${dice.of(['n0', 'n1', 'n2@1', '&a'])};\n`,
      () => `/delete-property/ p${dice.below(3)};\n`,
    ])();
  const outer = (): string =>
    dice.of<() => string>([
      () => `/ {\n${dice.many(3, () => statement(2))}};\n`,
      () =>
        `${dice.of(['&a', '&b', '&{/n0}', '&{/}', 'e: &a', '&{/n1/n0}'])} {\n${dice.many(2, () => statement(1))}};\n`,
      () => `/delete-node/ ${dice.of(['&a', '&b', '&{/n0}', '&{/}'])};\n`,
      () => `/omit-if-no-ref/ ${dice.of(['&a', '&{/n1}'])};\n`,
    ])();
  const head = dice.of(['/dts-v1/;\n', '/dts-v1/;\n', '/dts-v1/;\n/plugin/;\n', '/dts-v1/;\n/memreserve/ 1 2;\n']);
  return `${head}${dice.below(8) === 0 ? '' : `/ {\n${dice.many(4, () => statement(2))}};\n`}${dice.many(3, outer)}`;
};

const includes: Writer = (dice) => {
  const text = (): string =>
    dice.many(5, () =>
      dice.of([
        ...DEFINITIONS,
        '#include "b.h"\n',
        '#include <b.h>\n',
        '#include "c.h"\n',
        '#include_next <b.h>\n',
        '#import "c.h"\n',
        '#pragma once\n',
        '#ifdef X\n',
        '#else\n',
        '#endif\n',
        '#ifndef G\n#define G\n',
        'a;\n',
        'X Y;\n',
        'F(1)\n',
        '__INCLUDE_LEVEL__ __LINE__;\n',
        '#if __has_include("c.h")\n',
      ]),
    );
  const guard = '#if __INCLUDE_LEVEL__ < 4\n';
  return {
    [BOARD]: text(),
    'b.h': `${guard}${text()}\n#endif\n`,
    'c.h': `${guard}${text()}\n#endif\n`,
    'inc/b.h': `${guard}${text()}\n#endif\n`,
  };
};

/** What is written at random: by kind, how, and whether gcc reads it. */
const KINDS: readonly (readonly [kind: string, writer: Writer, preprocess: boolean])[] = [
  ['soup', soup, true],
  ['long-string', longString, true],
  ['conditions', conditions, true],
  ['includes', includes, true],
  ['values', values, false],
  ['nodes', nodes, false],
  ['values-in-c', values, true],
  ['nodes-in-c', nodes, true],
];

/** Cases put together at random, the same for the same seed: a case's name is its seed and number. */
export function* randomCases(count: number, seed: number): Generator<JudgedCase> {
  for (let number = 0; number < count; number++) {
    const [kind, writer, preprocess] = KINDS[number % KINDS.length] ?? KINDS[0] ?? ['', () => '', true];
    const text = writer(new Dice(seed * 1_000_003 + number));
    yield { kind, name: `${seed}-${number}`, files: typeof text === 'string' ? { [BOARD]: text } : text, preprocess };
  }
}
