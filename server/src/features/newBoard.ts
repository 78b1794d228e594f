import type { Analysis } from '../analysis.ts';
import type { DeviceTreeNode } from '../devicetree/tree/deviceTree.ts';
import { statesMemory } from '../memory/memoryMap.ts';

/** Where RAM is put that nobody knows of; a person writes what the board has. */
const BASE = 0x40000000n;
const SIZE = 0x40000000n;

/**
 * The text of a new board that includes a file, from the file's analysis by itself: what the file leaves to its boards is
 * written down, with the numbers of cells that hold there. `include` is how the file is named in the directive.
 */
export function newBoardText({ board, memory }: Analysis, include: string): string {
  const { root } = board.tree;
  const { address, size } = memory.cells;
  const counts = [
    ...(isOwn(root, '#address-cells', board.standIn?.file.path) ? [] : [`#address-cells = <${address}>;`]),
    ...(isOwn(root, '#size-cells', board.standIn?.file.path) ? [] : [`#size-cells = <${size}>;`]),
  ];
  const ram = [
    `memory@${BASE.toString(16)} {`,
    '\tdevice_type = "memory";',
    '\t/* Where RAM begins, and how much of it there is. */',
    `\treg = <${cells(BASE, address)} ${cells(SIZE, size)}>;`,
    '};',
  ];
  const lines = ['model = "";', 'compatible = "";', ...counts, ...(statesMemory(memory) ? [] : ['', ...ram])];
  const body = lines.map((line) => (line === '' ? '' : `\t${line}`)).join('\n');
  return `/dts-v1/;\n\n#include "${include}"\n\n/ {\n${body}\n};\n`;
}

/** Whether a property of the root is the file's own, and not of what stands in for its board. */
function isOwn(root: DeviceTreeNode, name: string, standIn: string | undefined): boolean {
  const span = root.properties.get(name)?.span;
  return span !== undefined && span.file.path !== standIn;
}

/** A number as cells; a number without cells is written with one, so that it can be seen. */
function cells(value: bigint, count: number): string {
  const padding = Array.from({ length: Math.max(0, count - 1) }, () => '0x0');
  return [...padding, `0x${value.toString(16)}`].join(' ');
}
