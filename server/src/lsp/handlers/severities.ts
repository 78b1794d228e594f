import type { WorkspaceEdit } from 'vscode-languageserver';
import { SEVERITY_NAMES } from '../../workspace/configurationSchema.ts';
import { abilitiesOf } from '../clientAbilities.ts';
import { severityEdit } from '../codeActions/severityActions.ts';
import type { LanguageFeature } from '../languageFeature.ts';
import { pathOfUri } from '../positions.ts';
import { type SeverityParams, severityEditRequest } from '../protocol.ts';

/** The edit of a `.dtheaps.json` that gives a rule the severity that a person chose in the client. */
export const severityQuestions: LanguageFeature = {
  capabilities: {},
  serve(parts) {
    const { connection, requests, boards, client } = parts;
    const abilities = abilitiesOf(client);
    connection.onRequest<WorkspaceEdit | null, never>(
      severityEditRequest,
      requests.answering<SeverityParams, WorkspaceEdit | null>(severityEditRequest, async ({ uri, rule, severity }) => {
        const path = pathOfUri(uri);
        const name = SEVERITY_NAMES.find((known) => known === severity);
        if (path === undefined || name === undefined || typeof rule !== 'string') return null;
        return severityEdit(rule, name, await boards.configurationPlace(path), parts, abilities) ?? null;
      }),
    );
  },
};
