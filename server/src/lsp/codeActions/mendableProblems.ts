import type { CodeActionParams } from 'vscode-languageserver';
import { INCLUDE_NOT_FOUND } from '../../devicetree/followOnProblems.ts';
import type { Span } from '../../text/sourceFile.ts';
import type { ClientAbilities } from '../clientAbilities.ts';
import type { EditedBoard, EditedBoards } from '../editedBoards.ts';
import { findingsOfBoards } from '../findings.ts';
import type { Fixable } from '../provenFixes.ts';
import { askedFindings } from './askedFindings.ts';

/** A problem of reading that has fixes, with its place. */
export type MendableProblem = Fixable & { readonly span: Span };

/**
 * The problems of reading in a document that have fixes: text that is missing, names that are nearly right; and of the
 * includes that are asked about those that are in a folder nearby. No fix makes a file where the client cannot.
 */
export async function mendableProblems(
  boards: EditedBoards,
  shown: readonly EditedBoard[],
  path: string,
  params: CodeActionParams,
  { createsFiles }: Pick<ClientAbilities, 'createsFiles'>,
): Promise<readonly MendableProblem[]> {
  // Boards that share an include share what is wrong in it.
  const mendable = new Map<string, MendableProblem>();
  for (const { board, problems } of findingsOfBoards(shown)) {
    const here = problems.flatMap(({ id, message, span, fixes = [] }) =>
      span?.file.path === path ? [{ rule: id, message, span, nodePath: undefined, fixes }] : [],
    );
    const unfound = askedFindings(
      here.filter(({ rule }) => rule === INCLUDE_NOT_FOUND),
      params,
    ).map(({ finding }) => finding);
    const found =
      unfound.length === 0
        ? []
        : await boards.includeFixes(
            board,
            unfound.map(({ span }) => span),
          );
    const withFolders = unfound.map((problem, index) => {
      const fix = found[index];
      const isPossible = fix !== undefined && (fix.creates === undefined || createsFiles);
      return { ...problem, fixes: isPossible ? [fix] : [] };
    });
    for (const problem of [...here, ...withFolders]) {
      const { rule, span, message, nodePath, fixes } = problem;
      if (fixes.length > 0) mendable.set(`${rule} ${span.start} ${message}`, { rule, span, nodePath, fixes });
    }
  }
  return [...mendable.values()];
}
