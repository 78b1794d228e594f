import { withKernel } from '../../analysis.ts';
import { blobOf } from '../../devicetree/blob/blobOf.ts';
import { bootDocument } from '../../features/documents/bootDocument.ts';
import { expansionDocument, unitOf } from '../../features/documents/expansionDocument.ts';
import { kernelsDocument } from '../../features/documents/kernelsDocument.ts';
import { type ReportedFinding, reportDocument } from '../../features/documents/reportDocument.ts';
import { reportPage } from '../../features/documents/reportPage.ts';
import { plainText, type SourcedText, SourcedTextWriter } from '../../features/documents/sourcedText.ts';
import { targetDocument } from '../../features/documents/targetDocument.ts';
import { treeDocument } from '../../features/documents/treeDocument.ts';
import { whatIfDocument } from '../../features/documents/whatIfDocument.ts';
import { newBoardText } from '../../features/newBoard.ts';
import { placeText } from '../../features/placeText.ts';
import { changedAnalysis } from '../../features/whatIf/boardChange.ts';
import { usualChanges } from '../../features/whatIf/usualChanges.ts';
import { whatIf } from '../../features/whatIf/whatIf.ts';
import type { PageFinding } from '../../pictures/htmlPage.ts';
import { captureText } from '../../simulation/capture/captureLines.ts';
import { decodeCapture } from '../../simulation/capture/decodeCapture.ts';
import { unpackedCapture } from '../../simulation/capture/unpackCapture.ts';
import { readScenarioFile } from '../../simulation/readScenario.ts';
import { bytesOfText, textOfBytes, textOfMessage } from '../../text/bytesAndText.ts';
import { SourceFile, type Span } from '../../text/sourceFile.ts';
import { readBoardChanges } from '../../workspace/boardChanges.ts';
import { folderOf, relativePath } from '../../workspace/path.ts';
import { compareWithTarget } from '../../workspace/targetComparison.ts';
import { answerBoardQuestion } from '../boardQuestion.ts';
import {
  type BlobAnswer,
  type BoardDocumentAnswer,
  type BoardDocumentKind,
  type BoardDocumentParams,
  blobRequest,
  type ChangesAnswer,
  type ChangesParams,
  type CompareTargetParams,
  changesRequest,
  compareTargetRequest,
  documentRequest,
  type NewBoardAnswer,
  type NewBoardParams,
  newBoardRequest,
  type ReportPageAnswer,
  reportPageRequest,
} from '../documentProtocol.ts';
import type { EditedBoard } from '../editedBoards.ts';
import { findingsOfBoards } from '../findings.ts';
import type { LanguageFeature, ServerParts } from '../languageFeature.ts';
import { pathOfUri, shownName, uriOfPath } from '../positions.ts';
import type { BoardParams } from '../protocol.ts';
import { profileLayer } from '../scenarios/scenarioDocuments.ts';

/** More kernels side by side than this do not fit a page. */
const MAXIMUM_KERNELS = 16;

/** The bytes of a text in base64, a character each; `undefined` where it is none. */
function ofBase64(text: string): string | undefined {
  try {
    return atob(text);
  } catch {
    return undefined;
  }
}

/** Texts to read about a board, and its blob. */
export const boardDocuments: LanguageFeature = {
  capabilities: {},
  serve(parts) {
    answerBoardQuestion<BoardDocumentParams, BoardDocumentAnswer>(
      parts,
      documentRequest,
      async (board, params, path) => {
        if (params.kind === 'whatIf') return answerOf(await whatIfText(parts, board, params));
        const kernels = kernelsOf(board, params.kernels);
        const write = WRITERS[params.kind];
        return answerOf(write === undefined ? new SourcedTextWriter().text : write(board, kernels, path));
      },
    );
    answerBoardQuestion<ChangesParams, ChangesAnswer>(parts, changesRequest, ({ analysis }, { changes }) => {
      const read = readBoardChanges(changes.map(bytesOfText), analysis);
      const complaint = 'complaint' in read ? textOfMessage(read.complaint) : undefined;
      const usual = usualChanges(analysis).map(({ text, about }) => ({ text: textOfBytes(text), about }));
      return { complaint, usual };
    });
    answerBoardQuestion<CompareTargetParams, BoardDocumentAnswer>(
      parts,
      compareTargetRequest,
      async (board, params) => {
        const bytes = ofBase64(params.base64);
        const unpacked = bytes === undefined ? undefined : await unpackedCapture(bytes);
        if (unpacked === undefined || 'why' in unpacked) return null;
        const text = decodeCapture(unpacked.bytes);
        const path = pathOfUri(params.capture) ?? params.capture;
        const compared = await compareWithTarget(board.analysis, text, path, (layer) =>
          parts.boards.analysisWith(board, layer),
        );
        if (compared === undefined) return null;
        const { analysis, comparison } = compared;
        // The editor shows the same lines, whichever bytes stand for them.
        const capture = new SourceFile(path, bytesOfText(captureText(text)));
        return answerOf(targetDocument(analysis, comparison, shownName(board.path), capture));
      },
    );
    answerBoardQuestion<BoardParams, ReportPageAnswer>(parts, reportPageRequest, (board) => {
      const name = shownName(board.path);
      const outcomes = kernelsOf(board, undefined).map((kernel) => ({
        kernel,
        outcome: withKernel(board.analysis, kernel).boot,
      }));
      const findings = reportedFindings(board).map(pageFinding);
      return { boardName: name, html: reportPage({ name, analysis: board.analysis, outcomes, findings }) };
    });
    answerBoardQuestion<NewBoardParams, NewBoardAnswer>(parts, newBoardRequest, async (_board, { target }, path) => {
      // What the boards say that include it already is not known to a new one.
      const { analysis } = await parts.boards.include(path);
      const name = `${folderOf(path)}/${shownName(path).replace(/\.\w+$/, '')}-board`;
      const free = ['', '-2', '-3', '-4'].find((suffix) => parts.documents.read(`${name}${suffix}.dts`) === undefined);
      const place = (target === undefined ? undefined : pathOfUri(target)) ?? `${name}${free ?? '-new'}.dts`;
      const include = relativePath(folderOf(place), path) ?? shownName(path);
      return { text: newBoardText(analysis, include), uri: uriOfPath(place) };
    });
    answerBoardQuestion<BoardParams, BlobAnswer>(parts, blobRequest, async (opened) => {
      const { overlay } = opened.opened;
      if (overlay?.isInclude === true) return null;
      const board = await parts.boards.overlayByItself(opened);
      const source = shownName(overlay?.path ?? opened.path);
      const name = source.replace(/\.(?:dtso?|overlay)$/, '') + (overlay === undefined ? '.dtb' : '.dtbo');
      if (!board.refused) return { source, name, blob: base64(blobOf(board.tree)), reason: undefined };
      const error = board.problems.find(({ severity }) => severity === 'error');
      return { source, name, blob: undefined, reason: error?.message ?? 'dtc would refuse it' };
    });
  },
};

