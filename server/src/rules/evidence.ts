import type { Analysis } from '../analysis.ts';
import { type LostText, lostTextOf } from '../devicetree/lostText.ts';
import { type DeviceTreeNode, nodeAtPath } from '../devicetree/tree/deviceTree.ts';

/** What of a board a finding was read off, besides how addresses are read: it is said only where that was read whole. */
export interface Evidence {
  /**
   * `node`: the node that it is about, and `nodes`. `regions`: all that is below `/reserved-memory`. `tree`: the whole
   * tree.
   */
  readonly of: 'node' | 'regions' | 'tree';
  /** Paths of other nodes. */
  readonly nodes?: readonly string[];
  /** Whether it says where RAM is. */
  readonly ram?: boolean;
}

/** What a rule needs that says nothing else. */
export const WHOLE_TREE: Evidence = { of: 'tree' };
/** The properties of the node that a finding is about. */
export const OWN_NODE: Evidence = { of: 'node' };
/** The properties of the node that a finding is about, and where RAM is. */
export const OWN_NODE_AND_RAM: Evidence = { of: 'node', ram: true };

/** The problem of a node that has the name of another one beside it. */
const DUPLICATE_NODE = 'duplicate-node-names';

/** What says how addresses are read. */
const CELLS = ['#address-cells', '#size-cells', 'ranges'];

/** A board and how it is booted, whatever comes of that. */
type ReadBoard = Pick<Analysis, 'board' | 'memory' | 'profile'>;

/** What reading could not find out about one board. */
export class UnreadParts {
  readonly #analysis: ReadBoard;
  readonly lost: LostText;
  readonly #hasTwins: boolean;
  readonly #twins = new Map<DeviceTreeNode, Set<string>>();

  constructor(analysis: ReadBoard) {
    this.#analysis = analysis;
    this.lost = lostTextOf(analysis.board);
    this.#hasTwins = analysis.board.refused && analysis.board.problems.some(({ id }) => id === DUPLICATE_NODE);
  }

  /** Whether the evidence of a finding about a node was read whole. */
  isWhole({ of, nodes = [], ram = false }: Evidence, nodePath: string): boolean {
    if ([nodePath, ...nodes].some((path) => this.#isOneOfSeveral(path))) return false;
    if (this.lost !== 'statements') return this.lost === 'nothing';
    if (of === 'tree') return false;
    const { board, memory } = this.#analysis;
    const { root } = board.tree;
    if (!saysCells(root) || (memory.reservedMemory !== undefined && !saysCells(memory.reservedMemory))) return false;
    if (ram && !this.#knowsRam()) return false;
    if (of === 'regions' && !this.#knowsRegions()) return false;
    return [nodePath, ...nodes].every((path) => {
      const node = nodeAtPath(board.tree, path);
      if (node === undefined) return false;
      return node === root || node === memory.reservedMemory || isWholeNode(node);
    });
  }

  /** Whether a node, or one above it, has a twin of its name: dtc refuses both, and which of them is meant is not known. */
  #isOneOfSeveral(path: string): boolean {
    if (!this.#hasTwins) return false;
    let node: DeviceTreeNode | undefined = this.#analysis.board.tree.root;
    for (const name of path.split('/').filter((each) => each !== '')) {
      if (node === undefined) return false;
      if (this.#twinsIn(node).has(name)) return true;
      node = node.children.get(name);
    }
    return false;
  }

  /** The names that several children of a node have. */
  #twinsIn(node: DeviceTreeNode): ReadonlySet<string> {
    let twins = this.#twins.get(node);
    if (twins === undefined) {
      const seen = new Set<string>();
      twins = new Set();
      for (const { name } of node.children.values()) {
        if (seen.has(name)) twins.add(name);
        seen.add(name);
      }
      this.#twins.set(node, twins);
    }
    return twins;
  }

  /** RAM that the profile states needs no tree; else every node that is memory, or called so, counts. */
  #knowsRam(): boolean {
    const { board, profile } = this.#analysis;
    if (profile.memory !== undefined) return true;
    return [...board.tree.root.children.values()].every(
      (node) => !(/^memory(?:@|$)/.test(node.name) || node.properties.has('device_type')) || isWholeNode(node),
    );
  }

  #knowsRegions(): boolean {
    const node = this.#analysis.memory.reservedMemory;
    return node === undefined || (isWholeNode(node) && [...node.children.values()].every(isWholeNode));
  }
}

const isWholeNode = ({ isBroken, isUnclosed }: DeviceTreeNode): boolean => isBroken !== true && isUnclosed !== true;

/**
 * Whether a node's cells, and whether it has `ranges`, were read whole. Statements that are broken elsewhere in it do
 * not matter; one that has no end may be about to say them, unless it has children, which come after properties.
 */
function saysCells({ properties, children, isUnclosed }: DeviceTreeNode): boolean {
  if (isUnclosed === true && children.size === 0) return false;
  return CELLS.every((name) => properties.get(name)?.isBroken !== true);
}
