import type { DocumentNode } from '../../devicetree/document/statements.ts';
import { TreeNodes } from '../../devicetree/tree/treeNodes.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { cellsText, numberAt } from '../../text/cells.ts';
import { ownCounts } from '../cellLayout.ts';
import { nodeRoleOf } from '../nodeRole.ts';
import { type Asked, continuationOf, rootCells } from './asked.ts';
import { freeText, kindOfNode, PLAIN_REGION, placeFor } from './placements.ts';
import { beginsWith, Rank, type Suggestion } from './suggestion.ts';

const MIB = 1n << 20n;

/** The sizes that a free place is looked for, where nothing says how large the region is to be. */
const SIZES = [64n * MIB, 16n * MIB, MIB] as const;

/**
 * The addresses that the name of a node may go on with after its `@`: that of its own `reg` where it has one, and for a
 * region that has none the free places of usual sizes.
 */
export function unitAddressSuggestions(asked: Asked): Suggestion[] {
  const { typed, role } = asked;
  const base = typed.slice(0, typed.indexOf('@'));
  const written = nodeNamedHere(asked);
  const own = written && ownAddress(asked, written);
  const name = (address: bigint): string => `${base}@${address.toString(16)}`;
  if (own !== undefined) {
    const label = name(own);
    if (!beginsWith(typed, label)) return [];
    return [{ label, kind: 'value', detail: 'where its reg lies', insertion: [label], rank: Rank.required }];
  }
  return role?.holder === 'reserved-memory' ? freeAddresses(asked, written, name) : [];
}

/** The node of the document whose name is being typed, where its body is there. */
function nodeNamedHere({ document, place }: Asked): DocumentNode | undefined {
  const statement = document.statementAt(place.word.start);
  return statement?.kind === 'node' && statement.name.span.start === place.word.start ? statement : undefined;
}

/** The first address of the `reg` of a node, which its unit address repeats (Devicetree specification, 2.2.1). */
function ownAddress({ analysis }: Asked, written: DocumentNode): bigint | undefined {
  const node = analysis && TreeNodes.of(analysis.board.tree).openedBy(written);
  const value = node?.properties.get('reg')?.value;
  if (analysis === undefined || value === undefined) return undefined;
  const isRegion = node?.parent === analysis.memory.reservedMemory;
  const { address } = isRegion ? rootCells(analysis) : ownCounts(node?.parent);
  return address === 0 || value.length < address * 4 ? undefined : numberAt(value, 0, address);
}

function freeAddresses(
  asked: Asked,
  written: DocumentNode | undefined,
  name: (address: bigint) => string,
): Suggestion[] {
  const { analysis, typed } = asked;
  const cells = rootCells(analysis);
  const kind = written === undefined ? PLAIN_REGION : kindOfNode(nodeRoleOf(analysis, written));
  const found = new Map<bigint, Suggestion>();
  for (const [index, size] of SIZES.entries()) {
    const place = placeFor(analysis, kind, size);
    if (place === undefined || analysis === undefined || found.has(place.base)) continue;
    const label = name(place.base);
    if (!beginsWith(typed, label)) continue;
    const reg = `reg = <${cellsText(place.base, cells.address)} ${cellsText(place.size, cells.size)}>;`;
    found.set(place.base, {
      label,
      kind: 'place',
      detail: `${formatSize(place.size)} at ${formatHex(place.base)}, ${freeText(analysis)}`,
      insertion:
        continuationOf(asked) === 'body' ? [label] : [`${label} {\n\t${reg}\n\t`, { stop: 0, text: '' }, '\n};'],
      rank: Rank.required + index / 10,
    });
  }
  return [...found.values()];
}
