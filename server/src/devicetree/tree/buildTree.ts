import type { Problem } from '../../text/problem.ts';
import type { ExpandedUnit } from '../expansion/units/expandedUnit.ts';
import type { UnitLowering } from '../syntax/lowering.ts';
import { generateFixups, generateSymbols, livingNodes } from './generatedNodes.ts';
import type { IncbinReader } from './incbin.ts';
import type { MergedNode } from './mergedNode.ts';
import type { MergedTree } from './mergedTree.ts';
import { PhandleAllocator } from './references.ts';
import { TreeBuilder } from './treeBuilder.ts';
import { checkAndResolve } from './treeChecks.ts';

/** A board's tree, and whether dtc would have made one of it. */
export interface TreeResult {
  readonly tree: MergedTree;
  readonly refused: boolean;
}

const isError = (problem: Problem): boolean => problem.severity === 'error';

/**
 * The tree of a board from its outermost unit, as dtc 1.7 makes it: merged, references resolved, phandles given out,
 * and with `symbols` what `-@` adds. There is always a tree; `refused` says that dtc would write none.
 */
export function buildTree(
  unit: ExpandedUnit,
  lowering: UnitLowering,
  options: { readonly symbols: boolean; readonly readIncbin: IncbinReader },
): TreeResult {
  const built = new TreeBuilder(lowering, options.readIncbin).build(unit);
  const { root, labels, isPlugin } = built;
  const phandles = new PhandleAllocator();
  const problems: Problem[] = [...built.problems];
  const nodes = livingNodes(root);
  const checked = checkAndResolve(nodes, {
    root,
    labels,
    phandles,
    isPlugin,
    symbols: options.symbols,
    isPlain: built.isPlain,
  });
  if (!problems.some(isError)) for (const problem of checked) problems.push(problem);
  if (options.symbols) generateSymbols(root, phandles);
  if (isPlugin) {
    generateFixups(root, labels, (message) => {
      problems.push({ id: 'fixup-of-path', severity: 'error', message, span: undefined, related: [] });
    });
  }
  if (labels.hasDeletions) settle(root);
  return {
    tree: {
      root,
      isRootDeleted: root.deleted,
      memoryReservations: built.memoryReservations,
      bootCpu: 0,
      isPlugin,
      problems,
      isShapeUnknown: built.isShapeUnknown,
    },
    refused: problems.some(isError),
  };
}

/** Drops what is deleted from the lists that readers see. */
function settle(node: MergedNode): void {
  node.settle();
  for (const child of node.children.entriesWithDeleted) settle(child);
}
