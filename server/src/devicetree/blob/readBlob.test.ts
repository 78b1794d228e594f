import { describe, expect, test } from 'vitest';
import { addChild, newRoot, outline, setCells, setStrings, treeOf } from '../../../../test/handmadeTree.ts';
import { INPUT_LIMITS } from '../../text/limits.ts';
import { byteString, SourceFile } from '../../text/sourceFile.ts';
import { type DeviceTree, nodeAtPath } from '../tree/deviceTree.ts';
import type { BlobNode } from './blobTree.ts';
import { isBlob, readBlob } from './readBlob.ts';
import { writeBlob } from './writeBlob.ts';

function file(bytes: Uint8Array): SourceFile {
  return new SourceFile('board.dtb', byteString(bytes));
}

/** A small tree: two levels, a reservation, a shared string. */
function sampleTree(): DeviceTree {
  const root = newRoot();
  setCells(root, '#address-cells', 1);
  const memory = addChild(root, 'memory@40000000');
  setCells(memory, 'reg', 0x40000000, 0x1000);
  setCells(memory, 'phandle', 1);
  setCells(addChild(memory, 'inner'), 'linux,phandle', 2);
  return { ...treeOf(root), memoryReservations: [{ base: 0x1000n, size: 0x20n, span: undefined }], bootCpu: 3 };
}

describe('a blob', () => {
  test('gives back the tree that was written', () => {
    const { tree, problems, refused } = readBlob(file(writeBlob(sampleTree())));
    expect(refused).toBe(false);
    expect(problems).toEqual([]);
    expect(tree && outline(tree.root)).toEqual(outline(sampleTree().root));
    expect(tree?.memoryReservations).toEqual(sampleTree().memoryReservations);
    expect(tree?.bootCpu).toBe(3);
  });

  test('is known by its magic number', () => {
    expect(isBlob(file(writeBlob(sampleTree())))).toBe(true);
    expect(isBlob(new SourceFile('board.dts', '/dts-v1/;'))).toBe(false);
  });

  test.each([
    ['', 'The blob is empty.'],
    ['\xd0\x0d', 'The blob ends after 2 bytes, before its header.'],
  ])('is known by its name where it is cut before that: %j', (text, message) => {
    const cut = new SourceFile('board.dtb', text);
    expect(isBlob(cut)).toBe(true);
    expect(isBlob(new SourceFile('board.dts', text))).toBe(false);
    expect(readBlob(cut).problems.map((problem) => problem.message)).toEqual([message]);
  });

  test('shares the bytes of one buffer among its values', () => {
    const { tree } = readBlob(file(writeBlob(sampleTree())));
    const memory = tree && nodeAtPath(tree, '/memory@40000000');
    const [reg, phandle] = ['reg', 'phandle'].map((name) => memory?.properties.get(name)?.value.buffer);
    expect(reg).toBeDefined();
    expect(reg).toBe(phandle);
  });

  test('puts the end of a longer name inside it', () => {
    const text = byteString(writeBlob(sampleTree()));
    expect(text.split('phandle\0').length - 1).toBe(2);
    const swapped = newRoot();
    setCells(swapped, 'linux,phandle', 1);
    setCells(addChild(swapped, 'other'), 'phandle', 2);
    expect(byteString(writeBlob(treeOf(swapped))).split('phandle\0').length - 1).toBe(1);
  });
});

describe('bytes that do not hold together', () => {
  const good = writeBlob(sampleTree());

  test('are refused at every length they are cut to', () => {
    for (let length = 0; length < good.length; length++) {
      const { tree, refused, problems } = readBlob(file(good.subarray(0, length)));
      expect(tree).toBeUndefined();
      expect(refused).toBe(true);
      expect(problems).toHaveLength(1);
      expect(problems[0]?.severity).toBe('error');
    }
  });

  test('are read or refused, whichever word is changed to whatever', () => {
    for (let offset = 0; offset + 4 <= good.length; offset += 4) {
      for (const word of [0, 1, 2, 3, 4, 9, 0x7fffffff, 0xfffffffc, 0xffffffff]) {
        const bad = good.slice();
        new DataView(bad.buffer).setUint32(offset, word);
        const { refused, problems } = readBlob(file(bad));
        expect(problems.some((problem) => problem.severity === 'error')).toBe(refused);
      }
    }
  });

  test('are refused beyond a depth, and read up to it', () => {
    const nested = (depth: number): DeviceTree => {
      const root = newRoot();
      for (let node = root, level = 1; level < depth; level++) node = addChild(node, 'n');
      return treeOf(root);
    };
    expect(readBlob(file(writeBlob(nested(INPUT_LIMITS.blobDepth)))).refused).toBe(false);
    expect(readBlob(file(writeBlob(nested(INPUT_LIMITS.blobDepth + 1)))).problems[0]?.id).toBe('blob-too-deep');
  });
});

describe("dtc's checks", () => {
  function problemIds(change: (root: BlobNode) => void): string[] {
    const root = newRoot();
    change(root);
    return readBlob(file(writeBlob(treeOf(root)))).problems.map((problem) => problem.id);
  }

  test('refuse characters that names may not have', () => {
    expect(problemIds((root) => addChild(root, 'a b'))).toEqual(['node-name-chars']);
    expect(problemIds((root) => addChild(root, 'a@1@2'))).toEqual(['node-name-format']);
    expect(problemIds((root) => setCells(root, 'a b'))).toEqual(['property-name-chars']);
  });

  test('refuse phandles that are none, or are not unique', () => {
    expect(problemIds((root) => setCells(root, 'phandle', 0))).toEqual(['explicit-phandles']);
    expect(problemIds((root) => setCells(root, 'phandle', 0xffffffff))).toEqual(['explicit-phandles']);
    expect(problemIds((root) => setCells(root, 'phandle', 1, 2))).toEqual(['explicit-phandles']);
    const two = problemIds((root) => {
      setCells(addChild(root, 'a'), 'phandle', 7);
      setCells(addChild(root, 'b'), 'phandle', 7);
    });
    expect(two).toEqual(['explicit-phandles']);
  });

  test('drop a name property that repeats the name, and refuse another', () => {
    const named = (name: string): Uint8Array => {
      const root = newRoot();
      setStrings(addChild(root, 'uart@1'), 'name', name);
      return writeBlob(treeOf(root));
    };
    const { tree, refused } = readBlob(file(named('uart')));
    expect(refused).toBe(false);
    expect(tree && nodeAtPath(tree, '/uart@1')?.properties.size).toBe(0);
    expect(readBlob(file(named('spi'))).problems.map((problem) => problem.id)).toEqual(['name-properties']);
  });
});
