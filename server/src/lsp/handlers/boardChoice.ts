import type { Connection } from 'vscode-languageserver';
import { fileNameOf, folderOf } from '../../workspace/path.ts';
import type { Boards } from '../boards.ts';
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
import { answering } from '../request.ts';
import { statusOf } from './board.ts';
import type { Diagnostics } from './diagnostics.ts';

/** Which boards include a file, and through which of them it is looked at. */
export function handleBoardChoice(
  connection: Connection,
  boards: Boards,
  diagnostics: Diagnostics,
  options: InitializationOptions | undefined,
): void {
  for (const [include, board] of Object.entries(options?.chosenBoards ?? {})) choose(boards, include, board);
  connection.onRequest<IncludingBoardsAnswer | null, never>(
    includingBoardsRequest,
    answering<IncludingBoardsParams, IncludingBoardsAnswer | null>(
      connection,
      includingBoardsRequest,
      async ({ uri, resume }) => {
        const path = pathOfUri(uri);
        if (resume) boards.resumeIndexing();
        return path === undefined ? null : including(boards, path);
      },
    ),
  );
  connection.onRequest<BoardStatus | null, never>(
    chooseBoardRequest,
    answering<ChooseBoardParams, BoardStatus | null>(connection, chooseBoardRequest, async ({ uri, board }) => {
      choose(boards, uri, board);
      diagnostics.changed(true);
      const path = pathOfUri(uri);
      const [current] = path === undefined ? [] : await boards.of(path);
      return current === undefined ? null : statusOf(current);
    }),
  );
}

/** What a client remembers is not worth more than what a stranger sends. */
function choose(boards: Boards, include: unknown, board: unknown): void {
  const path = typeof include === 'string' ? pathOfUri(include) : undefined;
  if (path !== undefined) boards.choose(path, typeof board === 'string' ? pathOfUri(board) : undefined);
}

async function including(boards: Boards, path: string): Promise<IncludingBoardsAnswer> {
  const isBoard = boards.isBoard(path);
  const [current] = await boards.of(path);
  const found = isBoard ? [] : await boards.including(path);
  return {
    isBoard,
    current: current === undefined ? undefined : uriOfPath(current.path),
    isChosen: current !== undefined && boards.chosenFor(path) === current.path,
    boards: found.map((board) => ({ uri: uriOfPath(board), name: fileNameOf(board), folder: folderOf(board) })),
    isIndexing: boards.isIndexing,
  };
}
