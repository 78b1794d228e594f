import { memoryPictureOf } from '../../features/map/memoryPictureOf.ts';
import { pictureJson } from '../../pictures/pictureJson.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import { fileNameOf } from '../../text/fileName.ts';
import type { EditedBoard } from '../editedBoards.ts';
import type { LanguageFeature } from '../languageFeature.ts';
import { pathOfUri, rangeOfSpan, uriOfPath } from '../positions.ts';
import { type BoardParams, type MemoryMapAnswer, memoryMapRequest, type PlaceInDocument } from '../protocol.ts';
import { statusOf } from './board.ts';

/** The memory of a document's board as a picture; null where there is no board. */
export const memoryMap: LanguageFeature = {
  capabilities: {},
  serve({ connection, requests, choice }) {
    connection.onRequest<MemoryMapAnswer | null, never>(
      memoryMapRequest,
      requests.answering<BoardParams, MemoryMapAnswer | null>(memoryMapRequest, async ({ uri }) => {
        const path = pathOfUri(uri);
        const [board] = path === undefined ? [] : await choice.of(path);
        return board === undefined ? null : mapOf(board);
      }),
    );
  },
};

function mapOf(board: EditedBoard): MemoryMapAnswer {
  const { analysis, path } = board;
  const places: Record<string, PlaceInDocument> = {};
  for (const region of analysis.memory.regions) {
    const span = region.node.declarations[0];
    if (span === undefined) continue;
    places[textOfBytes(region.path)] = { uri: uriOfPath(span.file.path), range: rangeOfSpan(span) };
  }
  return { status: statusOf(board), picture: pictureJson(memoryPictureOf(analysis, fileNameOf(path))), places };
}
