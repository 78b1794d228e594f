import { type Analysis, bootedRegion } from '../analysis.ts';
import { type DeviceTreeNode, nodePath } from '../devicetree/tree/deviceTree.ts';
import { nodesOf } from '../devicetree/tree/walkedTree.ts';
import { UNKNOWN_PLACE } from '../memory/standInBase.ts';
import type { Span } from '../text/sourceFile.ts';
import { isOnDisk } from './navigation/sources.ts';
import { regionSummary } from './regionFacts.ts';
import { rankOfSymbol } from './symbolRank.ts';

/** A node of some board that a person may want to go to. */
export interface WorkspaceSymbol {
  /** Its labels and its name: `pool: camera@a0000000`. */
  readonly name: string;
  readonly kind: 'node' | 'region';
  /** The path of its parent; of a region what became of it. */
  readonly container: string;
  /** Where it is opened first. */
  readonly span: Span;
}

/** A symbol with how well it fits what was typed (`rankOfSymbol`). */
export interface FoundSymbol extends WorkspaceSymbol {
  readonly rank: number;
}

/**
 * The nodes of some boards whose labels or name match what a person typed, those first that fit best (`symbolRank.ts`). An
 * empty query has the regions alone. Nodes that macros make and those of includes count; the same place is listed once. What an overlay without a base changes is
 * a node of the base, which is nowhere here.
 */
export function workspaceSymbols(analyses: readonly Analysis[], query: string): FoundSymbol[] {
  const typed = query.trim().toLowerCase();
  const found = new Map<string, FoundSymbol>();
  for (const { board, boot, memory } of analyses) {
    const regions = new Map(memory.regions.map((region) => [region.node, region]));
    for (const node of nodesOf(board.tree.root)) {
      const region = regions.get(node);
      const rank = rankOfSymbol([...node.labels, node.name], typed, region !== undefined);
      const span = rank < 0 ? undefined : node.declarations.find(({ file }) => isOnDisk(file));
      if (span === undefined || parentPath(node) === UNKNOWN_PLACE) continue;
      const name = [...node.labels.map((label) => `${label}:`), node.name || '/'].join(' ');
      const key = `${span.start} ${name} ${span.file.path}`;
      if (found.has(key)) continue;
      const booted = region && bootedRegion(boot, region.path);
      const container = booted === undefined ? containerOf(node) : regionSummary(boot, booted);
      found.set(key, { name, kind: region === undefined ? 'node' : 'region', container, span, rank });
    }
  }
  return [...found.values()].sort((one, other) => one.rank - other.rank);
}

const parentPath = ({ parent }: DeviceTreeNode): string => (parent === undefined ? '' : nodePath(parent));

/** Where a node stands; below a node of a base that is not known: below the label by which an overlay refers to that. */
function containerOf(node: DeviceTreeNode): string {
  const path = parentPath(node);
  return path.startsWith(`${UNKNOWN_PLACE}/`) ? `&${path.slice(UNKNOWN_PLACE.length + 1)}` : path;
}
