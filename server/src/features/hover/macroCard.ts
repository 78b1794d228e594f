import type { Analysis } from '../../analysis.ts';
import type { MacroDefinition } from '../../devicetree/expansion/units/definitions.ts';
import { type ExpandedUse, expandedUseAt } from '../../devicetree/expansion/units/macroUses.ts';
import { unitsBelow } from '../../devicetree/expansion/units/unitsBelow.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import type { MacroExpansion } from '../../text/origin.ts';
import { macroDefinitions } from '../navigation/macros.ts';
import { asCode, type Block, type NamedFact, paragraph, type RichText, strong } from '../richText.ts';
import { numberOfMacro } from '../writtenMacros.ts';
import { cellBlocks } from './cellCard.ts';
import type { HoverAsked } from './hoverAsked.ts';
import { sourcePlace } from './sourcePlace.ts';

/** Texts of macros are shown as far as this. */
const LONGEST = 400;
/** At most this many definitions of one name are shown. */
const MOST_DEFINITIONS = 3;

/** A macro: its definition; where it is used, the expansion step by step, and the cells that it came to. */
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
  return [
    ...shown.flatMap(definitionBlocks),
    ...(own === undefined ? numberBlock(number) : useBlocks(asked, own, shown.at(-1))),
  ];
}

/** What a use came to; the expansion of one that stands for its body as it is would say that again. */
function useBlocks(asked: HoverAsked, use: ExpandedUse, definition: MacroDefinition | undefined): Block[] {
  const isBody = use.text === definition?.body;
  return [...(isBody ? [] : expansionBlocks(use)), ...cellBlocks(asked, use.span.start)];
}

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
    paragraph('Defined in ', asCode(sourcePlace(nameSpan))),
  ];
}

function numberBlock(number: bigint | undefined): Block[] {
  if (number === undefined) return [];
  const size = number >= 1024n && number % 1024n === 0n ? `, ${formatSize(number)}` : '';
  return [paragraph(asCode(formatHex(number)), ` = ${number}${size}`)];
}

/** What stands in the place of a use, and the definitions that led there, each with the use that it replaces. */
function expansionBlocks({ text, steps }: ExpandedUse): Block[] {
  const facts = steps.slice(1).map((step): NamedFact => [step.macro, [asCode(stepText(step))]]);
  return [
    paragraph(strong('Expands to')),
    { kind: 'code', lines: [cut(text.replace(/\s+/g, ' '))], language: 'dts' },
    { kind: 'facts', facts },
  ];
}

/** A use within another's body or arguments, and what its definition says. */
function stepText({ macro, definition, invocation }: MacroExpansion): string {
  const written = invocation.file.text.slice(invocation.start, invocation.end);
  if (definition === undefined) return cut(written);
  const body = definition.file.text.slice(definition.start, definition.end).replace(/\s+/g, ' ');
  return cut(`${written} → ${body.slice(macro.length).trimStart()} (${sourcePlace(definition)})`);
}

const cut = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
