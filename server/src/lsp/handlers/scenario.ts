import { scenarioPictureOf } from '../../features/map/scenarioPictureOf.ts';
import { encoded } from '../../pictures/pictureJson.ts';
import { fileNameOf } from '../../workspace/path.ts';
import type { LanguageFeature, ServerParts } from '../languageFeature.ts';
import { pathOfUri, rangeOfSpan } from '../positions.ts';
import { type BoardParams, type ScenarioAnswer, scenarioRequest } from '../protocol.ts';
import { statusOf } from './board.ts';

/** What a scenario does to the pools of its board; null where no board is known. */
export const scenarioQuestions: LanguageFeature = {
  capabilities: {},
  serve(parts) {
    const { connection, requests } = parts;
    const answer = ({ uri }: BoardParams): Promise<ScenarioAnswer | null> => scenarioAnswer(parts, uri);
    connection.onRequest<ScenarioAnswer | null, never>(
      scenarioRequest,
      requests.answering<BoardParams, ScenarioAnswer | null>(scenarioRequest, async () => null, answer),
    );
  },
};

async function scenarioAnswer({ scenarios }: ServerParts, uri: string): Promise<ScenarioAnswer | null> {
  const path = pathOfUri(uri);
  const state = path === undefined ? undefined : await scenarios.stateOf(path);
  if (path === undefined || state?.board === undefined || state.analysis === undefined) return null;
  const { analysis, board, report } = state;
  const picture = scenarioPictureOf(analysis, report, fileNameOf(path));
  return {
    status: statusOf({ ...board, analysis }),
    picture: picture === undefined ? undefined : encoded(picture),
    steps: report.steps.map(({ span }) => rangeOfSpan(span)),
    problemCount: report.problems.length,
  };
}
