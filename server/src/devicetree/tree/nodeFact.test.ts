import { beforeAll, expect, test } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { BoardReader } from '../board.ts';
import type { DevicetreeParser } from '../syntax/parser.ts';
import type { DeviceTreeNode } from './deviceTree.ts';
import { type NamedValue, NodeFact } from './nodeFact.ts';
import { nodesByPhandle, nodesOf, refersToOneOf } from './walkedTree.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const COMMON = `
/ {
  target: target { };
  plain: plain { reg = <1 2>; other = "x"; };
  referring { reg = <&target>; };
  merged: merged { reg = <1>; };
};
&merged { reg = <1 2 3>; };
`;

function roots(...texts: string[]): DeviceTreeNode[] {
  const files = Object.fromEntries(texts.map((text, index) => [`${index}.dts`, text]));
  const reader = new BoardReader(
    new MemoryReader({ ...files, 'common.dtsi': COMMON, 'properties.dtsi': 'reg = <8>;\n' }),
    parser,
  );
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
  // All bodies were read for the first board, but what a reference stands for may be another.
  expect(read).toBe(5);
});

test('facts and phandles are the same whether or not somebody has asked for the properties before', () => {
  const [root] = roots('/dts-v1/;\n#include "common.dtsi"\n');
  const [asked] = roots('/dts-v1/;\n#include "common.dtsi"\n');
  if (root === undefined || asked === undefined) throw new Error('there are two boards');
  for (const node of nodesOf(asked)) expect(node.properties.size).toBeGreaterThanOrEqual(0);
  const names = (of: DeviceTreeNode): string[] =>
    [0, 1, 2].flatMap((phandle) => nodesByPhandle(of).get(phandle)?.name ?? []);
  expect(names(root)).toEqual(['target']);
  expect(names(asked)).toEqual(names(root));
  const referring = (of: DeviceTreeNode): string[] =>
    nodesOf(of).flatMap((node) => (refersToOneOf(node, new Set([1])) ? node.name : []));
  // A cell of 1 that no reference wrote is a number.
  expect(referring(root)).toEqual(['referring']);
  expect(referring(asked)).toEqual(['referring']);
});

/** What each node's `reg` and `status` come to, as a fact and as its properties say. */
function factsOf(root: DeviceTreeNode): { readonly facts: string[]; readonly properties: string[] } {
  const facts = nodesOf(root).map((node) => `${node.name} ${REG_AND_STATUS.of(node)}`);
  const properties = nodesOf(root).map((node) => {
    const read = [...node.properties.values()].filter(({ name }) => name === 'reg' || name === 'status');
    return `${node.name} ${valuesText(read)}`;
  });
  return { facts, properties };
}

const valuesText = (properties: readonly NamedValue[]): string =>
  properties.map(({ name, value }) => `${name}=${Buffer.from(value).toString('hex')}`).join();

let reads = 0;
const REG_AND_STATUS = new NodeFact<string>(
  (name) => name === 'reg' || name === 'status',
  (properties) => {
    reads++;
    return valuesText(properties);
  },
);

test.each([
  ['set again by a reference', '&merged { reg = <4>; status = "okay"; };'],
  ['set again twice, in another order', '&merged { status = "okay"; }; &merged { reg = <5>; status = "no"; };'],
  ['a property deleted later', '&merged { /delete-property/ reg; };'],
  ['a property deleted and set again', '&merged { /delete-property/ reg; status = "okay"; reg = <6>; };'],
  ['a node deleted and made again', '/delete-node/ &merged; / { merged { status = "okay"; }; };'],
  ['a node deleted below its parent', '/ { /delete-node/ merged; }; / { merged { reg = <7>; }; };'],
  ['its parent deleted and made again', '/delete-node/ &outer; / { outer { inner { status = "ok"; }; }; };'],
  ['a body that includes a file', '&merged {\n#include "properties.dtsi"\n};'],
  ['a reference in its place', '&merged { reg = <&target>; };'],
  ['a number in the place of a reference', '&referring { reg = <8>; };'],
  ['a property that is broken', '&merged { reg = <9; };'],
  ['a path in its place', '&merged { status = &target; };'],
])('the fact of a node is what its properties say: %s', (_, statements) => {
  const start = '/dts-v1/;\n#include "common.dtsi"\n/ { outer: outer { inner { reg = <1>; }; }; };\n';
  const texts = [start, `${start}${statements}\n`, `${start}${statements}\n&plain { reg = <3>; };\n`, start];
  for (const root of roots(...texts)) {
    const { facts, properties } = factsOf(root);
    expect(facts).toEqual(properties);
  }
});

test('after an edit of values the facts of the bodies that it touches are read anew, and else those of the nodes around them', () => {
  const before =
    '/dts-v1/;\n#include "common.dtsi"\n/ { one { reg = <1>; };\n two { reg = <2>; }; };\n&merged { reg = <7>; };\n';
  const reader = new MemoryReader({ 'a.dts': before, 'common.dtsi': COMMON });
  const boards = new BoardReader(reader, parser);
  const readsOf = (text: string): number => {
    reader.write('a.dts', text);
    const { root } = boards.read(boardRequest('a.dts')).tree;
    reads = 0;
    for (const node of nodesOf(root)) REG_AND_STATUS.of(node);
    return reads;
  };
  // Seven nodes.
  expect(readsOf(before)).toBe(7);
  // The node that refers is read for each tree, since what it refers to may have another phandle there.
  expect(readsOf(before.replace('<1>', '<3>'))).toBe(2);
  expect(readsOf(before.replace('<1>', '<1 1 1>'))).toBe(2);
  expect(readsOf(before.replace('<1>;', '<1 1 1>; more;'))).toBe(3);
  expect(readsOf(`${before.replace('<1>;', '<1 1 1>; more;')}\n`)).toBe(1);
});