type Writer = (board: EditedBoard, kernels: readonly string[], path: string) => SourcedText;

const WRITERS: Readonly<Record<Exclude<BoardDocumentKind, 'whatIf'>, Writer>> = {
  bootLog: ({ analysis, path }) => bootDocument(analysis, shownName(path)),
  tree: ({ analysis }) => treeDocument(analysis.board.tree),
  expansion: ({ analysis: { board } }, _kernels, path) => {
    const unit = unitOf(board.unit, path) ?? board.unit;
    return unit === undefined ? new SourcedTextWriter().text : expansionDocument(unit, board.request.preprocess);
  },
  report: (board, kernels) => reportDocument(board.analysis, kernels, shownName(board.path), reportedFindings(board)),
  kernels: ({ analysis, path }, kernels) => kernelsDocument(analysis, kernels, shownName(path)),
};

/** The board beside what changes would make of it; with a scenario, both as its profile boots them. */
async function whatIfText(
  { boards, documents }: ServerParts,
  board: EditedBoard,
  { changes = [], scenario }: BoardDocumentParams,
): Promise<SourcedText> {
  const path = scenario === undefined ? undefined : pathOfUri(scenario);
  const file = path === undefined ? undefined : await boards.read(() => documents.read(path));
  const run = file && readScenarioFile(file).scenario;
  const before =
    path === undefined || run === undefined
      ? board.analysis
      : await boards.analysisWith(board, profileLayer(path, run));
  const texts = changes.map(bytesOfText);
  const read = readBoardChanges(texts, before);
  if (!('complaint' in read)) {
    const result = whatIf(before, changedAnalysis(before, read.changes), run, { onlyOutcomes: true });
    return whatIfDocument(result, texts, shownName(board.path));
  }
  const writer = new SourcedTextWriter();
  writer.line(textOfMessage(read.complaint));
  return writer.text;
}

/** The kernels that were asked for, else those of the settings, and the one that boots the board where it is not among them. */
function kernelsOf({ settings, analysis }: EditedBoard, asked: readonly string[] | undefined): string[] {
  if (asked !== undefined && asked.length > 0) return [...new Set(asked)].slice(0, MAXIMUM_KERNELS);
  return [...new Set([...settings.compareKernels, analysis.profile.kernel])];
}

function reportedFindings(board: EditedBoard): ReportedFinding[] {
  return findingsOfBoards([board]).flatMap(({ problems, findings }) => [
    ...problems.map(({ id, severity, message, span }) => ({ id, severity, message, span })),
    ...findings.map(({ rule, severity, message, span }) => ({ id: rule, severity, message, span })),
  ]);
}

/** A finding as the page shows it; it holds for the kernel that boots the board. */
function pageFinding({ id, severity, message, span }: ReportedFinding): PageFinding {
  return { severity, rule: id, place: span === undefined ? '' : placeText(span), kernels: '', message, fixes: [] };
}

function answerOf(text: SourcedText): BoardDocumentAnswer {
  const files = new Map<string, number>();
  const place = (span: Span): [number, number, number] => {
    const { path, lines } = span.file;
    const at = files.get(path) ?? files.size;
    files.set(path, at);
    const { line, character } = lines.positionAt(span.start);
    return [at, line, character];
  };
  const links: BoardDocumentAnswer['links'][number][] = [];
  const places: BoardDocumentAnswer['places'][number][] = [];
  for (const [at, { links: ofLine, span }] of text.lines.entries()) {
    for (const link of ofLine) links.push([at, link.start, link.end, ...place(link.span)]);
    if (span !== undefined) places.push([at, ...place(span)]);
  }
  return {
    text: plainText(text),
    files: [...files.keys()].map(uriOfPath),
    links,
    places,
    folds: text.folds.map(({ start, end }) => [start, end]),
  };
}

/** How many bytes are turned into a string at once: a call has no more arguments than the stack holds. */
const CHUNK = 8192;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
