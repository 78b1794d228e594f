import type { TextDocument } from 'vscode';
import { Uri, window, workspace } from 'vscode';

/** A folder of the workspace by its name. */
export function folderOf(name: string): Uri {
  const folder = workspace.workspaceFolders?.find((each) => each.name === name);
  if (folder === undefined) throw new Error(`No folder ${name} is open.`);
  return folder.uri;
}

/** Opens a file of one of the folders in an editor. */
export async function openIn(folder: string, file: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(Uri.joinPath(folderOf(folder), file));
  await window.showTextDocument(document);
  return document;
}
