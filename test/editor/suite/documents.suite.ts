import assert from 'node:assert/strict';
import type { DocumentLink, FoldingRange, Location, TextDocument } from 'vscode';
import { commands, workspace } from 'vscode';
import { activated, eventually, openBoard, placeOf, restoreAll } from './editor.ts';

/** The text that a command opens beside the board, once it says something. */
async function shown(command: string, title: string): Promise<TextDocument> {
  await commands.executeCommand(`devicetreeHeaps.${command}`);
  return eventually(title, () =>
    workspace.textDocuments.find(({ uri }) => uri.scheme === 'devicetree-heaps' && uri.path.endsWith(title)),
  );
}

const linksOf = (document: TextDocument) =>
  commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', document.uri);

describe('texts about a board', () => {
  before(activated);
  afterEach(restoreAll);

  it('show the boot log in sections that fold, with links to the sources', async () => {
    await openBoard('camera.dts');
    const log = await shown('showBootLog', 'camera.dts boot.log');
    assert.match(log.getText(), /created CMA memory pool at 0x0*60000000, size 16 MiB/);
    assert.equal(log.languageId, 'devicetree-heaps-report');
    const folds = await commands.executeCommand<FoldingRange[]>('vscode.executeFoldingRangeProvider', log.uri);
    assert.deepEqual(
      folds.map(({ start }) => log.lineAt(start).text.replace(/ about.*/, '')),
      ['# What the kernel prints', '# Regions', '# Heaps'],
    );
    const links = await linksOf(log);
    const video = links.filter(({ range }) => log.getText(range) === 'video@60000000');
    assert.ok(video.length > 0);
    assert.match(video[0]?.target?.toString() ?? '', /camera\.dts#L13/);
  });

  it('show the merged tree as a devicetree, each line with where it is written', async () => {
    await openBoard('camera.dts');
    const tree = await shown('showTree', 'camera.dts merged tree.dts');
    assert.equal(tree.languageId, 'dts');
    assert.match(tree.getText(), /memory-region = <&video>; \/\* camera\.dts:27 \*\//);
    const links = await linksOf(tree);
    assert.ok(links.some(({ range, target }) => tree.getText(range) === 'camera.dts:27' && target !== undefined));
  });

  it('lead from an expanded line to its source', async () => {
    await openBoard('camera.dts');
    const expanded = await shown('showExpansion', 'camera.dts expanded.dts');
    const place = placeOf(expanded, 'reg = <0x0 0x60000000 0x0 0x1000000>');
    const [found] = await commands.executeCommand<Location[]>('vscode.executeDefinitionProvider', expanded.uri, place);
    assert.equal(found?.range.start.line, 15);
    assert.match(found?.uri.path ?? '', /camera\.dts$/);
  });

  it('show a report that follows edits', async () => {
    const board = await openBoard('camera.dts');
    const report = await shown('showReport', 'camera.dts report.txt');
    assert.match(report.getText(), /# Heaps by kernel\n/);
    const { WorkspaceEdit } = await import('vscode');
    const edit = new WorkspaceEdit();
    const at = placeOf(board, '\t\tfirmware: firmware@70000000');
    edit.insert(board.uri, at, '\t\tlog@68000000 {\n\t\t\treg = <0x0 0x68000000 0x0 0x10000>;\n\t\t};\n');
    assert.ok(await workspace.applyEdit(edit));
    await eventually('the new region', () => (report.getText().includes('log@68000000') ? true : undefined));
  });
});
