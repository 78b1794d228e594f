import { beforeAll, expect, test, vi } from 'vitest';
import { boardRequest } from '../../../../test/boardRequest.ts';
import { MemoryReader } from '../../../../test/memoryReader.ts';
import { testParser } from '../../../../test/parser.ts';
import { readMemory } from '../../memory/memoryMap.ts';
import { memoryNodesOf } from '../../memory/memoryNodes.ts';
import type { Span } from '../../text/sourceFile.ts';
import { writeBlob } from '../blob/writeBlob.ts';
import { type Board, BoardReader } from '../board.ts';
import type { DevicetreeParser } from '../syntax/parser.ts';
import { type DeviceTreeNode, type DeviceTreeProperty, nodeAtPath, nodePath } from './deviceTree.ts';
import { MergedNode } from './mergedNode.ts';
import { TreeFact } from './treeFact.ts';
import { nodesByPhandle, nodesOf } from './walkedTree.ts';

let parser: DevicetreeParser;
beforeAll(async () => {
  parser = await testParser();
});

const SOC = `
#define SIZE(mib) ((mib) << 20)
/ {
  #address-cells = <1>;
  #size-cells = <1>;
  reserved-memory {
    #address-cells = <1>;
    #size-cells = <1>;
    ranges;
    pool: pool@1000 { compatible = "shared-dma-pool"; reg = <0x1000 SIZE(1)>; reusable; };
    gone: gone@9000 { reg = <0x9000 0x1000>; };
    spare: spare@a000 { reg = <0xa000 0x1000>; no-map; };
  };
  soc: soc {
    #address-cells = <1>;
    #size-cells = <1>;
    ranges;
    /omit-if-no-ref/ unused: unused { a = <1>; };
    /omit-if-no-ref/ used: used { a = <1>; };
    isp: isp@2000 { reg = <0x2000 0x10>; memory-region = <&pool>; clocks = <&used 1>, <&soc 2>; };
    user { vendor,ram = <&pool 0x10 &spare>; path = &isp; alias = "x", &{/soc}; };
  };
};
`;
const BOARD = `/dts-v1/;
#include "soc.dtsi"
/* a comment */
#define BASE 0x40000000
/ {
  model = "board"; // 1
  memory@40000000 { device_type = "memory"; reg = <BASE 0x10000000>; };
  chosen { };
};
&pool { label: alignment = <0x1000>; reg = <0x1000 0x200000>; };
&isp { status = "okay"; memory-region = <&pool &spare>; /delete-property/ clocks; clocks = <&used 3>; };
/delete-node/ &gone;
&soc { late@3000 { reg = <0x3000 0x1>; mixed = "a", <&isp 1>, [00 11]; }; };
#include "late.dtsi"
&isp { status = "disabled"; };
`;
const LATE = '&soc { last@4000 { reg = <0x4000 1>; phandle = <0x77>; }; };\n';

const spanText = (span: Span | undefined): string =>
  span === undefined
    ? '-'
    : `${span.file.path} ${span.start}-${span.end} ${span.file.text.slice(span.start, span.end)}`;

/** All that readers see of a board's tree. */
function seen({ tree, problems, refused, missing }: Board): unknown {
  const { root } = tree;
  // Before anybody asks for properties.
  const blob = Buffer.from(writeBlob(tree)).toString('hex');
  const ofNode = (node: DeviceTreeNode): unknown => ({
    path: nodePath(node),
    labels: node.labels,
    declarations: node.declarations.map(spanText),
    position: node instanceof MergedNode ? spanText(node.position) : '',
    isBroken: node.isBroken,
    properties: [...node.properties.values()].map((property) => ({
      name: property.name,
      value: Buffer.from(property.value).toString('hex'),
      labels: property.labels,
      markers: property.markers,
      span: spanText(property.span),
      history: property.history.map(({ action, span }) => `${action} ${spanText(span)}`),
      cells: [0, 4, 8].map((at) => (at < property.value.length ? spanText(property.valueSpan(at, at + 4)) : '')),
      isBroken: property.isBroken,
    })),
  });
  const { attached, withDmaRanges, pools, carveOuts } = memoryNodesOf(root);
  const { regions, consumers } = readMemory(tree);
  return {
    refused,
    blob,
    missing,
    problems: problems.map(({ id, message, span }) => `${id} ${message} ${spanText(span)}`),
    reservations: tree.memoryReservations.map(({ base, size, span }) => `${base} ${size} ${spanText(span)}`),
    nodes: nodesOf(root).map(ofNode),
    // Each is the node of this tree and none of an earlier one.
    areOwn: nodesOf(root).every((node) => nodeAtPath(tree, nodePath(node)) === node),
    phandles: [...Array(0x80).keys()].map((phandle) => {
      const node = nodesByPhandle(root).get(phandle);
      return node === undefined ? '' : ownPath(tree, node);
    }),
    memory: [[...attached], withDmaRanges, pools, carveOuts].map((nodes) => nodes.map((node) => ownPath(tree, node))),
    regions: regions.map(({ path, node, reg, consumers: of }) => [
      path,
      ownPath(tree, node),
      `${reg.length}`,
      of.length,
    ]),
    consumers: consumers.map(({ path, property, name, phandle, node, target }) => [
      path,
      property.name,
      name,
      phandle,
      ownPath(tree, node),
      target === undefined ? '' : ownPath(tree, target),
    ]),
  };
}

