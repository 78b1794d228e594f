import assert from 'node:assert/strict';
import { commands, type TextDocument } from 'vscode';
import { activated, diagnosticsOf, eventually, openBoard, restoreAll, ruleOf } from './editor.ts';

/** Answers the open list of boards by the arrow keys' commands: the first is Automatic, then the boards in order. */
async function selectBoard(place: number): Promise<void> {
  const done = commands.executeCommand('devicetreeHeaps.selectBoard');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  for (let at = 0; at < place; at++) await commands.executeCommand('workbench.action.quickOpenSelectNext');
  await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await done;
}

const isOutside = (document: TextDocument): boolean =>
  diagnosticsOf(document).some((found) => ruleOf(found) === 'outside-memory');

describe('the board through which an include is seen', () => {
  before(activated);
  afterEach(restoreAll);

  it('is found in another folder, and can be selected', async () => {
    const include = await openBoard('shared/pool.dtsi');
    // On the board with little RAM, the first by name, the pool lies outside of it.
    await eventually('the finding through narrow.dts', () => (isOutside(include) ? true : undefined));
    await selectBoard(2);
    await eventually('the finding to go with wide.dts', () => (isOutside(include) ? undefined : true));
    await selectBoard(0);
    await eventually('the finding through narrow.dts again', () => (isOutside(include) ? true : undefined));
    assert.ok(!include.isDirty);
  });
});
