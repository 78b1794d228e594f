import { writeFileSync } from 'node:fs';
import { launchBrowser, workbenchAddress } from './browser.mjs';
import { startCodeServer } from './codeServer.mjs';

/** VS Code's user interface, driven like a person would: opens files, runs commands, points at text. */
export class Workbench {
  #server;
  #browser;

  /** @param profile as `createProfile` makes it @param size of the window */
  static async open(profile, folder, size = { width: 1280, height: 800 }) {
    const workbench = new Workbench();
    workbench.#server = await startCodeServer(profile);
    workbench.#browser = await launchBrowser();
    const page = await workbench.#browser.newPage({ viewport: size });
    workbench.page = page;
    // For what never comes; what a busy machine needs is far below.
    page.setDefaultTimeout(120_000);
    await page.goto(workbenchAddress(workbench.#server, folder));
    await page.waitForSelector('.monaco-workbench .explorer-folders-view .monaco-list-row');
    return workbench;
  }

  async close() {
    await this.#browser?.close();
    await this.#server?.stop();
  }

  /** Puts a colour theme on and waits until it shows; `kind` is the class VS Code gives its window then. */
  async useTheme(name, kind) {
    await this.runCommand('Preferences: Color Theme');
    await this.page.waitForSelector('.quick-input-box input[placeholder*="Color Theme"]');
    await this.#type(name);
    await this.page.waitForSelector(`.quick-input-list .monaco-list-row.focused:has-text("${name}")`);
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector(`.monaco-workbench.${kind}`);
    await this.page.waitForTimeout(300);
  }

  /** Shows the views of a container of the activity bar, by its title. */
  async openContainer(title) {
    await this.page.locator(`.activitybar .action-label[aria-label^="${title}"]`).first().click();
  }

  /** Shows a container at the side, or keeps showing it; a click on its icon would hide it then. */
  async showSideBar(title) {
    const icon = this.page.locator(`.activitybar .action-item:has(.action-label[aria-label^="${title}"])`).first();
    const isShown = /\bchecked\b/.test((await icon.getAttribute('class')) ?? '');
    if (!isShown) await this.openContainer(title);
  }

  async hideSideBar() {
    if (await this.page.locator('.part.sidebar').isVisible())
      await this.runCommand('View: Toggle Primary Side Bar Visibility');
  }

  /** The page of the memory map, once it has drawn; a frame in a frame of its own. */
  async mapPage() {
    const page = this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await page.locator('#drawing svg').first().waitFor();
    return page;
  }

  /** Opens a file of the folder by its name and waits for its text. */
  async openFile(name) {
    await this.page.keyboard.press('Control+P');
    await this.#type(name);
    // Not Enter: the list may still change, and what has the focus with it.
    await this.pick(name);
    await this.page.waitForSelector(`.tab.active:has-text("${name}")`);
    await this.page.waitForSelector('.editor-instance .view-line');
  }

  /** Brings the first occurrence of a text in the editor of a group into its middle. */
  async goTo(text, group = 1) {
    await this.page.keyboard.press(`Control+${group}`);
    await this.page.keyboard.press('Control+Home');
    const widget = this.page.locator('.editor-group-container.active .find-widget.visible');
    const input = widget.locator('textarea').first();
    // What still has the focus elsewhere takes the first key.
    for (let presses = 0; presses < 10 && !(await widget.isVisible()); presses++) {
      await this.page.keyboard.press('Control+F');
      await widget.waitFor({ timeout: 3000 }).catch(() => this.page.keyboard.press(`Control+${group}`));
    }
    await input.fill(text);
    // It has gone there when it says at which of them it is; a narrow box says it behind its buttons.
    const isSaid = (count) => widget.locator('.matchesCount', { hasText: count }).waitFor({ state: 'attached' });
    await isSaid(/ of |No results/);
    await input.press('Enter');
    await isSaid(/^\d+ of |No results/);
    // The first Escape may close what the box suggests.
    for (let presses = 0; presses < 5 && (await widget.isVisible()); presses++) {
      await this.page.keyboard.press('Escape');
      await this.page.waitForTimeout(100);
    }
    await this.page.waitForTimeout(200);
  }

  /** Waits until the editor of a group shows a text, wherever it stands in it; what is not there yet is looked for again. */
  async find(text, group = 1) {
    const spaced = text.replaceAll(' ', '\u00a0');
    const line = this.page.locator('.editor-group-container.active .view-line', { hasText: spaced }).first();
    for (let attempt = 1; ; attempt++) {
      await this.goTo(text, group);
      try {
        await line.waitFor({ timeout: 3000 });
        return;
      } catch (error) {
        if (attempt === 30) throw error;
      }
    }
  }

  /** Takes back what was typed into the active editor. */
  async revert() {
    for (let presses = 0; presses < 3; presses++) await this.page.keyboard.press('Escape');
    await this.runCommand('File: Revert File');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  /** Runs a command by its title in the command palette, which is opened again where something closes it. */
  async runCommand(title) {
    const row = this.page.locator(`.quick-input-list .monaco-list-row:has-text("${title}")`).first();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.page.keyboard.press('F1');
        await this.#type(`>${title}`, { timeout: 5000 });
        await row.click({ timeout: 10_000 });
        return;
      } catch (error) {
        if (attempt === 10) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Answers a quick pick with the first row that has a text. */
  async pick(text) {
    await this.page.locator(`.quick-input-list .monaco-list-row:has-text("${text}")`).first().click();
  }

  /** Types into an input box without leaving it. */
  async #type(text, options = {}) {
    await this.page.locator('.quick-input-box input').fill(text, options);
  }

  /** Types into the input box that a command opened; waits until a message that matches `expected` stands below it. */
  async typeInto(text, expected) {
    await this.#type(text);
    await this.page.locator('.quick-input-message', { hasText: expected }).waitFor({ state: 'visible' });
  }

  /** Accepts what a dialog offers for saving a file, which must have the name. */
  async acceptOffered(name) {
    const input = this.page.locator('.quick-input-box input');
    // The folder's content is read first; until then the dialog passes over Enter.
    for (let tries = 0; !(await input.inputValue()).endsWith(`/${name}`); tries++) {
      if (tries === 600) throw new Error(`${await input.inputValue()} is offered, not ${name}.`);
      await this.page.waitForTimeout(100);
    }
    await this.page.locator('.quick-input-widget .monaco-button:has-text("OK")').click();
  }

  /** The middle of the first visible occurrence of a text in the editor; `undefined` where there is none. */
  #placeOf(text) {
    return this.page.evaluate((wanted) => {
      for (const line of document.querySelectorAll('.editor-instance .view-line')) {
        const at = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(wanted);
        if (at < 0) continue;
        // Colouring cuts a line into pieces: the middle character's own is the one to point at.
        let middle = at + Math.floor(wanted.length / 2);
        const pieces = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let piece = pieces.nextNode(); piece !== null; piece = pieces.nextNode()) {
          const length = piece.textContent?.length ?? 0;
          if (middle >= length) {
            middle -= length;
            continue;
          }
          const range = document.createRange();
          range.setStart(piece, middle);
          range.setEnd(piece, middle + 1);
          const { left, top, width, height } = range.getBoundingClientRect();
          return { x: left + width / 2, y: top + height / 2 };
        }
      }
      return undefined;
    }, text);
  }

  /** Points at a text in the editor until the hover that speaks of it, or says `expected`, shows; what it says. */
  async hoverOver(text, expected = text) {
    const hover = this.page.locator('.monaco-editor .monaco-hover:not(.hidden)', { hasText: expected }).first();
    // VS Code drops a hover for which the mouse came too early: point again.
    for (let attempt = 0; attempt < 30; attempt++) {
      await this.page.mouse.move(5, 5);
      // A file that was opened may show its text later, and lenses that come then move it.
      const place = await this.#placeOf(text);
      if (place !== undefined) await this.page.mouse.move(place.x, place.y, { steps: 4 });
      const shown = await hover.waitFor({ state: 'visible', timeout: 4000 }).then(
        () => true,
        () => false,
      );
      if (shown) break;
    }
    await this.page.waitForTimeout(300);
    return (await hover.textContent()) ?? '';
  }

  /** Opens the Problems panel; the text of its rows once there is one with `text`. */
  async problems(text) {
    await this.runCommand('Problems: Focus on Problems View');
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    await rows.filter({ hasText: text }).first().waitFor();
    return rows.allInnerTexts();
  }

  /** The text of the notification that has `text` in it. */
  async notification(text) {
    const toast = this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
    await toast.waitFor({ state: 'visible' });
    // It fades in.
    await this.page.waitForTimeout(500);
    return (await toast.textContent()) ?? '';
  }

  /** Takes a picture; a name that ends with `.webp` makes a small one, of the form that Playwright does not write. */
  async picture(path) {
    if (!path.endsWith('.webp')) {
      await this.page.screenshot({ path });
      return;
    }
    const session = await this.page.context().newCDPSession(this.page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 45 });
    await session.detach();
    writeFileSync(path, Buffer.from(data, 'base64'));
  }
}