const ownPath = (tree: Board['tree'], node: DeviceTreeNode): string =>
  nodeAtPath(tree, nodePath(node)) === node ? nodePath(node) : `foreign ${nodePath(node)}`;

const FILES = { 'a.dts': BOARD, 'soc.dtsi': SOC, 'late.dtsi': LATE } as const;
type Path = keyof typeof FILES;

/** Makes edits one after the other, each read from the board before; expects of each what a reader of nothing else reads. */
function expectSameAsAnew(edits: readonly { readonly path: Path; readonly text: string }[]): void {
  const files = new MemoryReader(FILES);
  const reader = new BoardReader(files, parser);
  let board = reader.read(boardRequest('a.dts'));
  for (const { path, text } of edits) {
    seen(board);
    files.write(path, text);
    board = reader.read(boardRequest('a.dts'), board);
    const anew = new BoardReader(files, parser).read(boardRequest('a.dts'));
    expect(seen(board), text).toEqual(seen(anew));
  }
}

test.each<Path>(['a.dts', 'soc.dtsi', 'late.dtsi'])('characters of %s replaced, doubled and removed', (path) => {
  const original: string = FILES[path];
  const edits: { path: Path; text: string }[] = [];
  for (let at = 0; at < original.length; at++) {
    const character = original.charAt(at);
    const isDigit = /\d/.test(character);
    // Most edits of other characters are none of values.
    if (!isDigit && at % 11 !== 0) continue;
    const other = isDigit ? `${(Number(character) + 1) % 10}` : character === ' ' ? '\n' : 'e';
    const [put = ''] = [[other], [character + character], ['']][edits.length % 3] ?? [];
    edits.push({ path, text: original.slice(0, at) + put + original.slice(at + 1) });
    // Every other edit goes on from the last one, as a person types.
    if (at % 2 === 0) edits.push({ path, text: original });
  }
  expectSameAsAnew(edits);
});

test('longer and shorter values, comments and blank lines in turn, before and after what was edited before', () => {
  let text = BOARD;
  const edits = [
    (was: string) => was.replace('<0x1000 0x200000>', '<0x1000 0x2000000>'),
    (was: string) => was.replace('"okay"', '"ok"'),
    (was: string) => was.replace('/* a comment */', '/* a longer comment */\n\n'),
    (was: string) => was.replace('<&used 3>', '<&used 3 4 5>'),
    (was: string) => was.replace('<BASE 0x10000000>', '<BASE 0x10000000 0x0 0x1>'),
    (was: string) => was.replace('0x40000000\n', '0x80000000\n'),
    (was: string) => was.replace('// 1', ''),
    (was: string) => was.replace('mixed = "a", <&isp 1>', 'mixed = "abc", <1 &isp>'),
    (was: string) => was.replace('memory-region = <&pool &spare>', 'memory-region = <&spare &pool>'),
    (was: string) => was.replace('"disabled"', '"okay"'),
    (was: string) => `\n${was}`,
    (was: string) => was.replace('&isp {', '\n\n  &isp {'),
    (was: string) => was.replace('0x3000 0x1>', '0x3000>'),
    (was: string) => was.replace('0x3000>', '0x3000 0x4>'),
  ];
  expectSameAsAnew(
    edits.map((edit) => {
      const before = text;
      text = edit(before);
      expect(text).not.toBe(before);
      return { path: 'a.dts', text };
    }),
  );
});

