import { expect, test } from 'vitest';
import { SourceFile } from '../../text/sourceFile.ts';
import { Expander, type Expansion, flatten } from './expander.ts';

const NAMES = ['A', 'B', 'C', 'D'];
const HEADERS = ['h0.h', 'h1.h', 'h2.h', 'h3.h', 'h4.h'];

/** A generator of whole numbers below a bound that gives the same row for the same seed. */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
}

/** Some lines that depend on macros and change them, and include headers after `index`. */
function randomText(random: (bound: number) => number, index: number): string {
  const lines: string[] = [];
  const pick = (items: readonly string[]) => items[random(items.length)] ?? '';
  const guard = random(3) === 0;
  if (guard) lines.push(`#ifndef G${index}`, `#define G${index}`);
  if (random(8) === 0) lines.push('#pragma once');
  for (let count = random(7); count > 0; count--) {
    const name = pick(NAMES);
    const header = HEADERS[index + 1 + random(Math.max(1, HEADERS.length - index - 1))];
    const choices = [
      `#define ${name} ${random(3)}`,
      `#define ${name} ${pick(NAMES)}`,
      `#define ${name}(x) x ${pick(NAMES)}`,
      `#undef ${name}`,
      `text ${name} ${name}(1)`,
      `#ifdef ${name}\nyes\n#else\nno\n#endif`,
      `#if ${name} > 1\nbig\n#elif defined ${pick(NAMES)}\nsome\n#endif`,
      random(9) === 0 ? '__COUNTER__ __INCLUDE_LEVEL__ __LINE__' : '/* nothing */',
      `#if __has_include("h9.h")\nnine\n#endif`,
      header === undefined ? 'leaf' : `#include "${header}"`,
      header === undefined ? 'leaf' : `#include "${header}"`,
    ];
    lines.push(pick(choices));
  }
  if (guard) lines.push('#endif');
  return `${lines.join('\n')}\n`;
}

function described(expansion: Expansion): unknown {
  const { text, originAt } = flatten(expansion.unit);
  const origins: string[] = [];
  for (let offset = 0; offset < text.length; offset++) {
    if (/\s/.test(text.charAt(offset))) continue;
    const { spelling, expansion: use, argument } = originAt(offset);
    origins.push(
      `${spelling.file.path}:${spelling.start}-${spelling.end} ${use?.macro} ${use?.definition?.start} ${argument}`,
    );
  }
  const problems = expansion.problems.map(
    (problem) => `${problem.id} ${problem.span?.file.path}:${problem.span?.start}`,
  );
  return { text: text.split(/\s+/).join(' '), problems, origins };
}

test('what was kept from other boards and earlier edits never changes a result', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = generator(seed * 7919);
    const files = new Map<string, SourceFile>();
    const reader = { read: (path: string) => files.get(path) };
    const write = (path: string, index: number) => files.set(path, new SourceFile(path, randomText(random, index)));
    const boards = ['x.dts', 'y.dts', 'z.dts'];
    for (const [index, header] of HEADERS.entries()) write(header, index);
    for (const board of boards) write(board, -1);
    const expander = new Expander(reader);
    for (let edit = 0; edit < 25; edit++) {
      const path = boards[random(boards.length)] ?? '';
      const request = { path, includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] };
      expect(described(expander.expand(request)), `seed ${seed}, edit ${edit}`).toEqual(
        described(new Expander(reader).expand(request)),
      );
      if (random(3) > 0) continue;
      const header = random(HEADERS.length);
      write(HEADERS[header] ?? '', header);
      if (random(6) === 0 && !files.delete('h9.h')) files.set('h9.h', new SourceFile('h9.h', '9'));
    }
  }
});

test('what is said of a missing include names the folders that are searched now', () => {
  const files = new Map([['a.dts', new SourceFile('a.dts', '#include "none.h"\n')]]);
  const expander = new Expander({ read: (path) => files.get(path) });
  const messageWith = (includeRoots: readonly string[]) =>
    expander.expand({ path: 'a.dts', includeRoots, defines: [], preprocess: true, dtcIncludeRoots: [] }).problems[0]
      ?.message;
  expect(messageWith([])).not.toContain('`inc`');
  expect(messageWith(['inc'])).toContain('`inc`');
  expect(messageWith([])).not.toContain('`inc`');
});

test.each([
  ['a file that includes itself', { 'h.h': '#include "h.h"\nx\n' }, 'include-depth'],
  ['one that includes itself twice', { 'h.h': '#include "h.h"\n#include "h.h"\n' }, 'expansion-too-large'],
])('a limit is met at the same place whatever was read before: %s', (_name, headers, id) => {
  const files = new Map<string, SourceFile>();
  const write = (path: string, text: string) => files.set(path, new SourceFile(path, text));
  for (const [path, text] of Object.entries(headers)) write(path, text);
  const reader = { read: (path: string) => files.get(path) };
  const problemsOf = (expander: Expander) =>
    expander
      .expand({ path: 'a.dts', includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] })
      .problems.map((problem) => `${problem.id} ${problem.span?.file.path}:${problem.span?.start}`);
  const expander = new Expander(reader);
  for (const text of ['a\n', '#define D\n']) {
    write('a.dts', `#include "h.h"\n#include "h.h"\n${text}`);
    const fresh = problemsOf(new Expander(reader));
    expect(fresh.some((problem) => problem.startsWith(`${id} `))).toBe(true);
    expect(problemsOf(expander)).toEqual(fresh);
  }
});
