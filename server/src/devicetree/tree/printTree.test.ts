import { expect, test } from 'vitest';
import { addPath, newRoot, setBytes, setCells, setStrings, treeOf } from '../../../../test/handmadeTree.ts';
import { BlobProperty } from '../blob/blobTree.ts';
import { writeBlob } from '../blob/writeBlob.ts';
import type { ValueMarker } from '../syntax/valueMarker.ts';
import type { DeviceTreeProperty } from './deviceTree.ts';
import { printProperty, printTree } from './printTree.ts';

test('a tree is printed in the form of dtc', () => {
  const root = newRoot();
  setStrings(root, 'compatible', 'acme,board', 'acme,soc');
  const memory = addPath(root, '/memory@40000000');
  setCells(memory, 'reg', 0x40000000, 1);
  setBytes(memory, 'empty', new Uint8Array(0));
  setBytes(memory, 'odd', new Uint8Array([1, 2, 255]));
  const tree = { ...treeOf(root), memoryReservations: [{ base: 0x1000n, size: 16n, span: undefined }] };
  expect(printTree(tree)).toBe(`/dts-v1/;

/memreserve/\t0x0000000000001000 0x0000000000000010;
/ {
\tcompatible = "acme,board", "acme,soc";

\tmemory@40000000 {
\t\treg = <0x40000000 0x01>;
\t\tempty;
\t\todd = [01 02 ff];
\t};
};
`);
});

test.each([
  ['text with escapes', [0x22, 0x5c, 0x0a, 0x61, 0], ' = "\\"\\\\\\na"'],
  ['a zero', [0, 0, 0, 0], ' = <0x00>'],
  ['as many NULs as characters', [0x61, 0, 0x62, 0], ' = "a", "b"'],
  ['more NULs than characters', [0x61, 0, 0, 0], ' = <0x61000000>'],
  ['no NUL at the end', [0x61, 0x62, 0x63, 0x64], ' = <0x61626364>'],
  ['a byte that is no text', [0xe9, 0x61, 0x62, 0], ' = <0xe9616200>'],
])('%s', (_, bytes, text) => {
  expect(printProperty(new BlobProperty('p', Uint8Array.from(bytes)), false)).toBe(`p${text};`);
});

test('what the sources say is printed where it is asked for', () => {
  const marker = (offset: number, kind: ValueMarker['kind'], text = ''): ValueMarker => ({ offset, kind, text });
  const property: DeviceTreeProperty = {
    name: 'clocks',
    value: Uint8Array.from([0, 0, 0, 1, 0, 0, 0, 5, 0x61, 0, 7, 8]),
    markers: [
      marker(0, 'uint32'),
      marker(0, 'phandle', 'osc'),
      marker(4, 'label', 'here'),
      marker(8, 'string'),
      marker(10, 'uint8'),
    ],
    labels: ['list'],
    span: undefined,
    history: [],
    valueSpan: () => undefined,
  };
  expect(printProperty(property, true)).toBe('list: clocks = <&osc  here:0x05>, "a", [07 08];');
  expect(printProperty(property, false)).toBe('clocks = <0x01 0x05 0x61000708>;');
});

test('a node nested very deep is printed', () => {
  const root = newRoot();
  let node = root;
  for (let level = 0; level < 3000; level++) node = addPath(node, 'n');
  expect(printTree(treeOf(root)).match(/n \{/g)).toHaveLength(3000);
  expect(writeBlob(treeOf(root)).length).toBeGreaterThan(3000 * 12);
});
