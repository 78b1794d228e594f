import { expect, test } from 'vitest';
import { addPath, newRoot, setCells, setStrings, treeOf } from '../../../../test/handmadeTree.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import type { DeviceTreeProperty } from './deviceTree.ts';
import { type JsonNode, type JsonPart, treeJson } from './treeJson.ts';

/** The parts of a node's first property. */
function partsOf(node: JsonNode | undefined): readonly JsonPart[] {
  const [property] = node?.properties ?? [];
  return [...(property?.parts ?? [])];
}

test('nodes are listed in the order of the blob, values in the parts that their bytes look like', () => {
  const root = newRoot();
  setStrings(root, 'compatible', 'acme,board', 'acme,soc');
  setCells(addPath(root, '/a/b'), 'reg', 1, 0x40000000);
  addPath(root, '/c');
  const nodes = [...treeJson(treeOf(root)).nodes];
  expect(nodes.map(({ path }) => path)).toEqual(['/', '/a', '/a/b', '/c']);
  expect(partsOf(nodes[0]).map(({ value, type }) => [type, value])).toEqual([
    ['string', 'acme,board'],
    ['string', 'acme,soc'],
  ]);
  expect(partsOf(nodes[2]).map(({ value, source }) => [value, source])).toEqual([
    ['0x1', null],
    ['0x40000000', null],
  ]);
});

test('each part tells what it refers to and where it is written', () => {
  const file = new SourceFile('board.dts', 'p =\n  <&osc 5>;');
  const property: DeviceTreeProperty = {
    name: 'clocks',
    value: Uint8Array.from([0, 0, 0, 1, 0, 0, 0, 5]),
    markers: [
      { offset: 0, kind: 'uint32', text: '' },
      { offset: 0, kind: 'phandle', text: 'osc' },
    ],
    labels: [],
    span: { file, start: 0, end: 15 },
    history: [{ action: 'set', span: { file, start: 0, end: 15 } }],
    valueSpan: (start) => (start === 0 ? { file, start: 7, end: 11 } : { file, start: 12, end: 13 }),
  };
  const root = newRoot();
  root.properties.set('clocks', property);
  const [node] = treeJson(treeOf(root)).nodes;
  const [json] = node?.properties ?? [];
  expect(json?.source).toEqual({ file: 'board.dts', line: 1, column: 1 });
  expect(json?.history).toEqual([{ action: 'set', source: { file: 'board.dts', line: 1, column: 1 } }]);
  expect([...(json?.parts ?? [])]).toEqual([
    {
      start: 0,
      end: 4,
      type: 'uint32',
      value: '0x1',
      reference: 'osc',
      source: { file: 'board.dts', line: 2, column: 4 },
    },
    { start: 4, end: 8, type: 'uint32', value: '0x5', source: { file: 'board.dts', line: 2, column: 9 } },
  ]);
});

test('a tree of any depth becomes JSON', () => {
  const root = newRoot();
  for (let node = root, level = 0; level < 4000; level++) node = addPath(node, 'n');
  expect(JSON.stringify(treeJson(treeOf(root))).length).toBeGreaterThan(4000);
});
