import type { ExecuteCommandParams } from 'vscode-languageserver';
import { MessageType, ShowMessageNotification } from 'vscode-languageserver';
import { rulePage } from '../../rules/documentation.ts';
import { RULES } from '../../rules/registry.ts';
import { abilitiesOf } from '../clientAbilities.ts';
import type { LanguageFeature } from '../languageFeature.ts';
import { EXPLAIN_COMMAND, SERVER_EXPLAIN_COMMAND } from '../protocol.ts';

/** Explains a rule to a person whose client has no command for it: on the rule's page, or in a message. */
export const explainRule: LanguageFeature = {
  capabilities: {},
  capabilitiesFor: (client) =>
    abilitiesOf(client).commands.has(EXPLAIN_COMMAND)
      ? {}
      : { executeCommandProvider: { commands: [SERVER_EXPLAIN_COMMAND] } },
  serve({ connection, client, requests }) {
    const { opensPages } = abilitiesOf(client);
    connection.onExecuteCommand(
      requests.answering<ExecuteCommandParams & { readonly uri?: string }, null>(
        'explain',
        async ({ arguments: [id] = [] }) => {
          const rule = RULES.find((known) => known.id === id);
          if (rule === undefined) return null;
          const uri = rulePage(rule.id);
          // A client may answer without a result.
          const shown = opensPages ? await connection.window.showDocument({ uri, external: true }) : undefined;
          if (shown?.success === true) return null;
          const message = `${rule.id}: ${rule.title}. ${rule.why} (${uri})`;
          await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
          return null;
        },
      ),
    );
  },
};
