import type { Analysis } from '../../analysis.ts';
import type { DeviceTreeNode } from '../../devicetree/tree/deviceTree.ts';
import { cellOf } from '../../devicetree/tree/readProperty.ts';
import { logOfEvent } from '../../kernel/outcome/logEntry.ts';
import { CELL_BYTES } from '../../text/cells.ts';
import { cellsEdit } from '../cellsEdit.ts';
import { insertAfterStatement } from '../edits.ts';
import { OWN_NODE } from '../evidence.ts';
import type { Fix, SpanEdit } from '../finding.ts';
import { messageLines } from '../messageLines.ts';
import type { Report, Rule } from '../rule.ts';
import { firstStatement, nodeSpan } from '../span.ts';
import { editsInRootCells } from './cellsCount.ts';

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
  *check(analysis) {
    const { memory, board, boot, profile } = analysis;
    const node = memory.reservedMemory;
    if (node === undefined) return;
    const wrong = NAMES.flatMap((name): WrongCells[] => {
      const expected = cellOf(board.tree.root, name) ?? 1;
      const found = cellOf(node, name);
      return found === expected ? [] : [{ node, name, found, expected }];
    });
    const fixes = jointFixes(analysis, wrong);
    for (const cells of wrong) {
      yield {
        ...describe(cells, profile.kernel),
        fixes: fixes.length > 0 ? fixes : fixOf(cells),
        claims: memory.regions.map(({ path }) => ({ kind: 'not-reserved', path })),
        kernelLog: logOfEvent(boot, 'unsupported-format')?.line,
      };
    }
  },
};

/** A property of `/reserved-memory` that says another count of cells than the root's; `found` is absent where it is. */
interface WrongCells {
  readonly node: DeviceTreeNode;
  readonly name: (typeof NAMES)[number];
  readonly found: number | undefined;
  readonly expected: number;
}

/** The change that sets one of the counts, or adds it where it is absent. None where a macro or an include makes it. */
function fixOf({ node, name, expected }: WrongCells): Fix[] {
  const property = node.properties.get(name);
  if (property !== undefined) {
    const changed = cellsEdit(property, 0, CELL_BYTES, `${expected}`);
    const title = `Set ${name} to ${expected}, as the root has it`;
    return changed === undefined ? [] : [{ title, edits: changed.edits, preferred: false }];
  }
  const anchor = firstStatement(node);
  if (anchor === undefined) return [];
  const edits = [insertAfterStatement(anchor, `${name} = <${expected}>;`)];
  return [{ title: `Add ${name} = <${expected}>`, edits, preferred: true }];
}

/**
 * The changes after which the kernel reads the node, and all that is in it: every count that is wrong at once, since one
 * alone helps nothing, and what the regions have in other cells written anew. None where one count is wrong and that is
 * all.
 */
function jointFixes(analysis: Analysis, wrong: readonly WrongCells[]): Fix[] {
  const parts = wrong.flatMap(fixOf);
  const [first, second] = parts;
  if (first === undefined || parts.length < wrong.length) return [];
  const edits = mergedInsertions(parts.flatMap((fix) => fix.edits));
  const title = second === undefined ? first.title : titleOfBoth(wrong);
  const preferred = parts.every((fix) => fix.preferred);
  const rewritten = editsInRootCells(analysis) ?? [];
  if (rewritten.length > 0) {
    const properties = rewritten.length === 1 ? 'one property' : `${rewritten.length} properties`;
    return [
      { title: `${title}, and write ${properties} with them`, edits: [...edits, ...rewritten], preferred: false },
      { title, edits, preferred },
    ];
  }
  return second === undefined ? [] : [{ title, edits, preferred }];
}

function titleOfBoth(wrong: readonly WrongCells[]): string {
  const counts = wrong.map(({ name, expected }) => `${name} = <${expected}>`).join(' and ');
  const verb = wrong.every(({ found }) => found === undefined) ? 'Add' : 'Set';
  return `${verb} ${counts}, as the root has them`;
}

/** Edits of which those that insert at one place are one, in their order. */
function mergedInsertions(edits: readonly SpanEdit[]): SpanEdit[] {
  const merged: SpanEdit[] = [];
  for (const edit of edits) {
    const { file, start, end } = edit.span;
    const same = merged.findIndex(
      ({ span }) => start === end && span.file === file && span.start === start && span.end === start,
    );
    const before = merged[same];
    if (before === undefined) merged.push(edit);
    else merged[same] = { ...before, newText: before.newText + edit.newText };
  }
  return merged;
}

function describe({ node, name, found, expected }: WrongCells, kernel: string): Report {
  const property = node.properties.get(name);
  return {
    message: messageLines(
      `/reserved-memory ${found === undefined ? `has no ${name}` : `sets ${name} to ${found}`}, but the root's is ${expected}.`,
      `Linux ${kernel} ignores every region in it, and their memory is ordinary RAM.`,
      found === undefined
        ? `Add ${name} = <${expected}>.`
        : `Set it to ${expected}, and write reg and size with that many cells.`,
    ),
    span: property?.valueSpan(0, CELL_BYTES) ?? property?.span ?? nodeSpan(node),
    nodePath: '/reserved-memory',
  };
}
