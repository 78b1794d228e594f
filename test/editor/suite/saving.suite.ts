import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands, type SaveDialogOptions, Uri, window, workspace } from 'vscode';
import { type FileToSave, saveFile } from '../../../client/src/saveFile.ts';
import { activated, diagnosticsOf, eventually, openBoard, restoreAll, ruleOf } from './editor.ts';

/** What the dialogs are answered with, and what they asked. */
let chosen: Uri | undefined;
let pressed: string | undefined;
const asked: SaveDialogOptions[] = [];
const said: string[] = [];

/** The dialogs are VS Code's own: a test stands in for the person who answers them. */
const dialogs: Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>> = {
  showSaveDialog: async (options: SaveDialogOptions) => {
    asked.push(options);
    return chosen;
  },
  showWarningMessage: async (message: string) => {
    said.push(message);
    return pressed;
  },
  showErrorMessage: async (message: string) => void said.push(message),
  showInformationMessage: async (message: string) => void said.push(message),
};
const real = new Map<string, unknown>();

describe('what is saved', () => {
  let folder = '';
  const at = (name: string) => Uri.file(join(folder, name));
  const scenario: FileToSave = {
    title: 'Save',
    name: 'camera.heapsim.json',
    beside: Uri.file('/boards/camera.dts'),
    kind: 'Scenario',
    extensions: ['json'],
    ending: '.heapsim.json',
    content: '{ "steps": [] }\n',
  };

  before(async () => {
    await activated();
    for (const [name, stand] of Object.entries(dialogs)) {
      real.set(name, Reflect.get(window, name));
      Reflect.set(window, name, stand);
    }
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dtheaps-saving-'));
    [chosen, pressed] = [undefined, undefined];
    asked.length = 0;
    said.length = 0;
  });
  afterEach(async () => {
    await restoreAll();
    rmSync(folder, { recursive: true, force: true });
  });
  after(() => {
    for (const [name, dialog] of real) Reflect.set(window, name, dialog);
  });

  it('is a board’s blob, named after it, and reported', async () => {
    const { uri } = await openBoard('camera.dts');
    await commands.executeCommand('devicetreeHeaps.compileBoard');
    assert.equal(asked[0]?.defaultUri?.path, uri.path.replace(/dts$/, 'dtb'));
    assert.deepEqual(said, []);
    chosen = at('out.dtb');
    await commands.executeCommand('devicetreeHeaps.compileBoard');
    const blob = readFileSync(join(folder, 'out.dtb'));
    assert.equal(blob.readUInt32BE(0), 0xd00dfeed);
    assert.equal(blob.readUInt32BE(4), blob.length);
    assert.match(said.join('\n'), new RegExp(`out\\.dtb is written: ${blob.length} bytes`));
  });

  it('is a page of HTML about a board', async () => {
    const { uri } = await openBoard('misaligned.dts');
    chosen = at('page.html');
    await commands.executeCommand('devicetreeHeaps.saveReport');
    assert.equal(asked[0]?.defaultUri?.path, uri.path.replace(/\.dts$/, '-report.html'));
    assert.match(readFileSync(join(folder, 'page.html'), 'utf8'), /^<!DOCTYPE html>.*cma-misaligned/s);
    assert.match(said.join('\n'), /page\.html is written/);
  });

  it('is the blob of an overlay as .dtbo, also where no board is known for it', async () => {
    const text = '/dts-v1/;\n/plugin/;\n&{/soc} { extra { }; };\n';
    writeFileSync(join(folder, 'extra.dtso'), text);
    await window.showTextDocument(await workspace.openTextDocument(at('extra.dtso')));
    chosen = at('extra.dtbo');
    await eventually('the blob', async () => {
      await commands.executeCommand('devicetreeHeaps.compileBoard');
      return asked[0];
    });
    assert.equal(asked[0]?.defaultUri?.path, at('extra.dtbo').path);
    assert.match(readFileSync(join(folder, 'extra.dtbo'), 'latin1'), /__overlay__/);
  });

  it('is a board that includes a file which had none, and then is seen through it', async () => {
    const pool = 'pool@48000000 { reg = <0x0 0x48000000 0x0 0x1000000>; };';
    const cells = '#address-cells = <2>; #size-cells = <2>;';
    writeFileSync(join(folder, 'alone.dtsi'), `/ { ${cells} reserved-memory { ${cells} ranges; ${pool} }; };\n`);
    const include = await workspace.openTextDocument(at('alone.dtsi'));
    await window.showTextDocument(include);
    const isAlone = () => diagnosticsOf(include).some((found) => ruleOf(found) === 'include-board-unknown');
    await eventually('the note that no board is known', () => (isAlone() ? true : undefined));
    chosen = at('mine.dts');
    await eventually('the dialog', async () => {
      await commands.executeCommand('devicetreeHeaps.createBoard');
      return asked[0];
    });
    assert.equal(asked[0]?.defaultUri?.path, at('alone-board.dts').path);
    const board = window.activeTextEditor?.document;
    assert.equal(board?.uri.path, at('mine.dts').path);
    assert.match(board?.getText() ?? '', /#include "alone\.dtsi"/);
    await window.showTextDocument(include);
    await eventually('the note to go', () => (isAlone() ? undefined : true));
  });

  it('is no board of a file that is one itself', async () => {
    await openBoard('camera.dts');
    await commands.executeCommand('devicetreeHeaps.createBoard');
    assert.deepEqual(asked, []);
    assert.match(said.join('\n'), /Open a \.dtsi first/);
  });

  it('has the end that its kind needs, and replaces another file only where a person agrees', async () => {
    chosen = at('frames.json');
    assert.equal((await saveFile(scenario))?.path, at('frames.heapsim.json').path);
    assert.equal(asked[0]?.defaultUri?.path, '/boards/camera.heapsim.json');
    writeFileSync(join(folder, 'frames.heapsim.json'), 'kept');
    assert.equal(await saveFile(scenario), undefined);
    assert.deepEqual(said, ['frames.heapsim.json already exists. Do you want to replace it?']);
    assert.equal(readFileSync(join(folder, 'frames.heapsim.json'), 'utf8'), 'kept');
    pressed = 'Replace';
    assert.notEqual(await saveFile(scenario), undefined);
    assert.equal(readFileSync(join(folder, 'frames.heapsim.json'), 'utf8'), scenario.content);
    // The dialog has asked about the name that was chosen in it.
    said.length = 0;
    chosen = at('frames.heapsim.json');
    await saveFile(scenario);
    assert.deepEqual(said, []);
  });

  it('is reported where it cannot be written, and offered in the workspace where its source has no folder', async () => {
    chosen = Uri.parse('devicetree-heaps:/nowhere.heapsim.json');
    assert.equal(await saveFile({ ...scenario, beside: Uri.parse('untitled:Untitled-1') }), undefined);
    assert.match(said.join('\n'), /^nowhere\.heapsim\.json was not written: /);
    const [first] = workspace.workspaceFolders ?? [];
    assert.equal(asked[0]?.defaultUri?.path, `${first?.uri.path}/camera.heapsim.json`);
  });
});