test('a value that is typed and deleted again, character by character, in several places in turn', () => {
  const places = ['0x200000', '0x3000 ', '"board', '0x1>'];
  const edits: { path: Path; text: string }[] = [];
  const typed = places.map(() => '');
  for (let key = 0; key < 120; key++) {
    const place = Math.floor(key / 10) % places.length;
    const was = typed[place] ?? '';
    typed[place] = Math.floor(key / 40) % 2 === 0 ? `${was}1` : was.slice(1);
    const put = (text: string, at: string, index: number): string =>
      text.replace(at, `${at.slice(0, -1)}${typed[index]}${at.slice(-1)}`);
    edits.push({ path: 'a.dts', text: places.reduce(put, BOARD) });
  }
  expectSameAsAnew(edits);
});

test('after an edit of a value no property is made anew but those that stand in the edited file', () => {
  const files = new MemoryReader(FILES);
  const reader = new BoardReader(files, parser);
  const before = reader.read(boardRequest('a.dts'));
  const propertiesOf = ({ tree }: Board): Set<DeviceTreeProperty> =>
    new Set(nodesOf(tree.root).flatMap((node) => [...node.properties.values()]));
  const own = propertiesOf(before);
  const madeAnew = (text: string): number => {
    files.write('a.dts', text);
    const made = [...propertiesOf(reader.read(boardRequest('a.dts'), before))].filter((property) => !own.has(property));
    return made.length;
  };
  const inBoard = [...own].filter(({ history }) => history.some(({ span }) => span.file.path === 'a.dts'));
  expect(own.size).toBeGreaterThan(inBoard.length * 2);
  expect(madeAnew(BOARD.replace('0x200000', '0x400000'))).toBe(inBoard.length);
  expect(madeAnew(BOARD.replace('"okay"', '"okay"; more'))).toBe(own.size + 1);
});

let works = 0;
const MODELS = new TreeFact<readonly DeviceTreeNode[]>(
  (root) => {
    works++;
    return nodesOf(root).filter(({ properties }) => properties.has('model'));
  },
  (nodes, nodeOf) => nodes.map(nodeOf),
  ({ name }) => name === 'model',
);

test('a fact about a tree is worked out once for all that succeed it, until an edit may change it', () => {
  const files = new MemoryReader(FILES);
  const reader = new BoardReader(files, parser);
  let board: Board | undefined;
  works = 0;
  const worksAfter = (text: string): number => {
    files.write('a.dts', text);
    board = reader.read(boardRequest('a.dts'), board);
    expect(MODELS.of(board.tree.root)).toEqual([board.tree.root]);
    return works;
  };
  expect(worksAfter(BOARD)).toBe(1);
  expect(worksAfter(BOARD.replace('0x200000', '0x400000'))).toBe(1);
  expect(worksAfter(BOARD.replace('0x200000', '0x40000'))).toBe(1);
  expect(worksAfter(BOARD.replace('"board"', '"boar"'))).toBe(2);
  expect(worksAfter(BOARD.replace('"board"', '"boar"').replace('"okay"', '"ok"'))).toBe(2);
});

test('after an edit of a value nodes are made only where somebody looks', () => {
  const files = new MemoryReader(FILES);
  const reader = new BoardReader(files, parser);
  const before = reader.read(boardRequest('a.dts'));
  const made = vi.spyOn(MergedNode.prototype, 'succeededBy');
  files.write('a.dts', BOARD.replace('0x200000', '0x400000'));
  const { tree } = reader.read(boardRequest('a.dts'), before);
  expect(made).toHaveBeenCalledTimes(1);
  expect(nodeAtPath(tree, '/reserved-memory/pool@1000')?.properties.get('reg')?.value.length).toBe(8);
  const besides =
    before.tree.root.children.size + (before.tree.root.children.get('reserved-memory')?.children.size ?? 0);
  expect(made).toHaveBeenCalledTimes(1 + besides);
  made.mockRestore();
});
