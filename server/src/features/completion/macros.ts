import type { Analysis } from '../../analysis.ts';
import type { MacroDefinition } from '../../devicetree/expansion/units/definitions.ts';
import { formatHex, formatSize } from '../../kernel/units/formatBytes.ts';
import { shortened } from '../../text/bytesAndText.ts';
import { fileNameOf } from '../../text/fileName.ts';
import { macrosOf } from '../navigation/macros.ts';
import { makesStatements, numberOfMacro } from '../writtenMacros.ts';
import { type Asked, nextCharacter } from './asked.ts';
import { beginsWith, matches, Rank, type Suggestion } from './suggestion.ts';

/** At most this many macros are listed at once: a board's headers have thousands. */
const MAXIMUM_MACROS = 150;

/** Bodies are shown as far as this. */
const MAXIMUM_BODY = 120;

/** Some macros out of those of a board, and whether there are more. */
interface Chosen {
  readonly macros: readonly MacroDefinition[];
  readonly isCut: boolean;
}

/** The macros whose names go on from what is typed, those that begin with it first. */
function chooseMacros(
  analysis: Analysis | undefined,
  isMeant: (macro: MacroDefinition) => boolean,
  typed: string,
): Chosen {
  if (analysis === undefined) return { macros: [], isCut: false };
  const begun: MacroDefinition[] = [];
  const others: MacroDefinition[] = [];
  for (const macro of macrosOf(analysis).values()) {
    const isBegun = beginsWith(typed, macro.name);
    // Names are quickly compared, and leave few of the thousands: what a macro stands for is looked at last.
    if ((!isBegun && !matches(typed, macro.name)) || !isMeant(macro)) continue;
    (isBegun ? begun : others).push(macro);
  }
  const all = [...begun, ...others];
  return { macros: all.slice(0, MAXIMUM_MACROS), isCut: all.length > MAXIMUM_MACROS };
}

/**
 * The macros that may stand at a place, with what they come to. Before anything is typed only those of the board's own
 * sources are listed, since bindings define thousands. `isCut` where there are more.
 */
export function macroSuggestions(asked: Asked): {
  readonly items: readonly Suggestion[];
  readonly isCut: boolean;
} {
  const { analysis, typed } = asked;
  const isMeant = (macro: MacroDefinition): boolean => isOwn(macro, typed) && !makesStatements(analysis, macro);
  const { macros, isCut } = chooseMacros(analysis, isMeant, typed);
  const items = macros.map((macro): Suggestion => {
    const value = numberOfMacro(analysis, macro);
    return useOf(asked, macro, value === undefined ? bodyText(macro) : numberText(value));
  });
  return { items, isCut: isCut || typed === '' };
}

/** Whether a macro is one to list: it stands for something, and before anything is typed it is of the board's own sources. */
const isOwn = ({ name, body, nameSpan }: MacroDefinition, typed: string): boolean =>
  body !== '' && !HEADER_GUARD.test(name) && (typed !== '' || !/\/dt-bindings\//.test(nameSpan.file.path));

/** The macros that make nodes or properties, with their arguments to be filled in. */
export function statementMacros(asked: Asked): readonly Suggestion[] {
  const { analysis, typed } = asked;
  const isMeant = (macro: MacroDefinition): boolean => isOwn(macro, typed) && makesStatements(analysis, macro);
  return chooseMacros(analysis, isMeant, typed).macros.map((macro) =>
    useOf(asked, macro, bodyText(macro), /;\s*$/.test(macro.body) ? '' : ';'),
  );
}

/** A use of a macro, with its arguments to be filled in and an `end` after them: where arguments stand, they are kept. */
function useOf(asked: Asked, macro: MacroDefinition, detail: string, end = ''): Suggestion {
  const isCalled = nextCharacter(asked) === '(';
  return {
    label: `${macro.name}${callOf(macro)}`,
    kind: 'macro',
    detail,
    documentation: () => definitionText(macro),
    insertion: isCalled ? [macro.name] : [...insertionOf(macro), ...(end === '' ? [] : [end])],
    filter: macro.name,
    rank: macro.nameSpan.file.path === asked.document.file.path ? Rank.fitting : Rank.seen,
  };
}

const callOf = ({ parameters }: MacroDefinition): string =>
  parameters === undefined ? '' : `(${parameters.join(', ')})`;

function definitionText(macro: MacroDefinition): string {
  const { path } = macro.nameSpan.file;
  return `#define ${macro.name}${callOf(macro)} ${bodyText(macro)}\n\n${fileNameOf(path)}`;
}

/** The macros that a condition may ask for, by their names alone. */
export function conditionSuggestions({ analysis, typed }: Asked): {
  readonly items: readonly Suggestion[];
  readonly isCut: boolean;
} {
  const { macros, isCut } = chooseMacros(analysis, () => true, typed);
  const items = macros.map(
    (macro): Suggestion => ({
      label: macro.name,
      kind: 'macro',
      detail: bodyText(macro),
      insertion: [macro.name],
      rank: Rank.fitting,
    }),
  );
  return { items, isCut };
}

const HEADER_GUARD = /^_+|_H_*$/;

function insertionOf({ name, parameters }: MacroDefinition): Suggestion['insertion'] {
  if (parameters === undefined) return [name];
  const placeholders = parameters.flatMap((parameter, index) => [
    ...(index === 0 ? [] : [', ']),
    { stop: index + 1, text: parameter },
  ]);
  return [`${name}(`, ...placeholders, ')'];
}

function bodyText({ body }: MacroDefinition): string {
  return shortened(body.replace(/\s+/g, ' '), MAXIMUM_BODY);
}

/** A number as it is written in device trees, and as a size where it is a round one. */
function numberText(value: bigint): string {
  if (value < 10n) return `${value}`;
  const size = value >= 4096n && value % 1024n === 0n ? ` · ${formatSize(value)}` : '';
  return `${formatHex(value)} · ${value}${size}`;
}
