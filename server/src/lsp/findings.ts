import type { Analysis } from '../analysis.ts';
import { type BoardFindings, findingsOf, withoutUsed } from '../rules/findings.ts';
import { Remembered } from '../text/remembered.ts';
import type { EditedBoard } from './editedBoards.ts';

interface Known {
  readonly severities: string;
  readonly found: BoardFindings;
}

const known = new Remembered<Analysis, Known>();

/** What is reported on each of some boards; worked out once for each analysis and its severities. */
export function findingsOfBoards(
  boards: readonly EditedBoard[],
): (Pick<BoardFindings, 'problems' | 'findings'> & { readonly board: EditedBoard })[] {
  const all = boards.map((board) => ({ board, found: findingsOfBoard(board) }));
  const used = new Set(all.flatMap(({ found }) => found.usedSuppressions));
  return all.map(({ board, found }) => ({
    board,
    problems: found.problems,
    findings: withoutUsed(found.findings, used),
  }));
}

/** What is found on one board, comments that silence nothing on it included: another board may need these. */
export function findingsOfBoard({ analysis, severities }: EditedBoard): BoardFindings {
  const text = JSON.stringify(severities);
  const earlier = known.get(analysis);
  if (earlier?.severities === text) return earlier.found;
  const found = findingsOf(analysis, severities);
  known.set(analysis, { severities: text, found });
  return found;
}
