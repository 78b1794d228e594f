import { expect } from 'vitest';
import { Expander, flatten } from '../../../server/src/devicetree/expansion/expander.ts';
import { EXPANSION_LIMITS } from '../../../server/src/text/limits.ts';
import { SourceFile } from '../../../server/src/text/sourceFile.ts';
import type { ExpansionEdges } from '../edges.ts';

/** What comes of expanding `a.dts` of some files. */
function expand(files: Readonly<Record<string, string>>) {
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, new SourceFile(path, text)]));
  const expander = new Expander({ read: (path) => sources.get(path) });
  const request = { path: 'a.dts', includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] };
  const { problems, unit, counts } = expander.expand(request);
  const messages = problems.map(({ message }) => message);
  return {
    ids: [...new Set(problems.map(({ id }) => id))],
    messages,
    problems,
    counts,
    text: () => flatten(unit).text,
  };
}

/** Whether the last line of a text is read. */
const readsOn = (expanded: ReturnType<typeof expand>): boolean => /\blast\b/.test(expanded.text());

/** Files that include each other, some deep. */
const chain = (depth: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: depth + 1 }, (_, level) => [
      level === 0 ? 'a.dts' : `${level}.h`,
      level === depth ? 'innermost\n' : `#include "${level + 1}.h"\n${level === 0 ? 'last\n' : ''}`,
    ]),
  );

/** `#define`s and a use of the last: a tree of calls that makes 2^levels words. */
const doubling = (levels: number, name: string): string =>
  [
    `#define ${name}0 x`,
    ...Array.from({ length: levels }, (_, level) => `#define ${name}${level + 1} ${name}${level} ${name}${level}`),
    '',
  ].join('\n');

