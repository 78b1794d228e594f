import { chromium } from 'playwright-core';
import { findChromium, MISSING_CHROMIUM } from './chromium.mjs';

/** Starts the browser without a window. Throws with what to install or set where there is none. */
export async function launchBrowser() {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(MISSING_CHROMIUM);
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-color-profile=srgb',
      '--font-render-hinting=none',
    ],
  });
}

/** The address at which code-server opens a folder, or the folders of a `.code-workspace`; `payload` are VS Code's own start options, as pairs. */
export function workbenchAddress(server, folder, payload = []) {
  const query = new URLSearchParams({ [folder.endsWith('.code-workspace') ? 'workspace' : 'folder']: folder });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${server.origin}/?${query}`;
}
