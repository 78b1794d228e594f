import type { Analysis } from '../analysis.ts';
import type { DocumentTree } from '../devicetree/document/documentTree.ts';
import { typingPlaceAt } from '../devicetree/document/typingPlace.ts';
import { type CellLayout, type CellSlot, cellLayoutAt } from './cellLayout.ts';
import { knownProperty, nodeRoleOf } from './nodeRole.ts';

/** What a list of cells is made of around a place in it. Texts quote sources as one character a byte. */
export interface CellSignature {
  /** `reg = <address-high address-low size>, …` */
  readonly label: string;
  /** Where each cell stands in the label. */
  readonly parameters: readonly { readonly start: number; readonly end: number }[];
  /** Which of them is at the place. */
  readonly active: number;
  /** Which entry the place is in, what counts the cells, what the property means; plain text. */
  readonly documentation: string;
}

/**
 * Which cell of what is typed at a byte offset of a document. `undefined` outside of lists of cells, where nothing is
 * known of the property, and after the last cell that it has.
 */
export function signatureAt(
  document: DocumentTree,
  offset: number,
  analysis: Analysis | undefined,
): CellSignature | undefined {
  const place = typingPlaceAt(document, offset);
  if (place?.node === undefined || place.property === undefined) return undefined;
  if (place.kind !== 'cell' && place.kind !== 'expression') return undefined;
  const role = nodeRoleOf(analysis, place.node);
  const layout = cellLayoutAt(analysis, role, place.property, place.cells);
  if (layout === undefined || layout.active >= layout.slots.length) return undefined;
  const meaning = knownProperty(role, place.property)?.meaning;
  return { ...written(place.property, layout), active: layout.active, documentation: about(layout, meaning) };
}

function written(property: string, { slots, isList }: CellLayout): Pick<CellSignature, 'label' | 'parameters'> {
  let label = `${property} = <`;
  const parameters = slots.map((slot, index) => {
    if (index > 0) label += ' ';
    const start = label.length;
    label += nameOf(slot);
    return { start, end: label.length };
  });
  return { label: `${label}>${isList ? ', …' : ''}`, parameters };
}

/** A cell's name: of a number of two cells the high and the low half. */
function nameOf({ part, index, count, name }: CellSlot): string {
  if (part === 'reference') return '&node';
  const base = name ?? part.replace(' ', '-');
  if (count === 1 || name !== undefined) return base;
  if (part === 'argument') return `${base}-${index + 1}`;
  if (count === 2) return `${base}-${index === 0 ? 'high' : 'low'}`;
  return `${base}-${index + 1}`;
}

function about({ entry, countedBy, isList }: CellLayout, meaning: string | undefined): string {
  const lines: string[] = [];
  const counted = countedBy === undefined ? '' : `cells by ${countedBy}`;
  const place = isList ? `Entry ${entry + 1}` : '';
  const head = [place, counted].filter((text) => text !== '').join(', ');
  if (head !== '') lines.push(`${head.charAt(0).toUpperCase()}${head.slice(1)}.`);
  if (meaning !== undefined) lines.push(meaning);
  return lines.join('\n\n');
}
