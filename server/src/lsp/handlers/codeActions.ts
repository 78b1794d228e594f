import type { CodeAction, Connection, TextEdit } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { Fix } from '../../rules/finding.ts';
import { check } from '../../rules/registry.ts';
import type { Boards } from '../boards.ts';
import { pathOfUri, rangeOfSpan, uriOfPath } from '../positions.ts';
import { answering } from '../request.ts';

/** Quick fixes: the changes that findings carry, for the diagnostics that the client shows at a place. */
export function handleCodeActions(connection: Connection, boards: Boards): void {
  connection.onCodeAction(
    answering(connection, 'code actions', async ({ textDocument, context }) => {
      const path = pathOfUri(textDocument.uri);
      const ours = context.diagnostics.filter((diagnostic) => diagnostic.source === 'dtheaps');
      if (path === undefined || ours.length === 0) return null;
      const actions: CodeAction[] = [];
      for (const board of await boards.of(path)) {
        for (const finding of check(board.analysis)) {
          if (finding.span.file.path !== path) continue;
          const range = JSON.stringify(rangeOfSpan(finding.span));
          const diagnostics = ours.filter(
            (diagnostic) => diagnostic.code === finding.rule && JSON.stringify(diagnostic.range) === range,
          );
          if (diagnostics.length === 0) continue;
          for (const fix of finding.fixes) {
            const { title, preferred } = fix;
            actions.push({
              title,
              kind: CodeActionKind.QuickFix,
              diagnostics,
              isPreferred: preferred,
              edit: editOf(fix),
            });
          }
        }
      }
      return actions;
    }),
  );
}

function editOf(fix: Fix): { changes: Record<string, TextEdit[]> } {
  const changes: Record<string, TextEdit[]> = {};
  for (const { span, newText } of fix.edits) {
    const uri = uriOfPath(span.file.path);
    changes[uri] ??= [];
    changes[uri].push({ range: rangeOfSpan(span), newText });
  }
  return { changes };
}
