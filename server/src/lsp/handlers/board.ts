import { architectureText } from '../../features/architectureText.ts';
import { boardOverview, type OverviewRegion } from '../../features/boardOverview.ts';
import { type ListedHeap, listHeaps } from '../../features/heapList.ts';
import { simulateAllocation } from '../../features/simulateAllocation.ts';
import { RELEASES, unmodelledNote } from '../../kernel/behaviours/releases.ts';
import { stopText } from '../../kernel/outcome/causeText.ts';
import type { AddressRange } from '../../kernel/units/addressRange.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import type { Span } from '../../text/sourceFile.ts';
import { isSet } from '../../workspace/boardRequest.ts';
import type { OpenedBoard } from '../../workspace/workspace.ts';
import { answerBoardQuestion } from '../boardQuestion.ts';
import { abilitiesOf } from '../clientAbilities.ts';
import { diagnosticsByFile } from '../diagnostics.ts';
import type { EditedBoard } from '../editedBoards.ts';
import type { LanguageFeature } from '../languageFeature.ts';
import { locationOfSpan, shownName, uriOfPath } from '../positions.ts';
import {
  type BoardParams,
  type BoardStatus,
  boardStatusRequest,
  type FindingCounts,
  type HeapSummary,
  type HeapsAnswer,
  heapsRequest,
  type OverviewAnswer,
  overviewRequest,
  type RegionSummary,
  type SimulateAnswer,
  type SimulateParams,
  simulateRequest,
} from '../protocol.ts';
import { countFindings } from '../workspaceReport.ts';

/** The questions of the protocol's own about the board of a document; each answers null where there is no board. */
export const boardQuestions: LanguageFeature = {
  capabilities: {},
  serve(parts) {
    answerBoardQuestion<BoardParams, BoardStatus>(parts, boardStatusRequest, statusOf);
    answerBoardQuestion<BoardParams, OverviewAnswer>(parts, overviewRequest, overviewOf);
    answerBoardQuestion<BoardParams, HeapsAnswer>(parts, heapsRequest, (board) => ({
      status: statusOf(board),
      heaps: listHeaps(board.analysis).map(heapSummary),
    }));
    answerBoardQuestion<SimulateParams, SimulateAnswer>(parts, simulateRequest, ({ analysis }, { heap, size }) =>
      simulateAllocation(analysis, heap, size),
    );
  },
};

function overviewOf(board: EditedBoard): OverviewAnswer {
  const { kernels, names, lanes, unplaced } = boardOverview(board.analysis, board.settings.compareKernels);
  return {
    status: statusOf(board),
    kernels: kernels.map((kernel) => ({
      ...kernel,
      heaps: kernel.heaps.map((heap) => ({ ...heapSummary(heap), regions: heap.regions.map(regionSummary) })),
      withoutHeap: kernel.withoutHeap.map(regionSummary),
    })),
    names: names.map(({ name, cells }) => ({ name, cells: cells.map((cell) => cell ?? null) })),
    lanes: lanes.map(({ kind, range, stretches }) => ({
      kind,
      ...rangeTexts(range),
      stretches: stretches.map(({ span, range, ...stretch }) => ({
        ...stretch,
        ...rangeTexts(range),
        location: locationOf(span),
      })),
    })),
    unplaced: unplaced.map(regionSummary),
  };
}

const heapSummary = (heap: ListedHeap): HeapSummary => ({
  name: heap.name,
  allocator: heap.allocator,
  backing: heap.backing,
  sharedWith: heap.sharedWith,
  size: formatHex(heap.size),
  free: formatHex(heap.free),
  largestFree: formatHex(heap.largestFree),
  text: heap.text,
});

const rangeTexts = (range: AddressRange) => ({ range: formatRange(range), size: formatSize(range.size) });

const locationOf = (span: Span | undefined) => (span === undefined ? undefined : locationOfSpan(span));

const regionSummary = ({ span, users, ...region }: OverviewRegion): RegionSummary => ({
  ...region,
  location: locationOf(span),
  users: users.map(({ path, name, span }) => ({ path, name, location: locationOf(span) })),
});

/** How many findings there are does not hang on what a client can show of one. */
const PLAIN_CLIENT = abilitiesOf({ processId: null, rootUri: null, capabilities: {} });

/** How many findings are shown of a board, in all of its files. */
const findingCounts = (board: EditedBoard): FindingCounts =>
  countFindings([...diagnosticsByFile([board], PLAIN_CLIENT).values()].flat());

/** What a client learns about a board wherever one is shown. */
export function statusOf(board: EditedBoard): BoardStatus {
  const { path, analysis, opened, settingsProblems } = board;
  const { boot, profile } = analysis;
  return {
    board: uriOfPath(path),
    boardName: shownName(path),
    isAlone: analysis.board.standIn !== undefined,
    kernel: profile.kernel,
    kernelSource: kernelSourceOf(opened),
    architecture: architectureText(profile),
    booted: boot.booted,
    reason: boot.stop === undefined ? undefined : stopText(boot.stop),
    heapCount: boot.heaps.length,
    regionCount: boot.regions.length,
    findings: findingCounts(board),
    settingsProblems,
    notes: opened.notes,
    kernelNote: unmodelledNote(profile.kernel),
    kernels: RELEASES.map(({ version, note }) => ({ version, note })),
  };
}

/** Whether someone set the kernel's version, or the kernel tree names it. */
function kernelSourceOf({ origins }: OpenedBoard): BoardStatus['kernelSource'] {
  const origin = origins.get('kernel');
  if (origin?.layer === 'choice') return 'chosen';
  if (isSet(origin)) return 'setting';
  return origin?.layer === 'kernelTree' ? 'kernelTree' : 'default';
}
