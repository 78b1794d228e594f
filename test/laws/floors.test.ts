import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { importsOf, productSources, type Source } from './sourceText.ts';

/**
 * The floors of the rooms that have rooms in them, from the ground up: each may import what stands below it in the
 * list. A name is a folder, without the folders in it that are listed for themselves, or one file; `.` is the rest.
 */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  'server/src/devicetree/': [
    'expansion/tokens',
    'expansion/macros',
    'expansion/files',
    'expansion/units',
    'expansion/directives',
    'expansion',
    'syntax',
    'syntax/shortcuts',
    'syntax/unitReader.ts',
    'syntax/readEdit.ts',
    'syntax/lowering.ts',
    'document',
    'tree',
    'blob',
    '.',
  ],
  'server/src/kernel/': [
    'units',
    'behaviours',
    'input',
    'outcome',
    'pages',
    'early',
    'cma',
    'use',
    'heaps',
    'reservedMemory',
    '.',
  ],
};

/** Folders whose outside sees one file of them alone. */
const DOORS: Readonly<Record<string, string>> = { 'server/src/devicetree/syntax/shortcuts/': 'acceptedStatements.ts' };

/** The floor of a file of a house, by the longest name that fits. */
function floorOf(path: string, house: string, floors: readonly string[]): number {
  const inside = path.slice(house.length);
  const fits = (name: string): boolean => name === '.' || inside === name || inside.startsWith(`${name}/`);
  const names = floors.filter(fits).sort((one, other) => other.length - one.length);
  return floors.indexOf(names[0] ?? '.');
}

/** Each import that goes up, or past a door, as `file:line imports what`. */
function violations(sources: readonly Source[]): string[] {
  return sources.flatMap((source) =>
    importsOf(source).flatMap(({ specifier, line }) => {
      const target = posix.join(posix.dirname(source.path), specifier);
      const goesUp = Object.entries(FLOORS).some(
        ([house, floors]) =>
          source.path.startsWith(house) &&
          target.startsWith(house) &&
          floorOf(target, house, floors) > floorOf(source.path, house, floors),
      );
      const passesDoor = Object.entries(DOORS).some(
        ([room, door]) => target.startsWith(room) && !source.path.startsWith(room) && target !== room + door,
      );
      return specifier.startsWith('.') && (goesUp || passesDoor) ? [`${source.path}:${line} imports ${specifier}`] : [];
    }),
  );
}

it('no arrow inside a room goes up', () => expect(violations(productSources())).toEqual([]));

it.each([
  ['server/src/devicetree/expansion/tokens/token.ts', "import type { Macro } from '../macros/macro.ts';"],
  ['server/src/devicetree/expansion/directives/x.ts', "import type { FileExpansion } from '../fileExpansion.ts';"],
  ['server/src/devicetree/syntax/assembler.ts', "import { x } from './shortcuts/acceptedStatements.ts';"],
  ['server/src/devicetree/syntax/unitReader.ts', "import { x } from './shortcuts/knownStatements.ts';"],
  ['server/src/devicetree/syntax/itemForm.ts', "import { x } from '../tree/nameCharacters.ts';"],
  ['server/src/devicetree/tree/deviceTree.ts', "import { x } from '../blob/writeBlob.ts';"],
  ['server/src/kernel/outcome/bootOutcome.ts', "import { x } from '../early/memblock.ts';"],
  ['server/src/kernel/heaps/x.ts', "import { boot } from '../boot.ts';"],
])('sees %s break it', (path, text) => expect(violations([{ path, text }])).toHaveLength(1));

it.each([
  ['server/src/devicetree/syntax/unitReader.ts', "import { x } from './shortcuts/acceptedStatements.ts';"],
  ['server/src/devicetree/syntax/shortcuts/nodeForms.ts', "import { x } from '../dtsCharacters.ts';"],
  ['server/src/devicetree/expansion/expander.ts', "import { x } from './directives/fileScope.ts';"],
  ['server/src/kernel/boot.ts', "import { x } from './reservedMemory/lateScan.ts';"],
])('lets %s be', (path, text) => expect(violations([{ path, text }])).toEqual([]));
