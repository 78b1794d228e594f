import type { Analysis } from '../../analysis.ts';
import type { MacroDefinition } from '../../devicetree/expansion/units/definitions.ts';
import { type ExpandedUse, expandedUseAt } from '../../devicetree/expansion/units/macroUses.ts';
import { unitsBelow } from '../../devicetree/expansion/units/unitsBelow.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { shortened } from '../../text/bytesAndText.ts';
import type { MacroExpansion } from '../../text/origin.ts';
import { macroDefinitions } from '../navigation/macros.ts';
import { placeText } from '../placeText.ts';
import { asCode, type Block, type NamedFact, paragraph, type RichText, strong } from '../richText.ts';
import { numberOfMacro } from '../writtenMacros.ts';
import { cellBlocks, numbersAt } from './cellCard.ts';
import type { HoverAsked } from './hoverAsked.ts';

/** Texts of macros are shown as far as this. */
const LONGEST = 400;
/** At most this many definitions of one name are shown. */
const MOST_DEFINITIONS = 3;

/** A macro: what it came to where it is used; its definition; the expansion step by step. */
export function macroCard(asked: HoverAsked, name: string): RichText {
  const { analysis, document, offset } = asked;
  const definitions = macroDefinitions(analysis, name);
  const use = useAt(analysis, document.file.path, offset);
  if (definitions.length === 0 && use === undefined) {
    return [paragraph(asCode(name), ' is no macro on this board: no file that was read defines it.')];
  }
  const shown = definitions.slice(-MOST_DEFINITIONS);
  const own = use?.macro === name ? use : undefined;
  const number = shown.length === 0 ? undefined : numberOfMacro(analysis, shown.at(-1) as MacroDefinition);
  // The expansion of one that stands for its body as it is would say that again.
  const isBody = own === undefined || own.text === shown.at(-1)?.body;
  return [
    ...(own === undefined ? numberBlock(number) : valueBlocks(asked, own)),
    ...shown.flatMap(definitionBlocks),
    ...(isBody ? [] : expansionBlocks(own)),
  ];
}

/** What a use came to: the cells that it makes, or where it is a part of what another makes, the number that it is. */
function valueBlocks(asked: HoverAsked, { span, text }: ExpandedUse): RichText {
  const placed = numbersAt(asked, span.start);
  const made = placed?.property.valueSpan(placed.offset, placed.offset + placed.width);
  if (made?.start === span.start && made.end === span.end) return cellBlocks(asked, span.start);
  const isOne = CONSTANT.test(text) && !/[\da-fA-F)]\s+[\d(]/.test(text);
  return numberBlock(isOne ? asked.document.evaluate(text) : undefined);
}

/** What an expression of plain numbers is written with. */
const CONSTANT = /^[\s0-9a-fA-FxXuUlL()+*/%<>&|^~!?:=-]{1,400}$/;

/** The use of a macro at an offset of a file, in whichever unit of the board it is expanded. */
export function useAt({ board }: Analysis, path: string, offset: number): ExpandedUse | undefined {
  for (const unit of unitsBelow(board.units)) {
    const use = unit.file.path === path ? expandedUseAt(unit, offset) : undefined;
    if (use !== undefined) return use;
  }
  return undefined;
}

function definitionBlocks({ name, parameters, variadic, body, nameSpan }: MacroDefinition): Block[] {
  const names = parameters === undefined ? '' : `(${parameters.join(', ')}${variadic ? '…' : ''})`;
  return [
    { kind: 'code', lines: [cut(`#define ${name}${names} ${body}`.trimEnd())], language: 'c' },
    paragraph('Defined in ', asCode(placeText(nameSpan))),
  ];
}

function numberBlock(number: bigint | undefined): Block[] {
  if (number === undefined) return [];
  const size = isRound(number) ? `, ${formatSize(number)}` : '';
  return [paragraph(asCode(formatHex(number)), ` = ${number}${size}`)];
}

/** Whether a number is rather a size than flags: whole KiB, and written with one bit or two. */
function isRound(number: bigint): boolean {
  const bits = number.toString(2).replaceAll('0', '').length;
  return number >= 1024n && number % 1024n === 0n && bits <= 2;
}

/** What stands in the place of a use, and the definitions that led there, each with the use that it replaces. */
function expansionBlocks({ text: expanded, steps }: ExpandedUse): Block[] {
  // One that is used several times in the same way is explained once.
  const facts = [...new Map(steps.slice(1).map(stepTexts))].map(([use, text]): NamedFact => [use, [asCode(text)]]);
  return [
    paragraph(strong('Expands to')),
    { kind: 'code', lines: [cut(expanded.replace(/\s+/g, ' '))], language: 'dts' },
    { kind: 'facts', facts },
  ];
}

/** A use within another's body or arguments, and what its definition puts there: `MIB(64)`, `(count) → ((count) << 20)`. */
function stepTexts({ macro, definition, invocation }: MacroExpansion): [use: string, text: string] {
  const written = cut(invocation.file.text.slice(invocation.start, invocation.end).replace(/\s+/g, ' '));
  if (definition === undefined) return [written, 'is predefined'];
  const text = definition.file.text.slice(definition.start, definition.end).replace(/\s+/g, ' ').slice(macro.length);
  // Parameters follow the name without a blank.
  const parameters = /^\([^)]*\)/.exec(text)?.[0] ?? '';
  const body = text.slice(parameters.length).trim();
  return [written, cut(`${parameters === '' ? '' : `${parameters} → `}${body} (${placeText(definition)})`)];
}

const cut = (text: string): string => shortened(text, LONGEST);
