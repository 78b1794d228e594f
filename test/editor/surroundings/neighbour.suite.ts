import assert from 'node:assert/strict';
import type { CompletionList, DocumentSymbol, Hover, Location, MarkdownString, TextDocument } from 'vscode';
import { commands, languages, WorkspaceEdit, workspace } from 'vscode';
import { activated, diagnosticsOf, eventually, placeOf, rangeOf, restoreAll, ruleOf } from '../suite/editor.ts';
import { openIn } from './folders.ts';

const textOf = (hover: Hover): string => (hover.contents as MarkdownString[]).map(({ value }) => value).join('\n');

async function hoversAt(document: TextDocument, text: string): Promise<string[]> {
  const place = placeOf(document, text);
  return (await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, place)).map(textOf);
}

/** Once both extensions have reported what there is. */
async function bothReported(document: TextDocument): Promise<void> {
  await eventually('the finding of the neighbour', () =>
    languages.getDiagnostics(document.uri).some(({ source }) => source === 'neighbour') ? true : undefined,
  );
  await eventually('our finding', () =>
    diagnosticsOf(document).some((found) => ruleOf(found) === 'cma-misaligned') ? true : undefined,
  );
}

describe('beside an extension that claims the same files', () => {
  before(activated);
  afterEach(restoreAll);

  for (const language of ['dts', 'devicetree']) {
    it(`each says what it has to say once, where the language is ${language}`, async () => {
      const opened = await openIn('old', 'arch/arm64/boot/dts/acme/soc.dtsi');
      assert.ok(['dts', 'devicetree'].includes(opened.languageId), opened.languageId);
      const document = await languages.setTextDocumentLanguage(opened, language);
      const edit = new WorkspaceEdit();
      edit.replace(document.uri, rangeOf(document, 'POOL_SIZE'), '0x1100000');
      assert.ok(await workspace.applyEdit(edit));
      await bothReported(document);
      const ours = diagnosticsOf(document).map((found) => `${ruleOf(found)} ${found.range.start.line}`);
      assert.deepEqual(ours, [...new Set(ours)]);
      const hovers = await hoversAt(document, 'video@50000000');
      assert.equal(hovers.filter((text) => text.includes('17 MiB')).length, 1, hovers.join('\n---\n'));
      assert.equal(hovers.filter((text) => text === 'the neighbour').length, 1);
      const place = placeOf(document, 'ranges;');
      const list = await commands.executeCommand<CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        place,
      );
      const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      for (const label of ['neighbour', 'CMA pool']) {
        assert.equal(labels.filter((offered) => offered === label).length, 1, `${label} in ${labels.join(', ')}`);
      }
      const symbols = await commands.executeCommand<DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      assert.equal(symbols.filter(({ name }) => name === '/').length, 1);
    });
  }

  it('a definition is found once by us', async () => {
    const document = await openIn('new', 'arch/arm64/boot/dts/acme/soc.dtsi');
    const found = await eventually('the definition', async () => {
      const places = await commands.executeCommand<Location[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        placeOf(document, 'POOL_SIZE'),
      );
      const ours = places.filter((place) => ('uri' in place ? place.uri : undefined)?.path.endsWith('pool.h') ?? true);
      return ours.length === 0 ? undefined : ours;
    });
    assert.equal(found.length, 1);
  });
});
