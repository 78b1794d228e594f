import { cellLayoutAt } from '../cellLayout.ts';
import { type Asked, rootCells } from './asked.ts';
import { macroSuggestions } from './macros.ts';
import { alignmentSuggestions, allocRangeSuggestions, regSuggestions, sizeSuggestions } from './placeSuggestions.ts';
import { pathSuggestions, referenceSuggestions, waitsForLabels } from './references.ts';
import { type Insertion, matches, Rank, type Suggestion } from './suggestion.ts';

/** What is written around cells where their list has not begun. */
type Around = (cells: Insertion) => Insertion;

/**
 * What the cell at the place may be, by what it is of: references, places and sizes, and macros. `isCut` where there is
 * more than is listed.
 */
export function cellSuggestions(
  asked: Asked,
  around: Around = (cells) => cells,
): { readonly items: readonly Suggestion[]; readonly isCut: boolean } {
  const { analysis, role, place, typed } = asked;
  const { property, cells } = place;
  if (role === undefined || property === undefined) return { items: [], isCut: false };
  const aroundText = (text: string): Insertion => around([text]);
  if (typed.startsWith('&{')) return { items: pathSuggestions(asked, aroundText), isCut: false };
  const isCut = waitsForLabels(property, typed);
  if (typed.startsWith('&')) return { items: referenceSuggestions(asked, property, aroundText), isCut };
  const layout = cellLayoutAt(analysis, role, property, cells);
  const items: Suggestion[] = [];
  const slot = layout?.slots[layout.active];
  if (slot?.part === 'reference') items.push(...referenceSuggestions(asked, property, aroundText));
  if (layout !== undefined && role.holder === 'region') {
    if (property === 'reg') items.push(...regSuggestions(asked, role, layout, aroundText));
    else if (property === 'size') items.push(...sizeSuggestions(asked, role, layout, aroundText));
    else if (property === 'alloc-ranges') items.push(...allocRangeSuggestions(asked, layout, aroundText));
    else if (property === 'alignment') items.push(...alignmentSuggestions(asked, role, layout, aroundText));
  }
  items.push(...countSuggestions(asked, property, aroundText));
  const isFull = layout !== undefined && layout.active === layout.slots.length;
  if (slot?.part === 'reference' || isFull) return { items, isCut };
  const macros = macroSuggestions(asked);
  const wrapped = macros.items.map((macro) => ({ ...macro, insertion: around(macro.insertion) }));
  return { items: [...items, ...wrapped], isCut: macros.isCut };
}

/** The counts that `/reserved-memory` has to repeat. */
function countSuggestions(
  { analysis, role, typed, place }: Asked,
  property: string,
  around: (text: string) => Insertion,
): Suggestion[] {
  if (role?.holder !== 'reserved-memory' || place.cells.length > 0) return [];
  const cells = rootCells(analysis);
  const count = property === '#address-cells' ? cells.address : property === '#size-cells' ? cells.size : undefined;
  if (count === undefined || !matches(typed, `${count}`)) return [];
  return [
    {
      label: `${count}`,
      kind: 'value',
      detail: 'as the root has it',
      insertion: around(`${count}`),
      rank: Rank.required,
    },
  ];
}
