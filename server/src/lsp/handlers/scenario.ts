import type { Analysis } from '../../analysis.ts';
import { scenarioPictureOf } from '../../features/map/scenarioPictureOf.ts';
import { type ScenarioReport, scenarioReport } from '../../features/scenario/scenarioReport.ts';
import { encoded } from '../../pictures/pictureJson.ts';
import { bytesOfText } from '../../text/bytesAndText.ts';
import { fileNameOf } from '../../text/fileName.ts';
import { SourceFile } from '../../text/sourceFile.ts';
import type { EditedBoard } from '../editedBoards.ts';
import type { LanguageFeature, ServerParts } from '../languageFeature.ts';
import { pathOfUri, rangeOfSpan } from '../positions.ts';
import { type ScenarioAnswer, type ScenarioParams, scenarioRequest } from '../protocol.ts';
import { statusOf } from './board.ts';

/** What a scenario does to the pools of its board; null where no board is known. */
export const scenarioQuestions: LanguageFeature = {
  capabilities: {},
  serve(parts) {
    const { connection, requests } = parts;
    connection.onRequest<ScenarioAnswer | null, never>(
      scenarioRequest,
      requests.answering<ScenarioParams, ScenarioAnswer | null>(
        scenarioRequest,
        ({ uri, unsaved }) => unsavedAnswer(parts, pathOfUri(uri), unsaved),
        ({ uri }) => savedAnswer(parts, pathOfUri(uri)),
      ),
    );
  },
};

async function savedAnswer({ scenarios }: ServerParts, path: string | undefined): Promise<ScenarioAnswer | null> {
  const state = path === undefined ? undefined : await scenarios.stateOf(path);
  if (path === undefined || state?.board === undefined || state.analysis === undefined) return null;
  return answerOf(state.board, state.analysis, state.report, fileNameOf(path));
}

/** Of a scenario without a file: it says nothing of the kernel, so the board is booted as it is. */
async function unsavedAnswer(
  { choice }: ServerParts,
  path: string | undefined,
  unsaved: ScenarioParams['unsaved'],
): Promise<ScenarioAnswer | null> {
  const [board] = path === undefined ? [] : await choice.of(path);
  if (board === undefined || unsaved === undefined) return null;
  const { text, title } = unsaved;
  const report = scenarioReport(new SourceFile(title, bytesOfText(text)), () => board.analysis);
  return answerOf(board, board.analysis, report, title);
}

function answerOf(board: EditedBoard, analysis: Analysis, report: ScenarioReport, title: string): ScenarioAnswer {
  const picture = scenarioPictureOf(analysis, report, title);
  return {
    status: statusOf({ ...board, analysis }),
    picture: picture === undefined ? undefined : encoded(picture),
    steps: report.steps.map(({ span }) => rangeOfSpan(span)),
    problemCount: report.problems.length,
  };
}
