import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProfile, installExtension } from '../host/codeServer.mjs';
import { Workbench } from '../host/workbench.mjs';
import { runSteps } from './steps.mjs';

const BOARD = `/dts-v1/;
#include "size.h"
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		pool@50000000 { compatible = "shared-dma-pool"; reusable; reg = <0x50000000 POOL_SIZE>; };
	};
};
`;

/** A folder that nobody trusts yet: its settings choose a kernel, and name a folder outside of it for headers. */
function makeFolder(parent) {
  const folder = join(parent, 'stranger');
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  mkdirSync(join(parent, 'outside'));
  writeFileSync(join(parent, 'outside', 'size.h'), '#define POOL_SIZE 0x1100000\n');
  writeFileSync(join(folder, 'board.dts'), BOARD);
  const settings = { 'devicetreeHeaps.includePaths': ['../outside'], 'devicetreeHeaps.kernel': '6.12' };
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  return folder;
}

const steps = (workbench) => [
  [
    'in a folder that is not trusted a board is read, but nothing that its settings name outside of it',
    async () => {
      await workbench.openFile('board.dts');
      await workbench.page.waitForSelector('.statusbar-item:has-text("Restricted Mode")');
      await workbench.page.waitForSelector('.statusbar-item:has-text("Linux 6.12")');
      const rows = await workbench.problems('size.h');
      assert.ok(
        rows.some((row) => row.includes('include-not-found')),
        rows.join('\n'),
      );
    },
  ],
  [
    'once it is trusted the header is read, and what it leads to is reported',
    async () => {
      await workbench.runCommand('Workspaces: Manage Workspace Trust');
      await workbench.page
        .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust/ })
        .first()
        .click();
      await workbench.problems('cma-misaligned');
      const missing = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'include-not-found' });
      await missing.first().waitFor({ state: 'detached' });
    },
  ],
];

/** Runs the packaged extension in a workspace that is not trusted, and then is. Answers how many steps passed, and which failed. */
export async function runRestrictedTest(results, vsix) {
  const folder = mkdtempSync(join(tmpdir(), 'dtheaps-restricted-'));
  const profile = createProfile({
    'security.workspace.trust.enabled': true,
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
  });
  let workbench;
  try {
    installExtension(profile, vsix);
    workbench = await Workbench.open(profile, makeFolder(folder));
    return await runSteps(workbench, steps(workbench), (name) => join(results, `restricted-${name}.png`));
  } finally {
    await workbench?.close();
    profile.remove();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
