import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  LocationLink,
  SelectionRange,
  SemanticTokens,
  SemanticTokensLegend,
  SymbolInformation,
  TextDocument,
  TextEdit,
  Uri,
} from 'vscode';
import { commands, Position, Range, WorkspaceEdit, workspace } from 'vscode';
import { activated, eventually, openBoard, placeOf, restoreAll } from './editor.ts';

/** Asks the providers of a document about the first occurrence of a text, a character into it. */
async function asked<Answer>(
  provider: string,
  document: TextDocument,
  text: string,
  ...more: unknown[]
): Promise<Answer> {
  return commands.executeCommand<Answer>(provider, document.uri, placeOf(document, text).translate(0, 1), ...more);
}

async function textAt(uri: Uri, range: Range): Promise<string> {
  const document = await workspace.openTextDocument(uri);
  return `${basename(uri.path)}:${range.start.line + 1} ${document.getText(range)}`;
}

async function targets(found: readonly (Location | LocationLink)[]): Promise<string[]> {
  return Promise.all(
    found.map((target) =>
      'targetUri' in target
        ? textAt(target.targetUri, target.targetSelectionRange ?? target.targetRange)
        : textAt(target.uri, target.range),
    ),
  );
}

/** Where the definition of what stands at a text is, once there is one. */
function definition(document: TextDocument, text: string): Promise<string[]> {
  return eventually(`the definition of ${text}`, async () => {
    const found = await asked<(Location | LocationLink)[]>('vscode.executeDefinitionProvider', document, text);
    return found.length === 0 ? undefined : targets(found);
  });
}

const folder = (): string => workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

describe('from place to place', () => {
  before(activated);
  afterEach(restoreAll);

  it('leads to definitions, references and the types of references', async () => {
    const board = await openBoard('camera.dts');
    assert.deepEqual(await definition(board, 'video>'), ['camera.dts:13 video']);
    assert.deepEqual(await definition(board, 'isp {'), ['camera-soc.dtsi:21 isp']);
    assert.deepEqual(await definition(board, 'POOL_SIZE'), ['camera-soc.dtsi:4 POOL_SIZE']);
    const type = await asked<(Location | LocationLink)[]>('vscode.executeTypeDefinitionProvider', board, 'video>');
    assert.deepEqual(await targets(type), ['camera.dts:13 video@60000000']);
    const places = await asked<Location[]>('vscode.executeReferenceProvider', board, 'video@60000000');
    assert.deepEqual(await targets(places), ['camera.dts:13 video@60000000', 'camera.dts:27 video']);
    const marks = await asked<DocumentHighlight[]>('vscode.executeDocumentHighlights', board, 'video>');
    assert.deepEqual(
      marks.map(({ range }) => range.start.line + 1),
      [13, 27],
    );
  });

  it('knows an include through its board, an overlay on it, and a document without any', async () => {
    const include = await openBoard('camera-soc.dtsi');
    const users = await eventually('the users of the label', async () => {
      const found = await asked<Location[]>('vscode.executeReferenceProvider', include, 'isp:');
      return found.length > 1 ? targets(found) : undefined;
    });
    assert.ok(users.includes('camera.dts:26 isp'), users.join());
    const names = ['a-navigation.dtso', 'alone.dtsi'].map((name) => join(folder(), name));
    writeFileSync(names[0] ?? '', '/dts-v1/;\n/plugin/;\n&firmware { of = <&video>; };\n');
    writeFileSync(names[1] ?? '', '/ { pool: pool { }; };\n&pool { no-map; };\n');
    try {
      await openBoard('camera.dts');
      const overlay = await openBoard('a-navigation.dtso');
      assert.deepEqual(await definition(overlay, 'video>'), ['camera.dts:13 video']);
      const alone = await openBoard('alone.dtsi');
      assert.deepEqual(await definition(alone, 'pool { no'), ['alone.dtsi:1 pool']);
    } finally {
      for (const name of names) rmSync(name);
    }
  });

  it('links includes, and shows what includes a file', async () => {
    const board = await openBoard('camera.dts');
    const [link] = await eventually('the link', async () => {
      const links = await commands.executeCommand<DocumentLink[]>('vscode.executeLinkProvider', board.uri);
      return links.length === 0 ? undefined : links;
    });
    assert.equal(basename(link?.target?.path ?? ''), 'camera-soc.dtsi');
    const [item] = await asked<CallHierarchyItem[]>('vscode.prepareCallHierarchy', board, 'camera-soc.dtsi');
    assert.equal(item?.name, 'camera-soc.dtsi');
    const incoming = await commands.executeCommand<CallHierarchyIncomingCall[]>('vscode.provideIncomingCalls', item);
    assert.deepEqual(
      incoming.map(({ from }) => from.name),
      ['camera.dts', 'misaligned.dts'],
    );
  });

  it('outlines a board with its regions, and finds nodes of the boards by name', async () => {
    const board = await openBoard('camera.dts');
    const [root] = await eventually('the outline', async () => {
      const outline = await commands.executeCommand<DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        board.uri,
      );
      return outline?.[0]?.children[0]?.children[0]?.detail.includes('CMA area') ? outline : undefined;
    });
    assert.equal(root?.name, '/');
    const found = await commands.executeCommand<SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'firm');
    assert.ok(found.some(({ name }) => name === 'firmware: firmware@70000000'));
  });

  it('colours names by what they are', async () => {
    const board = await openBoard('camera.dts');
    const legend = await eventually('the legend', async () =>
      commands.executeCommand<SemanticTokensLegend | undefined>(
        'vscode.provideDocumentSemanticTokensLegend',
        board.uri,
      ),
    );
    const tokens = await commands.executeCommand<SemanticTokens>('vscode.provideDocumentSemanticTokens', board.uri);
    const kinds = new Set<string | undefined>();
    for (let at = 3; at < tokens.data.length; at += 5) kinds.add(legend.tokenTypes[tokens.data[at] ?? -1]);
    assert.deepEqual([...kinds].sort(), ['class', 'macro', 'property', 'struct', 'variable']);
  });

  it('folds bodies and grows selections', async () => {
    const board = await openBoard('camera.dts');
    const folds = await commands.executeCommand<FoldingRange[]>('vscode.executeFoldingRangeProvider', board.uri);
    assert.ok(folds.some(({ start, end }) => start === 7 && end === 21));
    const [selection] = await commands.executeCommand<SelectionRange[]>(
      'vscode.executeSelectionRangeProvider',
      board.uri,
      [placeOf(board, 'video>')],
    );
    const texts: string[] = [];
    for (let at = selection; at !== undefined; at = at.parent) texts.push(board.getText(at.range));
    assert.ok(texts.includes('<&video>'));
    assert.ok(texts.includes('memory-region = <&video>;'));
  });
});

