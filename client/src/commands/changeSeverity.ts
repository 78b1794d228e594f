import type { QuickPickItem } from 'vscode';
import { ConfigurationTarget, Uri, window, workspace } from 'vscode';
import type { SeverityParams } from '../../../server/src/lsp/protocol.ts';
import type { BoardConnection } from '../boardConnection.ts';

const TITLE = 'Devicetree Heaps: Change Severity';

interface SeverityItem extends QuickPickItem {
  readonly severity: string;
}

const SEVERITIES: readonly SeverityItem[] = [
  { severity: 'error', label: '$(error) Error' },
  { severity: 'warning', label: '$(warning) Warning' },
  { severity: 'information', label: '$(info) Information' },
  { severity: 'hint', label: '$(lightbulb) Hint' },
  { severity: 'off', label: '$(circle-slash) Off' },
];

interface PlaceItem extends QuickPickItem {
  /** `undefined`: the `.dtheaps.json`. */
  readonly target: ConfigurationTarget | undefined;
}

/** Asks how severe a rule is to be and where that is to be written: into the `.dtheaps.json` or the settings. */
export async function changeSeverity(board: BoardConnection, argument: unknown): Promise<void> {
  if (!isSeverityParams(argument)) return;
  const { rule, severity: current } = argument;
  const items = SEVERITIES.map((item) => ({ ...item, description: item.severity === current ? 'current' : '' }));
  const title = `${TITLE}: ${rule}`;
  const picked = await window.showQuickPick(items, { title, placeHolder: `What is ${rule} to be?` });
  if (picked === undefined) return;
  const place = await window.showQuickPick(places(), { title, placeHolder: 'For whom?' });
  if (place === undefined) return;
  const params = { ...argument, severity: picked.severity };
  await (place.target === undefined ? writeConfiguration(board, params) : writeSetting(params, place.target));
}

function places(): PlaceItem[] {
  const inWorkspace = workspace.workspaceFolders !== undefined;
  return [
    {
      label: '$(file) .dtheaps.json',
      detail: 'For everyone who works on these boards, and for the command line',
      target: undefined,
    },
    ...(inWorkspace
      ? [{ label: '$(folder) Workspace settings', target: ConfigurationTarget.Workspace } satisfies PlaceItem]
      : []),
    { label: '$(account) User settings', target: ConfigurationTarget.Global },
  ];
}

async function writeConfiguration(board: BoardConnection, params: SeverityParams): Promise<void> {
  const edit = await board.severityEdit(params);
  if (edit === undefined || !(await workspace.applyEdit(edit))) {
    await window.showErrorMessage('The severity was not written: the .dtheaps.json cannot be edited, or is no JSON.');
    return;
  }
  // The server reads the file as it is saved.
  for (const [uri] of edit.entries()) await (await workspace.openTextDocument(uri)).save();
}

async function writeSetting({ uri, rule, severity }: SeverityParams, target: ConfigurationTarget): Promise<void> {
  const section = workspace.getConfiguration('devicetreeHeaps', Uri.parse(uri));
  const found = section.inspect<Record<string, string>>('severities');
  const set = target === ConfigurationTarget.Global ? found?.globalValue : found?.workspaceValue;
  await section.update('severities', { ...set, [rule]: severity }, target);
}

function isSeverityParams(argument: unknown): argument is SeverityParams {
  if (typeof argument !== 'object' || argument === null) return false;
  const { uri, rule, severity } = argument as Partial<Record<keyof SeverityParams, unknown>>;
  return typeof uri === 'string' && typeof rule === 'string' && typeof severity === 'string';
}
