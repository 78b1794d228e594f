import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodePath } from '../../server/src/devicetree/tree/deviceTree.ts';
import { DiskFileSystem } from '../../server/src/disk/diskFileSystem.ts';
import type { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { formatHex } from '../../server/src/kernel/units/formatBytes.ts';
import { type MemoryMap, readMemory } from '../../server/src/memory/memoryMap.ts';
import { isActive } from '../../server/src/rules/activeNode.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { testParser } from '../parser.ts';
import { kernelBoards, MISSING_BOARDS } from '../recorded/kernelTree.ts';

/** The parts of `golden/NAME.json` that are compared. */
interface RecordedMemory {
  readonly memory: readonly { readonly path: string; readonly reg: readonly (readonly [string, string])[] | null }[];
  readonly regions: readonly {
    readonly path: string;
    readonly labels: readonly string[];
    readonly compatible: readonly string[];
    readonly reg: readonly (readonly [string, string])[] | null;
    readonly size: string | null;
    readonly alignment: string | null;
    readonly 'no-map': boolean;
    readonly reusable: boolean;
    readonly 'linux,cma-default': boolean;
    readonly users: readonly { readonly path: string; readonly index: number; readonly enabled: boolean }[];
  }[];
  readonly srcpos: Readonly<Record<string, readonly string[]>>;
}

const pair = (range: AddressRange): [string, string] => [formatHex(range.base), formatHex(range.size)];
const optional = (value: bigint | undefined): string | null => (value === undefined ? null : formatHex(value));

/** What we read, in the form of the record. */
function regionsOf(map: MemoryMap): RecordedMemory['regions'] {
  return map.regions.map((region) => ({
    path: region.path,
    labels: [...region.labels].sort(),
    compatible: region.compatible,
    reg: region.node.properties.has('reg') ? region.reg.map(({ range }) => pair(range)) : null,
    size: optional(region.size),
    alignment: region.node.properties.has('reg') ? null : optional(region.alignment),
    'no-map': region.noMap,
    reusable: region.reusable,
    'linux,cma-default': region.cmaDefault,
    users: region.consumers.map(({ path, index, node }) => ({ path, index, enabled: isActive(node) })),
  }));
}

describe('the memory of real boards', () => {
  const folder = kernelBoards();
  if (folder === undefined) {
    test('the recorded boards', (context) => context.skip(MISSING_BOARDS));
    return;
  }

  const { boards } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    boards: readonly { board: string; golden: string }[];
  };

  test.each(boards)('$board', async ({ board, golden }) => {
    const recorded = JSON.parse(readFileSync(join(folder, 'golden', `${golden}.json`), 'utf8')) as RecordedMemory;
    const root = join(folder, 'tree');
    const workspace = new Workspace(new DiskFileSystem([root]), await testParser());
    const { tree } = workspace.open(join(root, board)).board;
    const map = readMemory(tree);
    const theirs = recorded.regions.map((region) => ({
      path: region.path,
      labels: [...region.labels].sort(),
      compatible: region.compatible,
      reg: region.reg,
      size: region.size,
      // Of a static region nobody reads it, and upstream writes it with any number of cells.
      alignment: region.reg === null ? region.alignment : null,
      'no-map': region['no-map'],
      reusable: region.reusable,
      'linux,cma-default': region['linux,cma-default'],
      users: region.users.map(({ path, index, enabled }) => ({ path, index, enabled })),
    }));
    expect(regionsOf(map)).toEqual(theirs);

    const banks = recorded.memory.flatMap(({ reg }) => reg ?? []).filter(([, size]) => size !== '0x0');
    expect(map.banks.flatMap(({ entries }) => entries.map(({ range }) => pair(range)))).toEqual(banks);

    // The places that dtc names for a region are those that opened it.
    for (const { node } of map.regions) {
      const places = node.declarations.map(({ file, start }) => {
        const { line } = file.lines.lineColumn(start);
        return `${file.path.replace(`${root}/`, '').replace(/^scripts\/dtc\/include-prefixes\/(\w+)\//, 'arch/$1/boot/dts/')}:${line}`;
      });
      const named = (recorded.srcpos[nodePath(node)] ?? []).map((place) => place.split(':').slice(0, 2).join(':'));
      expect([...places].sort(), nodePath(node)).toEqual(expect.arrayContaining([...named].sort()));
    }
  });
});
