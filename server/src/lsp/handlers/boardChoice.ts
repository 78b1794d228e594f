import { fileNameOf } from '../../text/fileName.ts';
import type { BoardChoice } from '../boardChoice.ts';
import type { LanguageFeature, ServerParts } from '../languageFeature.ts';
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
import { statusOf } from './board.ts';

/** Which boards include a file, and through which of them it is looked at. */
export const boardChoiceQuestions: LanguageFeature = {
  capabilities: {},
  serve(parts) {
    const { connection, requests, choice, client } = parts;
    const options: InitializationOptions | undefined = client.initializationOptions;
    for (const [include, board] of Object.entries(options?.chosenBoards ?? {})) choose(choice, include, board);
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
        choose(choice, uri, board);
        parts.diagnostics.changed(true);
        const path = pathOfUri(uri);
        const [current] = path === undefined ? [] : await choice.of(path);
        return current === undefined ? null : statusOf(current);
      }),
    );
  },
};

/** What a client remembers is not worth more than what a stranger sends. */
function choose(choice: BoardChoice, include: unknown, board: unknown): void {
  const path = typeof include === 'string' ? pathOfUri(include) : undefined;
  if (path !== undefined) choice.choose(path, typeof board === 'string' ? pathOfUri(board) : undefined);
}

async function including({ choice, boards, includers }: ServerParts, path: string): Promise<IncludingBoardsAnswer> {
  const isBoard = await choice.isBoard(path);
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
    boards: found.map((board) => ({ uri: uriOfPath(board), name: fileNameOf(board) })),
    isIndexing: includers.isWorking,
  };
}
