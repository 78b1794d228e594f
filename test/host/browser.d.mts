import type { Browser } from 'playwright-core';

/** Starts the browser without a window. Throws with what to install or set where there is none. */
export function launchBrowser(): Promise<Browser>;

/** The address at which code-server opens a folder; `payload` are VS Code's own start options, as pairs. */
export function workbenchAddress(
  server: { readonly origin: string },
  folder: string,
  payload?: readonly (readonly string[])[],
): string;
