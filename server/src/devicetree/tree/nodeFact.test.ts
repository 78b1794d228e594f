import { beforeAll, expect, test } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { BoardReader } from '../board.ts';
import type { DevicetreeParser } from '../syntax/parser.ts';
import type { DeviceTreeNode } from './deviceTree.ts';
import { NodeFact } from './nodeFact.ts';
import { nodesByPhandle, nodesOf, refersToOneOf } from './walkedTree.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const COMMON = `
/ {
  target: target { };
  plain { reg = <1 2>; other = "x"; };
  referring { reg = <&target>; };
  merged: merged { reg = <1>; };
};
&merged { reg = <1 2 3>; };
`;

function roots(...texts: string[]): DeviceTreeNode[] {
  const files = Object.fromEntries(texts.map((text, index) => [`${index}.dts`, text]));
  const reader = new BoardReader(new MemoryReader({ ...files, 'common.dtsi': COMMON }), parser);
  return texts.map((_, index) => reader.read(boardRequest(`${index}.dts`)).tree.root);
}

const child = (root: DeviceTreeNode, name: string): DeviceTreeNode => {
  const found = root.children.get(name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

test('a fact is read once for a body that boards share, from final values where references are in it', () => {
  let read = 0;
  const fact = new NodeFact<string>(
    (name) => name === 'reg',
    (properties) => {
      read++;
      return properties.map(({ name, value }) => `${name} ${Buffer.from(value).toString('hex')}`).join();
    },
  );
  const plain = '/dts-v1/;\n#include "common.dtsi"\n';
  const [one, other] = roots(plain, `${plain}/ { first: early { }; user { uses = <&first>; }; };\n`);
  if (one === undefined || other === undefined) throw new Error('there are two boards');
  const all = (root: DeviceTreeNode): string[] =>
    ['plain', 'referring', 'merged', 'target'].map((name) => fact.of(child(root, name)));
  const expected = ['reg 0000000100000002', 'reg 00000001', 'reg 000000010000000200000003', ''];
  expect(all(one)).toEqual(expected);
  expect(read).toBe(4);
  expect(all(other)).toEqual(expected);
  // The plain node and the target have bodies that were read for the first board.
  expect(read).toBe(6);
});

test('facts and phandles are the same whether or not somebody has asked for the properties before', () => {
  const [root] = roots('/dts-v1/;\n#include "common.dtsi"\n');
  const [asked] = roots('/dts-v1/;\n#include "common.dtsi"\n');
  if (root === undefined || asked === undefined) throw new Error('there are two boards');
  for (const node of nodesOf(asked)) expect(node.properties.size).toBeGreaterThanOrEqual(0);
  const names = (of: DeviceTreeNode): string[] =>
    [...nodesByPhandle(of)].map(([phandle, { name }]) => `${phandle} ${name}`);
  expect(names(root)).toEqual(['1 target']);
  expect(names(asked)).toEqual(names(root));
  const referring = (of: DeviceTreeNode): string[] =>
    nodesOf(of).flatMap((node) => (refersToOneOf(node, new Set([1])) ? node.name : []));
  // A cell of 1 that no reference wrote is a number.
  expect(referring(root)).toEqual(['referring']);
  expect(referring(asked)).toEqual(['referring']);
});
