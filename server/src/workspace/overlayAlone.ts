import type { Board, BoardReader, BoardRequest } from '../devicetree/board.ts';
import { CertainErrors } from '../devicetree/certainErrors.ts';
import { isUnreadInclude } from '../devicetree/followOnProblems.ts';
import type { OverlayForm } from '../devicetree/overlayForm.ts';
import { standInBase } from '../memory/standInBase.ts';
import type { Problem } from '../text/problem.ts';
import { SourceFile } from '../text/sourceFile.ts';

/** What is wrong only because the stand-in is no real base. */
const OF_THE_BASE: ReadonlySet<string> = new Set([
  'overlay-missing-target',
  'overlay-missing-label',
  'reference-not-found',
]);

/** The id of the note that an overlay is looked at without a base. */
export const BASE_UNKNOWN = 'overlay-base-unknown';

/** The same of a text that follows the board's: its labels and macros are the board's. */
const OF_THE_TEXT_BEFORE: ReadonlySet<string> = new Set(['path-references', 'phandle-references']);

/** What rests on numbers of cells, which are the base's (the lengths in reserved memory are judged by rules). */
const OF_THE_CELLS: ReadonlySet<string> = new Set([
  'reg-format',
  'ranges-format',
  'dma-ranges-format',
  'avoid-default-addr-size',
]);

/** What an overlay that is appended to a board begins with here. */
const PLUGIN = new SourceFile('(overlay)', '/dts-v1/;\n/plugin/;\n');

/** The id of the note that an include is looked at without a board. */
export const BOARD_UNKNOWN = 'include-board-unknown';

/**
 * An overlay whose base nobody named, applied to a stand-in for it (`standInBase`), so that what holds on any base can
 * be found; a note among its problems says how to give a base. What the stand-in lacks is nobody's fault.
 * An include that no board is known for is read in the same way, as a text after the board's; since the board may define
 * macros that it uses, of how it reads only that is said which no macro can have caused (`CertainErrors`), and which
 * of its own includes are missing.
 */
export function readAlone(reader: BoardReader, request: BoardRequest, form: OverlayForm | 'include'): Board {
  const isAppended = form !== 'plugin';
  // Labels of the board may be missing in an overlay proper, and in it alone: as such it shows which there are.
  const own = reader.read(
    isAppended ? { ...request, text: PLUGIN, overlays: [request.path] } : { ...request, overlays: [] },
  );
  const base = standInBase(own.tree, isAppended);
  const whole = { ...request, text: base.file, overlays: [request.path] };
  const applied = reader.read(whole, undefined, isAppended ? undefined : own);
  const standIn = { ...base, file: applied.unit?.file ?? base.file, isInclude: form === 'include' };
  const isOfTheBase = ({ id, span }: Problem): boolean =>
    span?.file === standIn.file ||
    OF_THE_BASE.has(id) ||
    OF_THE_CELLS.has(id) ||
    (isAppended && OF_THE_TEXT_BEFORE.has(id));
  const appliedProblems = applied.problems.filter((problem) => !isOfTheBase(problem));
  // What an unknown macro stands for is lost, though that is nobody's fault.
  const ownFaults = appliedProblems.filter(({ isUnknownName }) => isUnknownName !== true);
  const ownProblems = own.problems.filter(({ id }) => !OF_THE_CELLS.has(id));
  const malformed = own.refused ? [] : appliedProblems.filter(({ id }) => id.startsWith('overlay-'));
  const files = isAppended ? applied.files : own.files;
  const [file] = files;
  const note = noteOf(file, form);
  return {
    request: { ...request, overlays: [] },
    tree: applied.tree,
    unit: own.unit,
    units: own.units,
    files,
    missing: own.missing,
    problems:
      form === 'include'
        ? [...certainOnAnyBoard(applied, ownFaults), note]
        : [...(isAppended ? ownFaults : [...ownProblems, ...malformed]), note],
    refused: isAppended ? appliedProblems.some(({ severity }) => severity === 'error') : own.refused,
    statistics: own.statistics,
    standIn,
  };
}

/** What is wrong with the text of an include whatever the board before it defines. */
function certainOnAnyBoard({ unit }: Board, problems: readonly Problem[]): readonly Problem[] {
  if (unit === undefined) return [];
  const errors = new CertainErrors(unit, problems.filter(isUnreadInclude));
  return problems.filter((problem) => isUnreadInclude(problem) || errors.isCertain(problem));
}

const OVERLAY_NOTE =
  'This overlay is checked without its board: only what holds on any board is reported. Name the board with --base ' +
  'or in "bases" of .dtheaps.json; in the editor it can be picked, too.';

const INCLUDE_NOTE =
  'No board is known that includes this file: only what holds on any board is reported.\nOpen a folder with such a ' +
  'board, or create one (“Create a Board That Includes It”).';

function noteOf(file: SourceFile | undefined, form: OverlayForm | 'include'): Problem {
  return {
    id: form === 'include' ? BOARD_UNKNOWN : BASE_UNKNOWN,
    severity: 'note',
    message: form === 'include' ? INCLUDE_NOTE : OVERLAY_NOTE,
    span: file === undefined ? undefined : { file, start: 0, end: 0 },
    related: [],
  };
}
