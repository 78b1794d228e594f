import type { Board, BoardReader, BoardRequest } from '../devicetree/board.ts';
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

/** What an overlay that is appended to a board begins with here. */
const PLUGIN = new SourceFile('(overlay)', '/dts-v1/;\n/plugin/;\n');

/**
 * An overlay whose base nobody named, applied to a stand-in for it (`standInBase`), so that what holds on any base can
 * be found; a note among its problems says how to give a base. What the stand-in lacks is nobody's fault.
 */
export function readAlone(reader: BoardReader, request: BoardRequest, form: OverlayForm): Board {
  const isAppended = form === 'appended';
  // Labels of the board may be missing in an overlay proper, and in it alone: as such it shows which there are.
  const own = reader.read(
    isAppended ? { ...request, text: PLUGIN, overlays: [request.path] } : { ...request, overlays: [] },
  );
  const base = standInBase(own.tree, isAppended);
  const applied = reader.read({ ...request, text: base.file, overlays: [request.path] });
  const standIn = { ...base, file: applied.unit?.file ?? base.file };
  const isOfTheBase = ({ id, span }: Problem): boolean => span?.file === standIn.file || OF_THE_BASE.has(id);
  const appliedProblems = applied.problems.filter((problem) => !isOfTheBase(problem));
  const malformed = own.refused ? [] : appliedProblems.filter(({ id }) => id.startsWith('overlay-'));
  const files = isAppended ? applied.files : own.files;
  const [file] = files;
  return {
    request: { ...request, overlays: [] },
    tree: applied.tree,
    unit: own.unit,
    units: own.units,
    files,
    missing: own.missing,
    problems: [...(isAppended ? appliedProblems : [...own.problems, ...malformed]), howToGiveABase(file)],
    refused: isAppended ? appliedProblems.some(({ severity }) => severity === 'error') : own.refused,
    statistics: own.statistics,
    standIn,
  };
}

function howToGiveABase(file: SourceFile | undefined): Problem {
  return {
    id: BASE_UNKNOWN,
    severity: 'note',
    message:
      'This overlay is checked without its board: only what holds on any board is reported. Name the board with --base ' +
      'or in "bases" of .dtheaps.json; in the editor it can be picked, too.',
    span: file === undefined ? undefined : { file, start: 0, end: 0 },
    related: [],
  };
}
