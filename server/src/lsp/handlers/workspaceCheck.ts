import type { CancellationToken } from 'vscode-languageserver';
import { WorkDoneProgress } from 'vscode-languageserver';
import { unusedSuppression } from '../../rules/comments/unusedSuppression.ts';
import type { Finding } from '../../rules/finding.ts';
import { withoutUsed } from '../../rules/findings.ts';
import { internalProblem } from '../../text/internalError.ts';
import { isBelow, relativePath } from '../../workspace/path.ts';
import { abilitiesOf } from '../clientAbilities.ts';
import { DiagnosticsByFile } from '../diagnostics.ts';
import { type CheckWorkspaceAnswer, type CheckWorkspaceParams, checkWorkspaceRequest } from '../documentProtocol.ts';
import type { EditedBoard } from '../editedBoards.ts';
import { findingsOfBoard } from '../findings.ts';
import type { LanguageFeature, ServerParts } from '../languageFeature.ts';
import { uriOfPath } from '../positions.ts';
import { turn } from '../turns.ts';
import { countFindings, workspaceReport } from '../workspaceReport.ts';

/** More boards of one workspace are not checked at once: the command line does that in several processes. */
const MOST_BOARDS = 5000;

/** How often the progress is reported, in milliseconds. */
const REPORT_MILLISECONDS = 200;

/** What is wrong with every board of the workspace, open or not; stopped half-way it answers what it has. */
export const workspaceCheck: LanguageFeature = {
  capabilities: {},
  serve(parts) {
    parts.connection.onRequest<CheckWorkspaceAnswer, never>(
      checkWorkspaceRequest,
      parts.requests.answering<CheckWorkspaceParams, CheckWorkspaceAnswer>('workspace check', (params, token) =>
        checkedWorkspace(parts, params, token),
      ),
    );
  },
};

async function checkedWorkspace(
  parts: ServerParts,
  { workDoneToken }: CheckWorkspaceParams,
  token: CancellationToken,
): Promise<CheckWorkspaceAnswer> {
  const { boards, choice, includers, connection } = parts;
  const { folders } = boards;
  const report = reporting((percentage, message) => {
    if (workDoneToken === undefined) return;
    connection.sendProgress(WorkDoneProgress.type, workDoneToken, { kind: 'report', percentage, message });
  });
  for (const folder of folders) await choice.indexed(`${folder}/.`);
  const isHere = (path: string): boolean => folders.some((folder) => isBelow(path, folder));
  const paths = [...includers.boards(), ...includers.overlays()].filter(isHere).slice(0, MOST_BOARDS);

  const found = new DiagnosticsByFile(abilitiesOf(parts.client));
  const used = new Set<string>();
  /** What may be used on a board that comes later. */
  const unused: { readonly board: EditedBoard; readonly findings: readonly Finding[] }[] = [];
  const check = async (board: EditedBoard): Promise<void> => {
    const { problems, findings, usedSuppressions } = await ownFindings(parts, board);
    for (const key of usedSuppressions) used.add(key);
    found.addBoard(board, { problems, findings: findings.filter((finding) => !isUnused(finding)) });
    const left = findings.filter(isUnused);
    if (left.length > 0) unused.push({ board, findings: left });
  };
  let checked = 0;
  for (const path of paths) {
    // Requests that came meanwhile, and a cancellation, come first.
    await turn();
    if (token.isCancellationRequested) break;
    try {
      for (const board of await choice.at(path)) await check(board);
    } catch (error) {
      // A board on which this program fails takes nothing from the others.
      found.addProblem(path, internalProblem('reading this board', error, undefined));
    }
    checked++;
    report((100 * checked) / paths.length, `${checked} of ${paths.length} boards`);
  }
  for (const { board, findings } of unused)
    found.addBoard(board, { problems: [], findings: withoutUsed(findings, used) });

  const files = [...found.byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, diagnostics]) => ({ uri: uriOfPath(path), name: nameIn(folders, path), diagnostics }));
  const counts = countFindings(files.flatMap(({ diagnostics }) => diagnostics));
  const { errors, warnings, notes } = counts;
  const part = checked < paths.length ? `${checked} of ${paths.length}` : `${checked}`;
  const head = `${part} boards checked: ${errors} errors, ${warnings} warnings, ${notes} notes`;
  return {
    checked,
    all: paths.length,
    findings: counts,
    files: files.map(({ uri, diagnostics }) => ({ uri, diagnostics })),
    report: workspaceReport(head, files),
  };
}

const isUnused = ({ rule }: Finding): boolean => rule === unusedSuppression.id;

/** What is found on a board; of an overlay on a board what stands in files that the board itself does not read. */
async function ownFindings({ boards }: ServerParts, board: EditedBoard) {
  const found = findingsOfBoard(board);
  if (board.opened.overlay?.place === undefined) return found;
  const base = await boards.at(board.path);
  const read = new Set(base.analysis.board.files.map(({ path }) => path));
  return {
    problems: found.problems.filter(({ span }) => span !== undefined && !read.has(span.file.path)),
    findings: found.findings.filter(({ span }) => !read.has(span.file.path)),
    usedSuppressions: found.usedSuppressions,
  };
}

function nameIn(folders: readonly string[], path: string): string {
  const folder = folders.find((each) => isBelow(path, each));
  return (folder === undefined ? undefined : relativePath(folder, path)) ?? path;
}

/** Reports now and then: as often as a person can read. */
function reporting(send: (percentage: number, message: string) => void): typeof send {
  let reported = 0;
  return (percentage, message) => {
    const now = performance.now();
    if (now - reported < REPORT_MILLISECONDS) return;
    reported = now;
    send(Math.floor(percentage), message);
  };
}
