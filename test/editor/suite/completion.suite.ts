import assert from 'node:assert/strict';
import type { CompletionItem, CompletionList, SignatureHelp, TextDocument } from 'vscode';
import { commands, SnippetString, window } from 'vscode';
import { activated, eventually, findings, openBoard, placeOf, restoreAll } from './editor.ts';

const labelOf = ({ label }: CompletionItem): string => (typeof label === 'string' ? label : label.label);

/** What VS Code would list after the first occurrence of a text. */
async function suggested(document: TextDocument, after: string): Promise<CompletionItem[]> {
  const place = placeOf(document, after).translate(0, after.length);
  const list = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    place,
    undefined,
    20,
  );
  return list.items;
}

/** What our server lists there, once it does. */
function listed(document: TextDocument, after: string, label: string): Promise<CompletionItem> {
  return eventually(`${label} after ${after}`, async () =>
    (await suggested(document, after)).find((item) => labelOf(item) === label),
  );
}

/** Types a text in the active editor, in the place of another. */
async function type(document: TextDocument, old: string, by: string): Promise<void> {
  const editor = await window.showTextDocument(document);
  const at = placeOf(document, old);
  const end = document.positionAt(document.offsetAt(at) + old.length);
  assert.ok(
    await editor.edit((edit) => {
      edit.delete(editor.selection.with(at, end));
      edit.insert(at, by);
    }),
  );
}

describe('completion in the editor', () => {
  before(activated);
  afterEach(restoreAll);

  it('offers what a half-typed region misses, with its meaning', async () => {
    const document = await openBoard('camera.dts');
    await type(document, '\t\t\tno-map;\n', '\t\t\tno\n');
    const item = await listed(document, '\t\t\tno', 'no-map');
    assert.equal(item.filterText ?? labelOf(item), 'no-map');
    assert.match(JSON.stringify(item.documentation), /linear map/);
  });

  it('offers regions after &, with size and state, in an include as well', async () => {
    const include = await openBoard('camera-soc.dtsi');
    await type(include, 'reg = <0x1000 0x1000>;', 'memory-region = <&>;');
    const item = await listed(include, 'memory-region = <&', '&video');
    assert.match(item.detail ?? '', /16 MiB .* cma/);
  });

  it('writes a whole region at a free place, which has no finding', async () => {
    const document = await openBoard('camera.dts');
    await type(document, '\t\tfirmware: firmware', '\t\tcma\n\t\tfirmware: firmware');
    const item = await listed(document, '\t\tcma', 'CMA pool');
    assert.ok(item.insertText instanceof SnippetString);
    const editor = await window.showTextDocument(document);
    const at = placeOf(document, '\t\tcma');
    const word = editor.selection.with(at.translate(0, 2), at.translate(0, 5));
    assert.ok(await editor.insertSnippet(item.insertText, word));
    assert.match(document.getText(), /\n\t\tvideo_pool: video@[0-9a-f]+ \{\n\t\t\tcompatible = "shared-dma-pool";/);
    await listed(document, 'shared-dma-pool', 'shared-dma-pool');
    assert.deepEqual(findings(document), []);
  });

  it('says which cell is typed', async () => {
    const document = await openBoard('camera.dts');
    const text = 'reg = <0x0 0x70000000 ';
    const help = await eventually('the signature', async () =>
      commands.executeCommand<SignatureHelp | undefined>(
        'vscode.executeSignatureHelpProvider',
        document.uri,
        placeOf(document, text).translate(0, text.length),
      ),
    );
    assert.equal(help.activeParameter, 2);
    assert.match(help.signatures[0]?.label ?? '', /size-high/);
  });

  it('lists nothing of ours in a comment', async () => {
    const document = await openBoard('camera.dts');
    await listed(document, 'memory-region = <&', '&video');
    const items = await suggested(document, '/* A sound');
    assert.ok(!items.some((item) => labelOf(item) === 'reserved-memory'));
  });
});
