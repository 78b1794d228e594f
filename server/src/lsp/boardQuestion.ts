import type { EditedBoard } from './editedBoards.ts';
import type { ServerParts } from './languageFeature.ts';
import { pathOfUri } from './positions.ts';
import type { BoardParams } from './protocol.ts';

/**
 * Answers a request of the protocol's own about the board that a document is seen through; `path` is the document's.
 * The answer is null where there is no board.
 */
export function answerBoardQuestion<Params extends BoardParams, Answer extends object>(
  { connection, requests, choice }: ServerParts,
  method: string,
  answer: (board: EditedBoard, params: Params, path: string) => Answer | Promise<Answer | null>,
): void {
  connection.onRequest<object | null, never>(
    method,
    requests.answering<Params, object | null>(method, async (params) => {
      const path = pathOfUri(params.uri);
      const [board] = path === undefined ? [] : await choice.of(path);
      return path === undefined || board === undefined ? null : answer(board, params, path);
    }),
  );
}
