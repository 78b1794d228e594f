import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileChangeEvent, FileStat, FileSystemProvider, Hover, MarkdownString, TextDocument } from 'vscode';
import {
  commands,
  DiagnosticSeverity,
  Disposable,
  EventEmitter,
  FileSystemError,
  FileType,
  Uri,
  window,
  workspace,
} from 'vscode';
import { boardSource } from '../../boardSource.ts';
import { activated, diagnosticsOf, eventually, placeOf, restoreAll, ruleOf } from './editor.ts';

const BOARD = boardSource({
  regions: ['pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 POOL_SIZE>; };'],
});

/** Files in memory, as an editor in a browser or a remote repository has them. */
class MemoryFiles implements FileSystemProvider {
  readonly files = new Map<string, string>();
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  stat({ path }: Uri): FileStat {
    const text = this.files.get(path);
    const isFolder = [...this.files.keys()].some((file) => file.startsWith(`${path.replace(/\/$/, '')}/`));
    if (text === undefined && !isFolder) throw FileSystemError.FileNotFound(path);
    return {
      type: text === undefined ? FileType.Directory : FileType.File,
      ctime: 0,
      mtime: 0,
      size: text?.length ?? 0,
    };
  }

  readDirectory({ path }: Uri): [string, FileType][] {
    const inside = [...this.files.keys()].filter((file) => file.startsWith(`${path}/`));
    return inside.map((file) => [file.slice(path.length + 1), FileType.File]);
  }

  readFile({ path }: Uri): Uint8Array {
    const text = this.files.get(path);
    if (text === undefined) throw FileSystemError.FileNotFound(path);
    return new TextEncoder().encode(text);
  }

  createDirectory(): void {}
  writeFile(): void {}
  delete(): void {}
  rename(): void {}
}

async function hoverAt(document: TextDocument, text: string): Promise<string> {
  return eventually('the hover', async () => {
    const place = placeOf(document, text);
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, place);
    const said = hovers.flatMap(({ contents }) => contents as MarkdownString[]).map(({ value }) => value);
    return said.length === 0 ? undefined : said.join('\n');
  });
}

const finding = (document: TextDocument, rule: string) =>
  eventually(`${rule} in ${document.uri}`, () => diagnosticsOf(document).find((each) => ruleOf(each) === rule));

describe('a board', () => {
  before(activated);
  afterEach(restoreAll);

  it('that was never saved is seen like any other', async () => {
    const content = BOARD.replace('POOL_SIZE', '0x1100000');
    const document = await workspace.openTextDocument({ language: 'dts', content });
    await window.showTextDocument(document);
    await finding(document, 'cma-misaligned');
    assert.match(await hoverAt(document, 'pool@50000000'), /17 MiB/);
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('outside of every folder is seen with what lies beside it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dtheaps-outside-'));
    writeFileSync(join(folder, 'size.h'), '#define POOL_SIZE 0x1000000\n');
    writeFileSync(join(folder, 'board.dts'), BOARD.replace('/dts-v1/;', '/dts-v1/;\n#include "size.h"'));
    const document = await workspace.openTextDocument(join(folder, 'board.dts'));
    await window.showTextDocument(document);
    assert.match(await hoverAt(document, 'pool@50000000'), /16 MiB/);
    assert.deepEqual(
      diagnosticsOf(document).filter(({ severity }) => severity === DiagnosticSeverity.Error),
      [],
    );
    rmSync(folder, { recursive: true });
  });

  it('in another file system is seen with its includes, also where it cannot be written', async () => {
    const files = new MemoryFiles();
    files.files.set('/soc/board.dts', BOARD.replace('/dts-v1/;', '/dts-v1/;\n#include "size.h"'));
    files.files.set('/soc/size.h', '#define POOL_SIZE 0x1100000\n');
    const registered = workspace.registerFileSystemProvider('dtheaps-memory', files, { isReadonly: true });
    const document = await workspace.openTextDocument(Uri.parse('dtheaps-memory:/soc/board.dts'));
    await window.showTextDocument(document);
    await finding(document, 'cma-misaligned');
    assert.match(await hoverAt(document, 'pool@50000000'), /17 MiB/);
    await commands.executeCommand('workbench.action.closeAllEditors');
    registered.dispose();
  });

  it('in an earlier version, beside the file that is edited, bears no findings and is looked at as a text', async () => {
    const earlier = BOARD.replace('POOL_SIZE', '0x1100000');
    const folder = mkdtempSync(join(tmpdir(), 'dtheaps-earlier-'));
    writeFileSync(join(folder, 'board.dts'), BOARD.replace('POOL_SIZE', '0x1300000'));
    const file = Uri.file(join(folder, 'board.dts'));
    const left = file.with({ scheme: 'git', query: JSON.stringify({ path: file.fsPath, ref: 'HEAD' }) });
    const registered = workspace.registerTextDocumentContentProvider('git', {
      provideTextDocumentContent: () => earlier,
    });
    await commands.executeCommand('vscode.diff', left, file);
    const edited = await workspace.openTextDocument(file);
    await finding(edited, 'cma-misaligned');
    const shown = await workspace.openTextDocument(left);
    assert.equal(shown.getText(), earlier);
    assert.match(await hoverAt(shown, 'pool@50000000'), /17 MiB/);
    assert.match(await hoverAt(edited, 'pool@50000000'), /19 MiB/);
    assert.deepEqual(diagnosticsOf(shown), []);
    await commands.executeCommand('workbench.action.closeAllEditors');
    registered.dispose();
    rmSync(folder, { recursive: true });
  });
});
