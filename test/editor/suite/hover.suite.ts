import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeAction, CodeLens, Hover, InlayHint, MarkdownString, TextDocument } from 'vscode';
import {
  ConfigurationTarget,
  commands,
  DiagnosticSeverity,
  Position,
  Range,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { activated, diagnosticsOf, eventually, openBoard, placeOf, restoreAll, ruleOf } from './editor.ts';

/** What the hovers at the first occurrence of a text say. */
async function hoverAt(document: TextDocument, text: string): Promise<string> {
  const hovers = await commands.executeCommand<Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    placeOf(document, text),
  );
  return hovers.flatMap(({ contents }) => (contents as MarkdownString[]).map(({ value }) => value)).join('\n');
}

const lensesOf = (document: TextDocument): Promise<CodeLens[]> =>
  Promise.resolve(commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100));

async function hintsOf(document: TextDocument): Promise<string[]> {
  const all = new Range(0, 0, document.lineCount, 0);
  const hints = await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, all);
  return hints.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
}

const misalignment = (document: TextDocument) =>
  diagnosticsOf(document).find((found) => ruleOf(found) === 'cma-misaligned');

describe('what a board means, in the editor', () => {
  const configuration = () => workspace.getConfiguration('devicetreeHeaps');
  before(activated);
  afterEach(restoreAll);

  it('hovers say what properties, numbers, macros, references and includes are', async () => {
    const document = await openBoard('camera.dts');
    await eventually('the hover', async () => (await hoverAt(document, 'reusable')) || undefined);
    assert.match(await hoverAt(document, 'reusable'), /CMA area/);
    assert.match(await hoverAt(document, '0x200000'), /2 MiB[\s\S]*entry 1 of `reg`/);
    assert.match(await hoverAt(document, 'POOL_SIZE'), /^`0x1000000` = 16777216, 16 MiB[\s\S]*#define POOL_SIZE/);
    assert.match(await hoverAt(document, '&video'), /\*\*video@60000000\*\*/);
    assert.match(await hoverAt(document, 'camera-soc.dtsi'), /camera-soc\.dtsi/);
    const include = await openBoard('camera-soc.dtsi');
    assert.match(await hoverAt(include, 'isp@1000'), /video@60000000/);
  });

  it('lenses stand above regions, and hints after values; both follow edits and have switches', async () => {
    const document = await openBoard('camera.dts');
    const titles = async () => (await lensesOf(document)).map(({ command }) => command?.title ?? '');
    const lens = '/dev/dma_heap/video@60000000 · CMA area · 16 MiB · 5 NV12 1080p';
    await eventually('the lens', async () => ((await titles()).includes(lens) ? true : undefined));
    const simulate = (await lensesOf(document)).find(({ command }) => command?.title === 'Simulate…');
    assert.equal(simulate?.command?.command, 'devicetreeHeaps.simulateAllocation');
    assert.deepEqual(await hintsOf(document), [
      '16 MiB',
      'to 0x60ffffff',
      '2 MiB',
      'to 0x701fffff',
      '16 MiB, CMA area',
    ]);
    const edit = new WorkspaceEdit();
    const at = placeOf(document, 'POOL_SIZE');
    edit.replace(document.uri, new Range(at, at.translate(0, 'POOL_SIZE'.length)), '0x2000000');
    assert.ok(await workspace.applyEdit(edit));
    await eventually('the lens after the edit', async () =>
      (await titles()).includes(lens.replace('16 MiB · 5', '32 MiB · 10')) ? true : undefined,
    );
    await configuration().update('inlayHints.ends', false, ConfigurationTarget.Workspace);
    await configuration().update('codeLens.regions', false, ConfigurationTarget.Workspace);
    try {
      await eventually('the switched hints', async () =>
        (await hintsOf(document)).join() === '32 MiB,2 MiB,32 MiB, CMA area' ? true : undefined,
      );
      assert.deepEqual(await titles(), ['Simulate…']);
    } finally {
      await configuration().update('inlayHints.ends', undefined, ConfigurationTarget.Workspace);
      await configuration().update('codeLens.regions', undefined, ConfigurationTarget.Workspace);
    }
  });

  it('a finding can be disabled for its block, its rule explained, and its severity changed', async () => {
    const document = await openBoard('misaligned.dts');
    const found = await eventually('the finding', () => misalignment(document));
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      found.range,
    );
    const titled = (title: string): CodeAction => {
      const action = actions.find((each) => each.title.startsWith(title));
      assert.ok(action, title);
      return action;
    };
    const disable = titled('Disable cma-misaligned for this block').edit;
    assert.ok(disable !== undefined && (await workspace.applyEdit(disable)));
    await eventually('the finding to go', () => (misalignment(document) === undefined ? true : undefined));
    await commands.executeCommand('undo');
    await eventually('the finding to come back', () => misalignment(document));

    const change = titled('Change the severity of cma-misaligned').command;
    assert.ok(change);
    const file = join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', '.dtheaps.json');
    const changed = commands.executeCommand(change.command, ...(change.arguments ?? []));
    let isDone = false;
    Promise.resolve(changed).then(() => {
      isDone = true;
    });
    try {
      // The first severity is an error, the first place the configuration file.
      await eventually('both choices', async () => {
        await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return isDone || undefined;
      });
      const severities = JSON.parse(readFileSync(file, 'utf8'));
      assert.deepEqual(severities, { severities: { 'cma-misaligned': 'error' } });
    } finally {
      rmSync(file, { force: true });
    }

    const explain = titled('Explain cma-misaligned').command;
    assert.ok(explain);
    await commands.executeCommand(explain.command, ...(explain.arguments ?? []));
    await eventually('the page of the rule', () =>
      window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('cma-misaligned')))
        ? true
        : undefined,
    );
  });

  it('a region typed character by character has hovers, hints and lenses at every stop', async () => {
    const document = await openBoard('camera.dts');
    const region = '\t\tlog@72000000 {\n\t\t\treg = <0x0 0x72000000 0x0 0x100000>;\n\t\t\tno-map;\n\t\t};\n';
    const at = new Position(placeOf(document, 'firmware: firmware').line, 0);
    let place = at;
    for (const character of region) {
      const edit = new WorkspaceEdit();
      edit.insert(document.uri, place, character);
      assert.ok(await workspace.applyEdit(edit));
      place = document.positionAt(document.offsetAt(place) + 1);
      await commands.executeCommand('vscode.executeHoverProvider', document.uri, place);
      await lensesOf(document);
      await hintsOf(document);
    }
    assert.match(await hoverAt(document, 'log@72000000'), /1 MiB/);
    assert.ok((await hintsOf(document)).includes('to 0x720fffff'));
    await eventually('no finding of the region', () =>
      diagnosticsOf(document).every(({ severity }) => severity > DiagnosticSeverity.Warning) ? true : undefined,
    );
  });
});
