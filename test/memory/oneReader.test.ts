import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootedRegion } from '../../server/src/analysis.ts';
import { boot } from '../../server/src/kernel/boot.ts';
import { compatibleOf, isAvailable, rangesOf, rootCells } from '../../server/src/kernel/input/flatNode.ts';
import { AddressRange } from '../../server/src/kernel/units/addressRange.ts';
import { bootInputOf } from '../../server/src/memory/bootInput.ts';
import { readMemory } from '../../server/src/memory/memoryMap.ts';
import { findingsOf } from '../../server/src/rules/findings.ts';
import { hasWholeEntries } from '../../server/src/text/cells.ts';
import { byteString, SourceFile } from '../../server/src/text/sourceFile.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { addPath, newRoot, setBytes, setStrings, treeOf } from '../handmadeTree.ts';
import { testParser } from '../parser.ts';
import { plainProfile } from '../plainProfile.ts';

const PROFILE = plainProfile({
  kernel: '6.12',
  memory: [new AddressRange(0n, 1n << 30n)],
  firmwareRegions: [{ name: 'secmon', range: new AddressRange(0x1000n, 0x1000n), noMap: true }],
});

const ALL_BITS = 0xffff_ffff_ffff_ffffn;

const bigEndian = (count: number): Uint8Array =>
  Uint8Array.from([count >>> 24, (count >>> 16) & 255, (count >>> 8) & 255, count & 255]);

/** A count as boards have it, or as only a hostile tree has it; at times cut short or absent. */
const countProperty = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 20 }).map(bigEndian) },
  { weight: 1, arbitrary: fc.constantFrom(0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x4000_0000).map(bigEndian) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const value = fc.uint8Array({ maxLength: 200 });

describe('the memory map and the kernel read the same bytes alike', () => {
  it('cells, ranges that are whole, status and compatible, for any bytes and any counts', () => {
    const property = fc.property(
      countProperty,
      countProperty,
      value,
      fc.option(
        fc.oneof(
          value,
          fc.constantFrom('okay\0', 'ok\0', 'okay', 'no\0').map((text) => Buffer.from(text)),
        ),
      ),
      (address, size, reg, status) => {
        const root = newRoot();
        if (address !== undefined) setBytes(root, '#address-cells', address);
        if (size !== undefined) setBytes(root, '#size-cells', size);
        const node = addPath(root, '/reserved-memory/a');
        setBytes(node, 'reg', reg);
        setBytes(node, 'alloc-ranges', reg);
        setBytes(node, 'compatible', reg);
        if (status !== null) setBytes(node, 'status', new Uint8Array(status));
        const map = readMemory(treeOf(root));
        const input = bootInputOf(treeOf(root), PROFILE);
        const [region] = map.regions;
        const [child] = input.reservedMemory?.children ?? [];
        if (region === undefined || child === undefined) return false;
        expect(map.cells).toEqual(rootCells(input.root));
        const cells = rootCells(input.root);
        const ranges = hasWholeEntries(reg, cells) ? rangesOf(reg, cells, ALL_BITS) : [];
        expect(region.reg.map(({ range }) => range)).toEqual(ranges);
        expect(region.allocRanges).toEqual(region.reg);
        expect(region.enabled).toBe(isAvailable(child));
        expect(region.compatibleNames).toEqual(compatibleOf(child));
        return boot(input).regions.length === 2;
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it('hostile counts take neither time nor memory', () => {
    const root = newRoot();
    setBytes(root, '#address-cells', bigEndian(0xffff_ffff));
    setBytes(root, '#size-cells', bigEndian(0xffff_ffff));
    setStrings(addPath(root, '/reserved-memory/a'), 'reg', 'any bytes');
    expect(readMemory(treeOf(root)).regions[0]?.reg).toEqual([]);
    expect(boot(bootInputOf(treeOf(root), PROFILE)).regions.map(({ range }) => range)).toEqual([undefined, undefined]);
  });
});

describe('a board with addresses of five cells', async () => {
  const text = readFileSync(fileURLToPath(new URL('../fixtures/boards/five-cells.dts', import.meta.url)));
  const file = new SourceFile('five-cells.dts', byteString(text));
  const files = {
    read: (path: string) => (path === file.path ? file : undefined),
    isFolder: () => false,
    list: () => [],
  };
  const workspace = new Workspace(files, await testParser());
  const analysis = workspace.analyse(workspace.open(file.path));
  const expected = new AddressRange(0x5000_0000n, 0x100_0000n);

  it('is read by the map as the kernel reads it', () => {
    const [region] = analysis.memory.regions;
    expect(analysis.memory.cells).toEqual({ address: 5, size: 1 });
    expect(region?.reg[0]?.range).toEqual(expected);
    expect(bootedRegion(analysis.boot, region?.path ?? '')).toMatchObject({ state: 'cma', range: expected });
  });

  it('has nothing reported of its address', () => {
    const reported = findingsOf(analysis).findings.filter(
      ({ severity }) => severity === 'error' || severity === 'warning',
    );
    expect(reported).toEqual([]);
  });
});
