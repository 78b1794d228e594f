import type { CodeAction } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { Finding } from '../../rules/finding.ts';
import type { ClientAbilities } from '../clientAbilities.ts';
import { EXPLAIN_COMMAND, SERVER_EXPLAIN_COMMAND } from '../protocol.ts';
import type { AskedFinding } from './askedFindings.ts';

/** For each rule that is asked about the command that shows its page: the client's, where it has one. */
export function explainActions(asked: readonly AskedFinding<Finding>[], client: ClientAbilities): CodeAction[] {
  const command = client.commands.has(EXPLAIN_COMMAND) ? EXPLAIN_COMMAND : SERVER_EXPLAIN_COMMAND;
  return [...new Set(asked.map(({ finding }) => finding.rule))].map((rule) => {
    const title = `Explain ${rule}`;
    return { title, kind: CodeActionKind.QuickFix, command: { title, command, arguments: [rule] } };
  });
}
