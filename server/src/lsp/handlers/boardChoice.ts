import type { Connection } from 'vscode-languageserver';
import { fileNameOf, folderOf } from '../../workspace/path.ts';
import type { BoardChoice } from '../boardChoice.ts';
import type { EditedBoards } from '../editedBoards.ts';
import type { Includers } from '../includers.ts';
import { pathOfUri, uriOfPath } from '../positions.ts';
import {
  type BoardStatus,
  type ChooseBoardParams,
  chooseBoardRequest,
  type IncludingBoardsAnswer,
  type IncludingBoardsParams,
  type InitializationOptions,
  includingBoardsRequest,
} from '../protocol.ts';
import type { Requests } from '../requests.ts';
import { statusOf } from './board.ts';
import type { Diagnostics } from './diagnostics.ts';

/** What the choice of a board rests on. */
interface ChoiceParts {
  readonly choice: BoardChoice;
  readonly boards: EditedBoards;
  readonly includers: Includers;
}

/** Which boards include a file, and through which of them it is looked at. */
export function handleBoardChoice(
  connection: Connection,
  requests: Requests,
  parts: ChoiceParts,
  diagnostics: Diagnostics,
  options: InitializationOptions | undefined,
): void {
  for (const [include, board] of Object.entries(options?.chosenBoards ?? {})) choose(parts.choice, include, board);
  connection.onRequest<IncludingBoardsAnswer | null, never>(
    includingBoardsRequest,
    requests.answering<IncludingBoardsParams, IncludingBoardsAnswer | null>(
      includingBoardsRequest,
      async ({ uri, resume }) => {
        const path = pathOfUri(uri);
        if (resume) parts.includers.resume();
        return path === undefined ? null : including(parts, path);
      },
    ),
  );
  connection.onRequest<BoardStatus | null, never>(
    chooseBoardRequest,
    requests.answering<ChooseBoardParams, BoardStatus | null>(chooseBoardRequest, async ({ uri, board }) => {
      choose(parts.choice, uri, board);
      diagnostics.changed(true);
      const path = pathOfUri(uri);
      const [current] = path === undefined ? [] : await parts.choice.of(path);
      return current === undefined ? null : statusOf(current);
    }),
  );
}

/** What a client remembers is not worth more than what a stranger sends. */
function choose(choice: BoardChoice, include: unknown, board: unknown): void {
  const path = typeof include === 'string' ? pathOfUri(include) : undefined;
  if (path !== undefined) choice.choose(path, typeof board === 'string' ? pathOfUri(board) : undefined);
}

async function including({ choice, boards, includers }: ChoiceParts, path: string): Promise<IncludingBoardsAnswer> {
  const isBoard = await boards.isBoard(path);
  const isOverlay = await boards.isOverlay(path);
  const [seen] = await choice.of(path);
  // An overlay without a board is seen by itself.
  const current = seen?.opened.overlay !== undefined && seen.opened.overlay.place === undefined ? undefined : seen;
  const found = isBoard ? [] : await choice.including(path);
  return {
    isBoard,
    isOverlay,
    current: current === undefined ? undefined : uriOfPath(current.path),
    isChosen: current !== undefined && choice.chosenFor(path) === current.path,
    boards: found.map((board) => ({ uri: uriOfPath(board), name: fileNameOf(board), folder: folderOf(board) })),
    isIndexing: includers.isWorking,
  };
}
