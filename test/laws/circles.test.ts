import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { importsOf, productSources, type Source } from './sourceText.ts';

/** What each file imports of the others, types included. */
function importGraph(sources: readonly Source[]): Map<string, Set<string>> {
  const paths = new Set(sources.map(({ path }) => path));
  return new Map(
    sources.map((source) => {
      const targets = importsOf(source).map(({ specifier }) => posix.join(posix.dirname(source.path), specifier));
      return [source.path, new Set(targets.filter((target) => paths.has(target)))];
    }),
  );
}

/** The same between the folders of a house, whose files stand for themselves. */
function roomGraph(sources: readonly Source[], house: string): Map<string, Set<string>> {
  const roomOf = (path: string): string => path.slice(house.length).split('/')[0] ?? '';
  const rooms = new Map<string, Set<string>>();
  for (const [path, targets] of importGraph(sources)) {
    const room = roomOf(path);
    const known = rooms.get(room) ?? new Set();
    for (const target of targets) if (roomOf(target) !== room) known.add(roomOf(target));
    rooms.set(room, known);
  }
  return rooms;
}

/** What is left when everything that imports nothing that is left has been taken away, again and again: the circles. */
function circlesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const left = new Map(graph);
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const [name, targets] of left) if (![...targets].some((target) => left.has(target))) left.delete(name);
  }
  return [...left.keys()].sort();
}

const KERNEL = 'server/src/kernel/';
const kernel = productSources().filter(({ path }) => path.startsWith(KERNEL));

it('no files import each other in a circle, not for types either', () =>
  expect(circlesOf(importGraph(productSources()))).toEqual([]));

it('no rooms of the kernel do', () => expect(circlesOf(roomGraph(kernel, KERNEL))).toEqual([]));

it('sees a circle of files, and one of rooms alone', () => {
  const files = (second: string): Source[] => [
    { path: 'server/src/kernel/cma/a.ts', text: "import { b } from '../early/b.ts';" },
    { path: 'server/src/kernel/early/b.ts', text: '' },
    { path: 'server/src/kernel/early/c.ts', text: `import type { A } from '../cma/${second}';` },
    { path: 'server/src/kernel/cma/d.ts', text: '' },
  ];
  expect(circlesOf(importGraph(files('d.ts')))).toEqual([]);
  expect(circlesOf(roomGraph(files('d.ts'), KERNEL))).toEqual(['cma', 'early']);
  const turned = files('a.ts').map((file) =>
    file.path.endsWith('b.ts') ? { ...file, text: "import type { C } from './c.ts';" } : file,
  );
  expect(circlesOf(importGraph(turned))).toEqual([
    'server/src/kernel/cma/a.ts',
    'server/src/kernel/early/b.ts',
    'server/src/kernel/early/c.ts',
  ]);
});
