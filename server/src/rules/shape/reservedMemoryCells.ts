import type { DeviceTreeNode } from '../../devicetree/tree/deviceTree.ts';
import { cellOf } from '../../devicetree/tree/readProperty.ts';
import { logOfEvent } from '../../kernel/outcome/logEntry.ts';
import { cellsEdit } from '../cellsEdit.ts';
import { insertAfterStatement } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import type { Fix } from '../finding.ts';
import { messageLines } from '../messageLines.ts';
import type { Report, Rule } from '../rule.ts';
import { firstStatement, nodeSpan } from '../span.ts';

const NAMES = ['#address-cells', '#size-cells'] as const;

/** `/reserved-memory` whose cells are not the root's: the kernel ignores all of it. */
export const reservedMemoryCells: Rule = {
  id: 'reserved-memory-cells',
  title: '/reserved-memory has other cells than the root',
  severity: 'error',
  evidence: OWN_NODE,
  why:
    'The kernel scans /reserved-memory before it has a tree, and reads every address and size with the root’s cells. ' +
    'It demands that the node repeats them; if it does not, every region in it is ignored and its memory is ordinary RAM.',
  kernelLog: 'Reserved memory: unsupported node format, ignoring',
  source: 'drivers/of/of_reserved_mem.c __reserved_mem_check_root; recorded boots a29*, e02',
  example: {
    wrong:
      '/ { #address-cells = <2>; #size-cells = <2>; reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; }; };',
    right:
      '/ { #address-cells = <2>; #size-cells = <2>; reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; }; };',
  },
  *check({ memory, board, boot, profile }) {
    const node = memory.reservedMemory;
    if (node === undefined) return;
    for (const name of NAMES) {
      const expected = cellOf(board.tree.root, name) ?? 1;
      const found = cellOf(node, name);
      if (found === expected) continue;
      yield {
        ...describe(node, name, found, expected, profile.kernel),
        claims: memory.regions.map(({ path }) => ({ kind: 'not-reserved', path })),
        kernelLog: logOfEvent(boot, 'unsupported-format')?.line,
      };
    }
  },
};

function describe(
  node: DeviceTreeNode,
  name: (typeof NAMES)[number],
  found: number | undefined,
  expected: number,
  kernel: string,
): Report {
  const property = node.properties.get(name);
  const fixes: Fix[] = [];
  const changed = cellsEdit(property, 0, 4, `${expected}`);
  if (changed !== undefined) {
    fixes.push({
      title: `Set ${name} to ${expected}, as the root has it`,
      edits: changed.edits,
      preferred: false,
    });
  }
  const anchor = firstStatement(node);
  if (property === undefined && anchor !== undefined) {
    fixes.push({
      title: `Add ${name} = <${expected}>`,
      edits: [insertAfterStatement(anchor, `${name} = <${expected}>;`)],
      preferred: true,
    });
  }
  return {
    message: messageLines(
      `/reserved-memory ${found === undefined ? `has no ${name}` : `sets ${name} to ${found}`}, but the root's is ${expected}.`,
      `Linux ${kernel} ignores every region in it, and their memory is ordinary RAM.`,
      found === undefined
        ? `Add ${name} = <${expected}>.`
        : `Set it to ${expected}, and write reg and size with that many cells.`,
    ),
    span: property?.valueSpan(0, 4) ?? property?.span ?? nodeSpan(node),
    nodePath: '/reserved-memory',
    fixes,
  };
}
