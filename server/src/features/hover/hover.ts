import type { Analysis } from '../../analysis.ts';
import type { DocumentTree } from '../../devicetree/document/documentTree.ts';
import type { DocumentStatement } from '../../devicetree/document/statements.ts';
import { nameAt, type WrittenName } from '../../devicetree/document/writtenNames.ts';
import { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import { meaningAt } from '../navigation/meaning.ts';
import { nodeRoleOf } from '../nodeRole.ts';
import { regionAt } from '../regionAt.ts';
import type { Remark } from '../remarks.ts';
import { asCode, paragraph, type RichText, strong } from '../richText.ts';
import { cellHover } from './cellCard.ts';
import type { Hover, HoverAsked } from './hoverAsked.ts';
import { includeCard } from './includeCard.ts';
import { macroCard, useAt } from './macroCard.ts';
import { nodeCard } from './nodeCards.ts';
import { propertyCard } from './propertyCard.ts';
import { regionCard } from './regionCard.ts';
import { stringHover } from './stringCard.ts';

/**
 * What to say about a byte offset of a document of a board: on names of nodes and what refers to them the node's card (a
 * region with its fate and heaps by kernel, RAM, `/reserved-memory`, a device with its memory); on a property what it
 * means and came to; on values, macros, strings, includes and reservations what they come to. `kernels` are those whose
 * heaps are named besides the profile's, `remarks` what the rules found on the board. `undefined` where nothing is named.
 */
export function hover(
  analysis: Analysis,
  document: DocumentTree,
  offset: number,
  kernels: readonly string[],
  remarks: readonly Remark[] = [],
): Hover | undefined {
  if (offset < 0 || offset > document.file.text.length) return undefined;
  // At what begins a reference its name is meant.
  const isNamed = nameAt(document, offset) !== undefined;
  const at = isNamed ? offset : offset + referenceLength(document.file.text, offset);
  return hoverAt({ analysis, document, offset: at, kernels, remarks });
}

function hoverAt(asked: HoverAsked): Hover | undefined {
  const { analysis, document, offset } = asked;
  const name = nameAt(document, offset);
  if (name !== undefined) return nameHover(asked, name);
  const meaning = meaningAt(analysis, document, offset);
  if (meaning?.kind === 'node') return { text: nodeCard(asked, meaning.node), span: meaning.span };
  const value = document.valueAt(offset);
  if (value?.kind === 'cell' || value?.kind === 'bytes') return cellHover(asked, value) ?? madeByMacro(asked);
  return reservationHover(asked, document.statementAt(offset)) ?? madeByMacro(asked);
}

/** How much of what begins a reference stands at an offset: the name follows it. */
function referenceLength(text: string, offset: number): number {
  return /^&\{?/.exec(text.slice(offset, offset + 2))?.[0].length ?? 0;
}

function nameHover(asked: HoverAsked, name: WrittenName): Hover | undefined {
  const { analysis, document, offset } = asked;
  const { text, span, statement } = name;
  switch (name.kind) {
    case 'include':
      return { text: includeCard(analysis, text, span), span };
    case 'string':
      return stringHover(asked, name);
    case 'macro':
      return macroHover(asked, name);
    case 'property':
      return propertyHover(asked, text, span, statement);
    default: {
      const meaning = meaningAt(analysis, document, offset);
      if (meaning?.kind === 'property') return propertyHover(asked, meaning.name, span, statement);
      const node = meaning?.kind === 'node' || meaning?.kind === 'label' ? meaning.node : undefined;
      return node === undefined
        ? absentNodeHover(asked, name)
        : { text: nodeCard(asked, node), span: meaning?.span ?? span };
    }
  }
}

/** A node that the document opens or deletes and the board has not, where the board was read whole. */
function absentNodeHover({ analysis: { board } }: HoverAsked, name: WrittenName): Hover | undefined {
  const { kind, text, span, statement } = name;
  const isOpened = statement?.kind === 'node' && kind !== 'reference';
  if (board.refused || board.standIn !== undefined || !(isOpened || statement?.kind === 'delete-node'))
    return undefined;
  const why = ' is not in the tree of this board: it is deleted, or a condition leaves it out.';
  return { text: [paragraph(strong(text), why)], span };
}

function propertyHover(
  { analysis }: HoverAsked,
  name: string,
  span: Hover['span'],
  statement: DocumentStatement | undefined,
): Hover | undefined {
  if (statement?.parent === undefined) return undefined;
  const text = propertyCard(analysis, nodeRoleOf(analysis, statement.parent), name, statement);
  return text && { text, span };
}

/** A macro, or a label that is given to one; of a macro that makes a region, the region before the macro. */
function macroHover(asked: HoverAsked, { text, span }: WrittenName): Hover | undefined {
  const { analysis, document, offset } = asked;
  const meaning = meaningAt(analysis, document, offset);
  if (meaning?.kind === 'label' && meaning.node !== undefined) return { text: nodeCard(asked, meaning.node), span };
  const use = useAt(analysis, document.file.path, offset);
  const own = use?.macro === text ? use : undefined;
  // A macro in the arguments of the one that makes a region is not the region.
  const statement = document.statementAt(offset);
  const isInner = statement?.kind === 'macro' && own !== undefined && own.span.start !== statement.name?.span.start;
  const region = isInner ? [] : regionMadeBy(asked);
  return { text: [...region, ...macroCard(asked, text)], span: own?.span ?? span };
}

/** The card of the region that a macro, used as a statement, makes; empty where it makes none. */
function regionMadeBy(asked: HoverAsked): RichText {
  const { analysis, document, offset } = asked;
  const statement = document.statementAt(offset);
  const isStatement = statement?.kind === 'macro' || statement?.kind === 'node';
  const place = isStatement ? regionAt(analysis, document, offset) : undefined;
  return place === undefined ? [] : regionCard(asked, place.region);
}

/** Within the arguments of a macro that makes a region. */
function madeByMacro(asked: HoverAsked): Hover | undefined {
  const { analysis, document, offset } = asked;
  if (document.statementAt(offset)?.kind !== 'macro') return undefined;
  const place = regionAt(analysis, document, offset);
  return place && { text: regionCard(asked, place.region), span: place.span };
}

/** A `/memreserve/`: the memory that it sets aside. */
function reservationHover({ analysis }: HoverAsked, statement: DocumentStatement | undefined): Hover | undefined {
  if (statement?.kind !== 'memory-reservation') return undefined;
  const { span } = statement;
  const reservation = analysis.board.tree.memoryReservations.find(
    (each) => each.span?.file.path === span.file.path && each.span.start < span.end && span.start < each.span.end,
  );
  if (reservation === undefined) return undefined;
  const range = new AddressRange(reservation.base, reservation.size);
  const text = [
    paragraph(strong('Memory reservation'), ' — ', `${formatSize(range.size)} at `, asCode(formatRange(range))),
    paragraph('The memory reservation block of the DTB: the kernel keeps off it, and gives it no name and no driver.'),
  ];
  return { text, span };
}
