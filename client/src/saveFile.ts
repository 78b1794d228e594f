import type { Uri } from 'vscode';
import { FileType, Uri as UriOf, window, workspace } from 'vscode';
import { fileNameOf } from './fileName.ts';

/** What a person is asked to save. */
export interface FileToSave {
  /** The title of the dialog. */
  readonly title: string;
  /** The name that is offered, in the folder of `beside` where files can be written there. */
  readonly name: string;
  readonly beside: Uri;
  /** What the dialog calls files of this kind, and their extensions without a dot; the dialog adds the first one. */
  readonly kind: string;
  readonly extensions: readonly [string, ...string[]];
  /** The end that the name must have, where the dialog's extension is only a part of it. */
  readonly ending?: string;
  /** What is written, where the place has a part in it asked for that. */
  readonly content: string | Uint8Array | ((target: Uri) => Promise<string>);
}

/**
 * Asks where a file goes and writes it. Answers the file; `undefined` where nobody chose one, or where it cannot be
 * written, which is then reported. An existing file is replaced only after the person agreed: the dialog asks about the
 * name that is chosen in it, and this function about one that `ending` makes of it.
 */
export async function saveFile(file: FileToSave): Promise<Uri | undefined> {
  const { title, name, beside, kind, extensions, ending = '', content } = file;
  const folder = folderFor(beside);
  const chosen = await window.showSaveDialog({
    title,
    ...(folder === undefined ? {} : { defaultUri: UriOf.joinPath(folder, name) }),
    filters: { [kind]: [...extensions] },
  });
  if (chosen === undefined) return undefined;
  const target = withEnding(chosen, ending);
  if (target.path !== chosen.path && !(await mayReplace(target))) return undefined;
  try {
    const text = typeof content === 'function' ? await content(target) : content;
    await workspace.fs.writeFile(target, typeof text === 'string' ? new TextEncoder().encode(text) : text);
    return target;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await window.showErrorMessage(`${fileNameOf(target)} was not written: ${reason}`);
    return undefined;
  }
}

/** The folder of a document, or the first one of the workspace for one that was never saved or lies where nobody can write. */
function folderFor(document: Uri): Uri | undefined {
  const isWritable = workspace.fs.isWritableFileSystem(document.scheme) === true;
  return isWritable ? UriOf.joinPath(document, '..').with({ query: '' }) : workspace.workspaceFolders?.[0]?.uri;
}

/** `frames.json` with the ending `.heapsim.json` is `frames.heapsim.json`. */
function withEnding(file: Uri, ending: string): Uri {
  if (file.path.endsWith(ending)) return file;
  const last = ending.slice(ending.lastIndexOf('.'));
  const stem = file.path.endsWith(last) ? file.path.slice(0, -last.length) : file.path;
  return file.with({ path: `${stem}${ending}` });
}

/** Whether nothing is lost by writing a file, or the person agrees to it. */
async function mayReplace(file: Uri): Promise<boolean> {
  const isThere = await workspace.fs.stat(file).then(
    ({ type }) => type !== FileType.Unknown,
    () => false,
  );
  if (!isThere) return true;
  const replace = 'Replace';
  const question = `${fileNameOf(file)} already exists. Do you want to replace it?`;
  return (await window.showWarningMessage(question, { modal: true }, replace)) === replace;
}
