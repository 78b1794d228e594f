import type { Analysis } from '../analysis.ts';
import { nodeAtPath } from '../devicetree/tree/deviceTree.ts';
import { UNKNOWN_PLACE } from '../memory/standInBase.ts';
import type { Finding } from './finding.ts';

/** Rules that judge by what a node itself says, whatever else is in the tree. */
const BY_THE_NODE: ReadonlySet<string> = new Set([
  'misspelt-property',
  'status-typo',
  'compatible-typo',
  'node-not-under-reserved-memory',
  'reusable-no-map-conflict',
  'heap-name-truncated',
  'heap-name-reserved',
  'property-ignored',
]);

/** Rules that judge by the numbers of a node, and so need to know how many cells these have. */
const BY_ITS_NUMBERS: ReadonlySet<string> = new Set([
  'cells-count',
  'zero-size',
  'multiple-reg',
  'reg-and-size',
  'unit-address-mismatch',
  'not-page-aligned',
  'cma-misaligned',
  'region-overlap',
  'coherent-needs-no-map',
]);

/**
 * Of what was found on an overlay that stands on a made-up base, what holds on any base: it stands in the overlay,
 * rests on a node that the overlay writes, and on nothing that the base could change. No fix is offered, since what
 * lies beside the node is not known.
 */
export function onAnyBase(findings: readonly Finding[], { board }: Analysis): Finding[] {
  const { standIn } = board;
  if (standIn === undefined) return [...findings];
  const holds = ({ rule, span, nodePath }: Finding): boolean => {
    if (span.file === standIn.file) return false;
    if (!BY_THE_NODE.has(rule) && !(standIn.knowsCells && BY_ITS_NUMBERS.has(rule))) return false;
    // A board may delete one of the two, or move it.
    if (standIn.isInclude === true && rule === 'region-overlap') return false;
    if (nodePath === UNKNOWN_PLACE || nodePath.startsWith(`${UNKNOWN_PLACE}/`)) return false;
    // A node that the overlay only refers to has more in the base.
    const node = nodeAtPath(board.tree, nodePath);
    return node !== undefined && !node.declarations.some(({ file }) => file === standIn.file);
  };
  return findings.filter(holds).map((finding) => ({ ...finding, fixes: [] }));
}
