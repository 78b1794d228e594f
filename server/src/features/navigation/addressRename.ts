import type { Analysis } from '../../analysis.ts';
import type { DeviceTreeNode, DeviceTreeProperty } from '../../devicetree/tree/deviceTree.ts';
import { unitAddressOf } from '../../devicetree/tree/unitAddress.ts';
import { formatHex } from '../../kernel/units/formatBytes.ts';
import { cellsEdit } from '../../rules/cellsEdit.ts';
import type { SpanEdit } from '../../rules/finding.ts';
import { CELL_BYTES, cellAt, cellsText, countIn, numberAt } from '../../text/cells.ts';

/** What a new name leaves a node's `reg` with. */
export interface AddressAfterRename {
  /** How the name and `reg` disagree then, one sentence. */
  readonly disagreement: string;
  /** What makes `reg` follow, with the sentence that says so; absent where its text cannot be changed, or it said something else before. */
  readonly following?: { readonly edits: readonly SpanEdit[]; readonly sentence: string };
}

/**
 * How the name and the `reg` of a node disagree where it is renamed, and did not before or did otherwise (devicetree
 * specification 2.2.1.1: the unit address is the first address of `reg`). `undefined` where they do not, and where the
 * form of the address is that of a bus which is not known here.
 */
export function addressAfterRename(
  analysis: Analysis,
  node: DeviceTreeNode,
  newName: string,
): AddressAfterRename | undefined {
  const [oldUnit, newUnit] = [node.name, newName].map((name) => name.split('@')[1]);
  if (oldUnit === newUnit) return undefined;
  const reg = node.properties.get('reg');
  if (reg === undefined) {
    return oldUnit === undefined
      ? { disagreement: `${newName} has no reg, so its unit address says nothing.` }
      : undefined;
  }
  if (newUnit === undefined)
    return { disagreement: `${newName} has a reg: dtc warns where the name has no unit address.` };
  const cells = addressCells(analysis, node);
  const address = unitAddressOf(newName);
  if (address === undefined || cells < 1 || cells > 2 || reg.value.length < cells * CELL_BYTES) return undefined;
  const base = numberAt(reg.value, 0, cells);
  if (address === base) return undefined;
  const disagreement = `reg of ${newName} says ${formatHex(base)}: change it as well, or the name misleads.`;
  const edits = unitAddressOf(node.name) === base ? addressEdits(reg, address, cells) : undefined;
  if (edits === undefined) return { disagreement };
  const sentence = `reg follows from ${formatHex(base)} to ${formatHex(address)}; without that the name misleads.`;
  return { disagreement, following: { edits, sentence } };
}

/** The cells of an address in `reg`: a region's are the root's, and dtc counts two where a parent says nothing. */
function addressCells({ memory }: Analysis, { parent }: DeviceTreeNode): number {
  if (parent !== undefined && parent === memory.reservedMemory) return memory.cells.address;
  return countIn(parent?.properties.get('#address-cells')?.value) ?? 2;
}

/** The edits that write another first address: of the cells that differ alone, where each stands for itself. */
function addressEdits(reg: DeviceTreeProperty, address: bigint, cells: number): readonly SpanEdit[] | undefined {
  if (address >= 1n << BigInt(32 * cells)) return undefined;
  const edits: SpanEdit[] = [];
  for (let index = 0; index < cells; index++) {
    const cell = (address >> BigInt(32 * (cells - 1 - index))) & 0xffffffffn;
    const at = index * CELL_BYTES;
    if (BigInt(cellAt(reg.value, at) ?? 0) === cell) continue;
    const edit = cellsEdit(reg, at, at + CELL_BYTES, formatHex(cell));
    if (edit === undefined) return cellsEdit(reg, 0, cells * CELL_BYTES, cellsText(address, cells))?.edits;
    edits.push(...edit.edits);
  }
  return edits;
}
