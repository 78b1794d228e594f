import { architectureText } from '../../features/architectureText.ts';
import { bootReport } from '../../features/bootReport.ts';
import { listHeaps } from '../../features/heapList.ts';
import { simulateAllocation } from '../../features/simulateAllocation.ts';
import { RELEASES, unmodelledNote } from '../../kernel/behaviours/releases.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import { formatHex } from '../../kernel/units/formatBytes.ts';
import { isSet } from '../../workspace/boardRequest.ts';
import { fileNameOf } from '../../workspace/path.ts';
import type { OpenedBoard } from '../../workspace/workspace.ts';
import type { EditedBoard } from '../editedBoards.ts';
import type { LanguageFeature } from '../languageFeature.ts';
import { pathOfUri, uriOfPath } from '../positions.ts';
import {
  type BoardParams,
  type BoardStatus,
  type BootLogAnswer,
  boardStatusRequest,
  bootLogRequest,
  type HeapsAnswer,
  heapsRequest,
  type SimulateAnswer,
  type SimulateParams,
  simulateRequest,
} from '../protocol.ts';

type Answer = BoardStatus | HeapsAnswer | SimulateAnswer | BootLogAnswer;

/** The questions of the protocol's own about the board of a document; each answers null where there is no board. */
export const boardQuestions: LanguageFeature = {
  capabilities: {},
  serve({ connection, requests, choice }) {
    const on = <Params extends BoardParams>(
      method: string,
      answer: (board: EditedBoard, params: Params) => Answer,
    ): void => {
      connection.onRequest<Answer | null, never>(
        method,
        requests.answering<Params, Answer | null>(method, async (params) => {
          const path = pathOfUri(params.uri);
          const [board] = path === undefined ? [] : await choice.of(path);
          return board === undefined ? null : answer(board, params);
        }),
      );
    };
    on<BoardParams>(boardStatusRequest, statusOf);
    on<BoardParams>(heapsRequest, (board) => ({
      status: statusOf(board),
      heaps: listHeaps(board.analysis).map((heap) => ({
        name: heap.name,
        allocator: heap.allocator,
        backing: heap.backing,
        sharedWith: heap.sharedWith,
        size: formatHex(heap.size),
        free: formatHex(heap.free),
        largestFree: formatHex(heap.largestFree),
        text: heap.text,
      })),
    }));
    on<SimulateParams>(simulateRequest, (board, { heap, size }) => simulateAllocation(board.analysis, heap, size));
    on<BoardParams>(bootLogRequest, (board) => ({
      status: statusOf(board),
      log: board.analysis.boot.log.map(({ line }) => line),
      text: bootReport(board.analysis, fileNameOf(board.path)),
    }));
  },
};

/** What a client learns about a board wherever one is shown. */
export function statusOf({ path, analysis, opened, settingsProblems }: EditedBoard): BoardStatus {
  const { boot, profile } = analysis;
  return {
    board: uriOfPath(path),
    boardName: fileNameOf(path),
    kernel: profile.kernel,
    kernelSource: kernelSourceOf(opened),
    architecture: architectureText(profile),
    booted: boot.booted,
    reason: boot.stop === undefined ? undefined : stopText(boot.stop),
    heapCount: boot.heaps.length,
    regionCount: boot.regions.length,
    settingsProblems,
    notes: opened.notes,
    kernelNote: unmodelledNote(profile.kernel),
    kernels: RELEASES.map(({ version, note }) => ({ version, note })),
  };
}

/** Whether someone set the kernel's version, or the kernel tree names it. */
function kernelSourceOf({ origins }: OpenedBoard): BoardStatus['kernelSource'] {
  const origin = origins.get('kernel');
  if (isSet(origin)) return 'setting';
  return origin?.layer === 'kernelTree' ? 'kernelTree' : 'default';
}
