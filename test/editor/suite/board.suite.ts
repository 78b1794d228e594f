import assert from 'node:assert/strict';
import type { CodeAction, Diagnostic, Hover, MarkdownString, Position, TextDocument } from 'vscode';
import { ConfigurationTarget, commands, WorkspaceEdit, workspace } from 'vscode';
import { activated, eventually, findings, openBoard, placeOf, rangeOf, restoreAll, ruleOf } from './editor.ts';

/** What the hovers at a place say, without Markdown's escapes. */
async function hoverText(document: TextDocument, position: Position): Promise<string | undefined> {
  const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, position);
  const contents = hovers.flatMap((hover) => hover.contents as MarkdownString[]).map((content) => content.value);
  return contents.length === 0 ? undefined : contents.join('\n').replaceAll('\\', '');
}

async function replace(document: TextDocument, text: string, by: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, rangeOf(document, text), by);
  assert.ok(await workspace.applyEdit(edit));
}

/** The finding about the pool's size, once it is there. */
function misalignment(document: TextDocument): Promise<Diagnostic> {
  return eventually('the finding', () => findings(document).find((finding) => ruleOf(finding) === 'cma-misaligned'));
}

describe('a board in the editor', () => {
  before(activated);
  afterEach(restoreAll);

  it('is a devicetree to VS Code', async () => {
    const document = await openBoard('camera.dts');
    assert.equal(document.languageId, 'dts');
  });

  it('has the commands of the extension', async () => {
    const known = await commands.getCommands(true);
    for (const name of ['simulateAllocation', 'showBootLog', 'selectKernel', 'showOutput', 'restartServer']) {
      assert.ok(known.includes(`devicetreeHeaps.${name}`), name);
    }
  });

  it('tells on hover what the kernel makes of a region', async () => {
    const document = await openBoard('camera.dts');
    const text = await eventually('the hover', () => hoverText(document, placeOf(document, 'video@60000000')));
    assert.match(text, /16 MiB/);
    assert.match(text, /0x60000000/);
    assert.match(text, /CMA/);
    assert.match(text, /6\.12/);
    assert.match(text, /7\.3/);
    assert.match(text, /isp/);
  });

  it('reports a misaligned pool at its size, and nothing once it is mended', async () => {
    const document = await openBoard('misaligned.dts');
    const found = await misalignment(document);
    assert.match(document.getText(found.range), /0x1100000/);
    await replace(document, '0x1100000', '0x1200000');
    await eventually('the finding to go', () => (findings(document).length === 0 ? true : undefined));
    await replace(document, '0x1200000', '0x1100000');
    await misalignment(document);
  });

  it('mends a misaligned pool by its quick fix', async () => {
    const document = await openBoard('misaligned.dts');
    const found = await misalignment(document);
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      found.range,
    );
    const fix = actions.find(({ edit, isPreferred }) => edit !== undefined && isPreferred === true);
    assert.ok(fix?.edit, actions.map(({ title }) => title).join('\n'));
    assert.ok(await workspace.applyEdit(fix.edit));
    await eventually('the finding to go', () => (findings(document).length === 0 ? true : undefined));
  });

  it('reports nothing on a sound board', async () => {
    const document = await openBoard('camera.dts');
    await eventually('the hover', () => hoverText(document, placeOf(document, 'video@60000000')));
    assert.deepEqual(findings(document).map(ruleOf), []);
  });

  it('follows an edit in an include that is not saved', async () => {
    const include = await openBoard('camera-soc.dtsi');
    await replace(include, '#define POOL_SIZE 0x1000000', '#define POOL_SIZE 0x1100000');
    const board = await openBoard('camera.dts');
    assert.ok(include.isDirty);
    await eventually('a finding about the pool', () => (findings(board).length > 0 ? true : undefined));
    assert.ok(findings(board).map(ruleOf).includes('cma-misaligned'));
    await openBoard('camera-soc.dtsi');
    await commands.executeCommand('workbench.action.files.revert');
    await openBoard('camera.dts');
    await eventually('the finding to go', () => (findings(board).length === 0 ? true : undefined));
  });

  it('follows the kernel of the settings', async () => {
    const document = await openBoard('camera.dts');
    const place = placeOf(document, 'video@60000000');
    const settings = workspace.getConfiguration('devicetreeHeaps');
    await settings.update('kernel', '6.6', ConfigurationTarget.Workspace);
    await eventually('Linux 6.6', async () =>
      (await hoverText(document, place))?.includes('Linux 6.6') ? true : undefined,
    );
    await settings.update('kernel', undefined, ConfigurationTarget.Workspace);
    await eventually('Linux 7.3', async () =>
      (await hoverText(document, place))?.includes('Linux 7.3') ? true : undefined,
    );
  });

  it('goes on after the server was restarted', async () => {
    const document = await openBoard('camera.dts');
    await commands.executeCommand('devicetreeHeaps.restartServer');
    await eventually('the hover', () => hoverText(document, placeOf(document, 'video@60000000')));
  });
});
