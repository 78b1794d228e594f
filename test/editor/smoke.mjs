import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProfile, installExtension } from '../host/codeServer.mjs';
import { Workbench } from '../host/workbench.mjs';
import { keyboardSteps } from './keyboardSteps.mjs';
import { smokeSteps } from './smokeSteps.mjs';
import { runSteps } from './steps.mjs';

const editorTests = dirname(fileURLToPath(import.meta.url));

/** Two buffers for the pool of `camera.dts`, of which the second does not fit. */
const SCENARIO = `{
  "steps": [
    { "op": "allocate", "heap": "video@60000000", "size": "8M", "id": "first" },
    { "op": "allocate", "heap": "video@60000000", "size": "12M", "id": "second" }
  ]
}
`;

/** What makes the editor run the extension as a browser does: in a worker, without a Node. */
const IN_BROWSER = { 'remote.extensionKind': { 'devicetree-heaps.devicetree-heaps': ['web'] } };

/**
 * Runs the smoke test where the extension has a Node, or `inBrowser`; its pictures are left in `results`. Answers how many
 * steps passed, and which failed.
 */
export async function runSmokeTest(results, vsix, { inBrowser }) {
  const pictured = (name) => join(results, `${inBrowser ? 'browser-' : ''}${name}.png`);
  mkdirSync(results, { recursive: true });
  for (const name of readdirSync(results)) {
    if (/^(?:browser-)?failed-\d+\.png$/.test(name) && name.startsWith('browser-') === inBrowser)
      rmSync(join(results, name));
  }
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-smoke-'));
  cpSync(join(editorTests, 'boards'), folder, { recursive: true });
  writeFileSync(join(folder, 'frames.heapsim.json'), SCENARIO);
  const profile = createProfile({ 'workbench.colorTheme': 'Dark Modern', ...(inBrowser ? IN_BROWSER : {}) });
  let workbench;
  try {
    installExtension(profile, vsix);
    workbench = await Workbench.open(profile, folder);
    return await runSteps(workbench, [...smokeSteps(workbench, pictured), ...keyboardSteps(workbench)], pictured);
  } finally {
    await workbench?.close();
    profile.remove();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
