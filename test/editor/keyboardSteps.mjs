import assert from 'node:assert/strict';
import { readUntil } from './steps.mjs';

/** The names of what has the focus, in the frame of the memory map: of a control its name, of a block its first line. */
const focusedName = (map) =>
  map.locator(':root').evaluate((root) => {
    const element = root.ownerDocument.activeElement;
    const label = element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    return label.split('\n')[0].trim();
  });

/** Milliseconds after which a key is taken to have moved nothing. */
const MOVED_WITHIN = 1000;

/** Keys after which a row that cannot be reached is a failure. */
const MOST_KEYS = 60;

/**
 * Goes through the rows of the view that has the focus by arrow keys, as far as one whose name begins so. A view that is filled
 * anew meanwhile swallows a key, or takes the focus back to its beginning: a person presses another one.
 */
async function walkTo({ page }, name) {
  const row = page.locator('.pane.expanded .monaco-list:focus-within .monaco-list-row.focused');
  const focused = async () => ((await row.count()) === 1 ? ((await row.getAttribute('aria-label')) ?? '') : '');
  const walked = [];
  let key = 'Home';
  for (let keys = 0; keys < MOST_KEYS; keys++) {
    const before = await focused();
    if (before.startsWith(name)) return;
    walked.push(before);
    await page.keyboard.press(key);
    const end = Date.now() + MOVED_WITHIN;
    let after = await focused();
    while (after === before && Date.now() < end) {
      await page.waitForTimeout(20);
      after = await focused();
    }
    // At the last row a walk that has passed over the wanted one begins again.
    key = after === before && key !== 'Home' ? 'Home' : 'ArrowDown';
  }
  assert.fail(`no row ${name} by arrow keys; on the way: ${walked.join(', ')}`);
}

/** What a person does without a mouse, and what a screen reader says: each step with what must be so. */
export function keyboardSteps(workbench) {
  const { page } = workbench;
  return [
    [
      'every row of the views has a name that says what it shows, and the arrow keys and Enter lead to its source',
      async () => {
        await workbench.openFile('camera.dts');
        await workbench.runCommand('Devicetree Heaps: Focus on Regions by Address View');
        const rows = page.locator('.pane.expanded .monaco-list-row', { hasText: '0x' });
        await rows.filter({ hasText: 'video@60000000' }).first().waitFor();
        // The other views may be filled later.
        await page.locator('.sidebar .monaco-list-row').nth(8).waitFor();
        const names = await page
          .locator('.sidebar .monaco-list-row')
          .evaluateAll((all) =>
            all.map((row) => [
              row.getAttribute('aria-label') ?? '',
              row.querySelector('.label-name')?.textContent ?? '',
              row.querySelector('.label-description')?.textContent ?? '',
            ]),
          );
        assert.ok(names.length > 8, `${names.length} rows`);
        for (const [said, label, description] of names) {
          assert.ok(said.includes(label) && said.includes(description), `"${said}" for ${label}, ${description}`);
        }
        await walkTo(workbench, 'video@60000000');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.tab.active:has-text("camera.dts")');
        await page.locator('.statusbar-item', { hasText: /Ln 1[123],/ }).waitFor();
        await workbench.openContainer('Explorer');
      },
    ],
    [
      'the memory map names every control and block, and is gone through by Tab, arrow keys and Enter',
      async () => {
        await workbench.openFile('camera.dts');
        await workbench.runCommand('Devicetree Heaps: Show Memory Map');
        const map = await workbench.mapPage();
        const nameless = await map
          .locator('button, input, canvas, svg[role], [role=img], [role=group], [role=region], [role=toolbar]')
          .evaluateAll((all) =>
            all
              .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden=true]'))
              .filter((element) => !(element.getAttribute('aria-label') || element.textContent?.trim()))
              .map((element) => element.outerHTML.slice(0, 200)),
          );
        assert.deepEqual(nameless, []);
        const isFocused = (name) => readUntil(name, () => focusedName(map));
        const isSaid = (text) => readUntil(text, () => map.locator('#said').textContent());
        const press = async (key, name) => {
          await page.keyboard.press(key);
          await isFocused(name);
        };
        await map.locator('#zoom-in').focus();
        await isFocused(/^Zoom In$/);
        for (const name of [/^Zoom Out$/, /^Whole$/, /^Boot Log$/, /^Save as SVG…$/]) await press('Tab', name);
        // Of all blocks one stands in the order of Tab: the arrow keys go to the others.
        await press('Tab', /^video@60000000: 16 MiB/);
        await press('Tab', /^The same as a table$/);
        await map.locator('.block[tabindex="0"]').focus();
        await isFocused(/^video@60000000: 16 MiB/);
        await press('ArrowRight', /^firmware@70000000: 2 MiB/);
        await isSaid(/^firmware@70000000: 2 MiB/);
        await press('Home', /^video@60000000/);
        await press('End', /^(?!video@60000000)/);
        await press('ArrowRight', /^video@60000000/);
        const wide = await map.locator('.block').first().locator('rect').getAttribute('width');
        await page.keyboard.press('+');
        await map.locator(`.block >> nth=0 >> rect:not([width="${wide}"])`).waitFor();
        await isFocused(/^video@60000000/);
        await isSaid(/^video@60000000: 16 MiB/);
        await page.keyboard.press('0');
        await map.locator(`.block >> nth=0 >> rect[width="${wide}"]`).waitFor();
        await page.keyboard.press('Enter');
        await page.locator('.statusbar-item', { hasText: /Ln 1[123],/ }).waitFor();
        await page.waitForSelector('.tab.active:has-text("camera.dts")');
      },
    ],
    [
      'the status item says in words what it shows, and opens the list of what can be done',
      async () => {
        const item = page.locator('.statusbar-item:has-text("Linux 7.3") a[aria-label]').first();
        const words = /^Devicetree Heaps: camera\.dts on Linux 7\.3, \d heaps, 0 errors, 0 warnings$/;
        await readUntil(words, () => item.getAttribute('aria-label'));
        await item.focus();
        await page.keyboard.press('Enter');
        const rows = page.locator('.quick-input-list .monaco-list-row');
        await rows.filter({ hasText: 'Show Memory Map' }).waitFor();
        const names = await rows.evaluateAll((all) => all.map((row) => row.textContent?.trim()));
        for (const title of ['Show Boot Log', 'Select Kernel', 'Restart Server']) {
          assert.ok(
            names.some((name) => name?.startsWith(title)),
            `${title} in ${names.join(', ')}`,
          );
        }
        await page.keyboard.press('Escape');
      },
    ],
  ];
}
