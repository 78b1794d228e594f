import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver';
import { CodeActionKind } from 'vscode-languageserver';
import type { Finding, Severity } from '../../rules/finding.ts';
import { jsonWithMember, setJsonMember } from '../../text/json/setJsonMember.ts';
import type { SourceFile } from '../../text/sourceFile.ts';
import { SEVERITY_NAMES } from '../../workspace/configurationSchema.ts';
import type { ClientAbilities } from '../clientAbilities.ts';
import { uriOfPath } from '../positions.ts';
import { CHANGE_SEVERITY_COMMAND, type SeverityParams } from '../protocol.ts';
import { type EditParts, workspaceEdit } from '../workspaceEdits.ts';
import type { AskedFinding } from './askedFindings.ts';

/** The `.dtheaps.json` that holds for a document, or the path where one is to be made. */
export type ConfigurationPlace = { readonly file: SourceFile } | { readonly path: string };

/**
 * The ways to change the severity of the rules that are asked about: the client's own command, where it has one, which
 * asks for the severity and for the place to write it; else an edit of the `.dtheaps.json` for each severity.
 */
export function severityActions(
  asked: readonly AskedFinding<Finding>[],
  uri: string,
  place: ConfigurationPlace,
  parts: EditParts,
  client: ClientAbilities,
): CodeAction[] {
  const rules = new Map(asked.map(({ finding }) => [finding.rule, finding.severity]));
  return [...rules].flatMap(([rule, current]): CodeAction[] => {
    if (client.commands.has(CHANGE_SEVERITY_COMMAND)) {
      const title = `Change the severity of ${rule}…`;
      const params: SeverityParams = { uri, rule, severity: current };
      const command = { title, command: CHANGE_SEVERITY_COMMAND, arguments: [params] };
      return [{ title, kind: CodeActionKind.QuickFix, command }];
    }
    return SEVERITY_NAMES.filter((severity) => severity !== current).flatMap((severity) => {
      const edit = severityEdit(rule, severity, place, parts, client);
      const title = severity === 'off' ? `Turn ${rule} off in the configuration` : `Make ${rule} ${AS[severity]}`;
      return edit === undefined ? [] : [{ title, kind: CodeActionKind.QuickFix, edit }];
    });
  });
}

const AS: Readonly<Record<Severity, string>> = {
  hint: 'a hint in the configuration',
  information: 'an information in the configuration',
  warning: 'a warning in the configuration',
  error: 'an error in the configuration',
};

/**
 * The edit that writes the severity of a rule into a `.dtheaps.json`, which is made where there is none; `undefined`
 * where the file is no JSON, or the client makes no files.
 */
export function severityEdit(
  rule: string,
  severity: Severity | 'off',
  place: ConfigurationPlace,
  parts: EditParts,
  { createsFiles }: Pick<ClientAbilities, 'createsFiles'>,
): WorkspaceEdit | undefined {
  const member = ['severities', rule];
  if ('file' in place) {
    const edits = setJsonMember(place.file, member, severity);
    return edits && workspaceEdit(parts, edits);
  }
  if (!createsFiles) return undefined;
  const uri = uriOfPath(place.path);
  const start = { line: 0, character: 0 };
  const text = { range: { start, end: start }, newText: jsonWithMember(member, severity) };
  return {
    documentChanges: [
      { kind: 'create', uri, options: { ignoreIfExists: true } },
      { textDocument: { uri, version: null }, edits: [text] },
    ],
  };
}
