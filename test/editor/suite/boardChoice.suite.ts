import assert from 'node:assert/strict';
import { commands, type TextDocument } from 'vscode';
import { activated, diagnosticsOf, eventually, openBoard, pause, restoreAll, ruleOf } from './editor.ts';

/**
 * Answers the list of boards by the arrow keys' commands, the first is Automatic, then the boards in order, until the
 * choice has its effect. Nothing says when the list is shown: commands that come before it do nothing, or choose a board
 * above, and the choice is made again.
 */
async function selectBoard(place: number, effect: string, isSeen: () => boolean): Promise<void> {
  await eventually(effect, async () => {
    let isAnswered = false;
    commands.executeCommand('devicetreeHeaps.selectBoard').then(() => {
      isAnswered = true;
    });
    await eventually('the list of boards to be answered', async () => {
      await pause(500);
      for (let at = 0; at < place; at++) await commands.executeCommand('workbench.action.quickOpenSelectNext');
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await pause(100);
      return isAnswered ? true : undefined;
    });
    for (let asked = 0; asked < 60 && !isSeen(); asked++) await pause(50);
    return isSeen() ? true : undefined;
  });
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
    await selectBoard(2, 'the finding to go with wide.dts', () => !isOutside(include));
    await selectBoard(0, 'the finding through narrow.dts again', () => isOutside(include));
    assert.ok(!include.isDirty);
  });
});