describe('changes of a board in the editor', () => {
  before(activated);
  afterEach(restoreAll);

  it('rename a label in all of its files', async () => {
    const board = await openBoard('camera.dts');
    await definition(board, 'isp {');
    const edit = await asked<WorkspaceEdit>('vscode.executeDocumentRenameProvider', board, 'isp {', 'imager');
    const changed = edit.entries().map(([uri, edits]) => `${basename(uri.path)} ${edits.length}`);
    assert.deepEqual(changed.sort(), ['camera-soc.dtsi 1', 'camera.dts 1', 'misaligned.dts 1']);
    await assert.rejects(asked('vscode.executeDocumentRenameProvider', board, 'isp {', 'video'), /video/);
  });

  it('format it as the kernel does, with tabs of eight where nobody says otherwise', async () => {
    const board = await openBoard('camera.dts');
    const editor = workspace.getConfiguration('editor', board);
    assert.equal(editor.get('insertSpaces'), false);
    assert.equal(editor.get('tabSize'), 8);
    const text = board.getText();
    const options = { tabSize: 8, insertSpaces: false };
    const edits = () => commands.executeCommand<TextEdit[]>('vscode.executeFormatDocumentProvider', board.uri, options);
    assert.deepEqual((await edits()) ?? [], []);
    const blurred = new WorkspaceEdit();
    const whole = new Range(new Position(0, 0), board.positionAt(text.length));
    blurred.replace(board.uri, whole, text.replaceAll(/^\t+/gm, '  ').replaceAll(' = <', '=<'));
    assert.ok(await workspace.applyEdit(blurred));
    const restored = new WorkspaceEdit();
    restored.set(board.uri, await edits());
    assert.ok(await workspace.applyEdit(restored));
    assert.equal(board.getText(), text);
  });
});
