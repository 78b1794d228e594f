import { Expander, flatten } from '../../../server/src/devicetree/expansion/expander.ts';
import { MemoryReader } from '../../memoryReader.ts';
import { changedBytes } from '../harness/change.ts';
import type { Random } from '../harness/random.ts';
import { fuzzTarget, needSame } from '../harness/target.ts';
import { changedTree } from '../making/deviceTree.ts';
import { conformanceTexts } from '../making/sources.ts';

const INDEPENDENT = 'a file expands as by an expander that has seen nothing';

/** Every how many inputs one is also expanded by an expander that has seen nothing. */
const FRESH_EVERY = 4;

const MACROS = ['A', 'B', 'F', 'N', '__LINE__', '__FILE__', '__COUNTER__', '__VA_ARGS__', 'defined', '__has_include'];

function line(random: Random): string {
  const macro = () => random.pick(MACROS);
  const words = (most: number) =>
    random
      .list(0, most, () =>
        random.pick([
          macro(),
          'x',
          '1',
          '0x10',
          '(',
          ')',
          ',',
          '+',
          '&&',
          '||',
          '!',
          '#',
          '##',
          '"s"',
          "'c'",
          '1 / 0',
          'defined(A)',
          '...',
          '?',
          ':',
        ]),
      )
      .join(' ');
  return random.pick([
    () => `#define ${macro()} ${words(6)}`,
    () =>
      `#define ${random.pick(['F', 'G'])}(${random.pick(['', 'x', 'x, y', 'x, ...', '...', 'args...'])}) ${words(8)}`,
    () => `#undef ${macro()}`,
    () => `#if ${words(6)}`,
    () => `#ifdef ${macro()}`,
    () => `#ifndef ${macro()}`,
    () => `#elif ${words(4)}`,
    () => '#else',
    () => '#endif',
    () => '#endif',
    () => `#include ${random.pick(['"other.h"', '<other.h>', '"missing.h"', macro(), words(2), '"board.dts"'])}`,
    () => `#line ${words(2)}`,
    () => '#pragma once',
    () => `#error ${words(3)}`,
    () => `${words(8)}`,
    () => `F(${words(4)}) G(${words(4)}, ${words(2)})`,
    () => `F(${words(4)}`,
    () => `a \\`,
    () => '/* x',
    () => 'y */ // z',
    () => '_Pragma("once")',
  ])();
}

interface PreprocessorInput {
  readonly board: string;
  readonly other: string;
}

export const target = fuzzTarget<PreprocessorInput>({
  name: 'preprocessor',
  inputs:
    'directives and macros in any order, and the recorded cases of gcc changed, in two files that may include each other',
  oracles: [INDEPENDENT],
  inTests: 1000,
  make: (random) => {
    const lines = (most: number) => random.list(1, most, () => line(random)).join('\n');
    const known = conformanceTexts('cpp', ['.dts', '.h']);
    let board = random.oneIn(2) ? random.pick(known) : lines(12);
    if (random.oneIn(3)) board = changedTree(board, random, known);
    if (random.oneIn(4)) board = changedBytes(board, random);
    return { board: `${board}\n`, other: `${lines(4)}\n` };
  },
  open: (isReplay) => {
    const files = new MemoryReader({});
    const expander = new Expander(files);
    const roots = { includeRoots: ['inc'], dtcIncludeRoots: [], defines: [{ name: 'N', value: '3' }] };
    const request = { ...roots, path: 'board.dts', preprocess: true };
    const expand = (by: Expander) => {
      const { unit, problems, failed, missing } = by.expand(request);
      return {
        text: flatten(unit).text,
        problems: problems.map(({ id, message, span }) => [id, message, span?.start, span?.end]),
        failed,
        missing,
      };
    };
    let count = 0;
    return ({ board, other }) => {
      files.write('board.dts', board);
      files.write('other.h', other);
      files.write('inc/other.h', `#define A 2\n${other}`);
      const expanded = expand(expander);
      if (count++ % FRESH_EVERY === 0 || isReplay) needSame(INDEPENDENT, expanded, expand(new Expander(files)));
    };
  },
});