/** What the preprocessor does before it stops. */
export const expansionEdges = {
  includeDepth() {
    const { includeDepth } = EXPANSION_LIMITS;
    // The board itself is the first.
    const most = expand(chain(includeDepth - 1));
    expect(most.ids).toEqual([]);
    expect(most.text()).toContain('innermost');
    const past = expand(chain(includeDepth));
    expect(past.messages).toEqual([expect.stringContaining(`exceeds maximum of ${includeDepth}`)]);
    expect(past.text()).not.toContain('innermost');
    expect(readsOn(past)).toBe(true);
  },
  includesPastDepth() {
    const { includesPastDepth } = EXPANSION_LIMITS;
    const after = (files: number) =>
      expand({
        'deep.dts': '#include "deep.dts"\n',
        'x.h': 'x\n',
        'a.dts': `#include "deep.dts"\n${'#include "x.h"\n'.repeat(files)}last\n`,
      });
    expect(after(includesPastDepth).ids).toEqual(['include-depth']);
    const past = after(includesPastDepth + 1);
    expect(past.ids).toEqual(['include-depth', 'expansion-too-large']);
    expect(past.messages[1]).toContain(`more than ${includesPastDepth} files`);
    expect(past.text()).toContain('last');
  },
  pathsLookedAt() {
    const { pathsLookedAt } = EXPANSION_LIMITS;
    // The board itself is the first. Without folders that are searched each name is one path.
    const missing = (names: number) =>
      expand({
        'a.dts': Array.from({ length: names }, (_, index) => `#include "m${index}.h"\n`).join(''),
      });
    expect(missing(pathsLookedAt - 2).ids).toEqual(['include-not-found']);
    const past = missing(pathsLookedAt + 10);
    expect(past.ids).toEqual(['include-not-found', 'expansion-too-large']);
    expect(past.messages.at(-1)).toMatch(
      new RegExp(`^m${pathsLookedAt + 9}\\.h is not looked for: .* at ${pathsLookedAt} paths`),
    );
  },
  includes() {
    const { includes } = EXPANSION_LIMITS;
    const including = (times: number) => expand({ 'a.dts': `${'#include "b.h"\n'.repeat(times)}last\n`, 'b.h': '' });
    // The board itself is one.
    expect(including(includes - 1).ids).toEqual([]);
    const past = including(includes);
    expect(past.messages).toEqual([expect.stringContaining(`${includes} files`)]);
    expect(readsOn(past)).toBe(true);
  },
  bytes() {
    const { bytes } = EXPANSION_LIMITS;
    const most = 1 << 23;
    const files = (count: number) => {
      const long = `"${'s'.repeat(most - 3)}"\n`;
      const names = Array.from({ length: count }, (_, index) => `${index}.h`);
      const including = names.map((name) => `#include "${name}"\n`).join('');
      return expand({ 'a.dts': `${including}last\n`, ...Object.fromEntries(names.map((name) => [name, long])) });
    };
    // What is over is seen at the next include: the text before it is not cut.
    expect(files(bytes / most).ids).toEqual([]);
    const past = files(bytes / most + 2);
    expect(past.messages).toEqual([expect.stringContaining(`${bytes >> 20} MiB`)]);
    expect(readsOn(past)).toBe(true);
  },
  eventsAgain() {
    const { eventsAgain } = EXPANSION_LIMITS;
    const words = 4096;
    const again = eventsAgain / words;
    const included = (times: number) =>
      expand({ 'a.dts': `${'#include "b.h"\n'.repeat(1 + times)}last\n`, 'b.h': 'w\n'.repeat(words) });
    expect(included(again).ids).toEqual([]);
    // A word of a megabyte is not one.
    const long = (bytes: number) =>
      expand({ 'a.dts': '#include "b.h"\n'.repeat(9), 'b.h': `${'w'.repeat(bytes - 1)}\n` });
    expect(long(2 * eventsAgain).ids).toEqual([]);
    expect(long(2 * eventsAgain + 16).ids).toEqual(['expansion-too-large']);
    const past = included(again + 1);
    expect(past.messages).toEqual([expect.stringContaining('long files again and again')]);
    expect(readsOn(past)).toBe(true);
  },
  problemsOfAKind() {
    const { problemsOfAKind } = EXPANSION_LIMITS;
    const warned = (count: number) => expand({ 'a.dts': `${'#warning w\n'.repeat(count)}#error e\n` });
    expect(warned(problemsOfAKind).problems).toHaveLength(problemsOfAKind + 1);
    const past = warned(problemsOfAKind + 1);
    expect(past.problems).toHaveLength(problemsOfAKind + 1);
    expect(past.messages.at(-1)).toContain('e');
  },
  problems() {
    const { problems, problemsOfAKind } = EXPANSION_LIMITS;
    const kinds = [
      '#warning w',
      '#error e',
      '#nonsense',
      '#include "none.h"',
      '#if (',
      '#endif',
      '#line x',
      '#undef 1',
    ];
    const found = (count: number) =>
      expand({
        'a.dts': kinds.map((line) => (line === '#if (' ? `${line}\n#endif\n` : `${line}\n`).repeat(count)).join(''),
      });
    const perLine = found(1).problems.length;
    expect(found(1).ids.length * problemsOfAKind).toBeGreaterThan(problems);
    const within = Math.floor(problems / perLine);
    expect(found(within).problems).toHaveLength(within * perLine);
    expect(found(problemsOfAKind).problems).toHaveLength(problems);
  },
  fileBytes() {
    const { fileBytes } = EXPANSION_LIMITS;
    const read = (length: number) => {
      const text = `"${'s'.repeat(length - 3)}"\n`;
      return expand({ 'a.dts': '#include "b.h"\nlast\n', 'b.h': text });
    };
    expect(read(fileBytes).ids).toEqual([]);
    const past = read(fileBytes + 1);
    expect(past.messages).toEqual([expect.stringContaining(`larger than ${fileBytes >> 20} MiB`)]);
    expect(readsOn(past)).toBe(true);
  },
  bodyTokens() {
    const { bodyTokens } = EXPANSION_LIMITS;
    const used = (tokens: number) => expand({ 'a.dts': `#define A ${'1 '.repeat(tokens)}\nA\nlast\n` });
    const most = used(bodyTokens);
    expect(most.ids).toEqual([]);
    expect(most.text().match(/\b1\b/g)).toHaveLength(bodyTokens);
    const past = used(bodyTokens + 1);
    expect(past.messages).toEqual([expect.stringContaining(`more than ${bodyTokens} tokens`)]);
    expect(readsOn(past)).toBe(true);
  },
  stepsPerUse() {
    const { stepsPerUse } = EXPANSION_LIMITS;
    // A word of each level is handled once at each level above it.
    const levels = Math.log2(stepsPerUse);
    const used = (count: number) => expand({ 'a.dts': `${doubling(count, 'M')}M${count}\nlast\n` });
    expect(used(levels - 5).ids).toEqual([]);
    expect(
      used(levels - 5)
        .text()
        .match(/\bx\b/g),
    ).toHaveLength(2 ** (levels - 5));
    const past = used(levels + 1);
    expect(past.messages).toEqual([expect.stringContaining(`more than ${stepsPerUse} tokens`)]);
    expect(readsOn(past)).toBe(true);
  },
  steps() {
    const { steps } = EXPANSION_LIMITS;
    // Each of the uses is well within the limit of one.
    const levels = Math.floor(Math.log2(steps)) - 8;
    const used = (uses: number) => expand({ 'a.dts': `${doubling(levels, 'M')}${`M${levels}\n`.repeat(uses)}last\n` });
    expect(used(16).ids).toEqual([]);
    const past = used(512);
    expect(past.messages).toEqual([expect.stringContaining(`more than ${steps} tokens`)]);
    // What follows would be full of names that no macro stands for any more.
    expect(readsOn(past)).toBe(false);
    // What comes to stand in the text counts five times, and long tokens by their length.
    const made = (token: string) =>
      expand({ 'a.dts': `#define A ${`${token} `.repeat(1 << 15)}\n${'A\n'.repeat(400)}` }).text();
    expect(made('1').match(/1/g)?.length).toBeLessThanOrEqual(steps / 5);
    expect(made('0x0000000000001').length).toBeLessThan(4 * steps);
  },
  filesInVain() {
    const { filesInVain, includes } = EXPANSION_LIMITS;
    const own = '#include "b.h"\n#include "b.h"\n';
    const files = new Map([['b.h', new SourceFile('b.h', own)]]);
    const expander = new Expander({ read: (path) => files.get(path) });
    const read = (text: string) => {
      files.set('a.dts', new SourceFile('a.dts', text));
      const request = { path: 'a.dts', includeRoots: [], defines: [], preprocess: true, dtcIncludeRoots: [] };
      const { problems, counts } = expander.expand(request);
      return { found: problems.map(({ id, message }) => [id, message]), expanded: counts.expanded };
    };
    const first = read('#include "b.h"\n');
    expect(first.found.length).toBeGreaterThan(1000);
    // What was recorded does not fit after another line, which each of thousands of files finds out by itself.
    const again = read('#include "b.h"\nx\n');
    expect(again.found).toEqual(first.found);
    expect(again.expanded).toBeLessThan(3 * includes);
    expect(again.expanded).toBeLessThan(2 * includes + filesInVain);
  },
} satisfies ExpansionEdges;
