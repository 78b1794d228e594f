import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The packaged extension: made anew, unless DTHEAPS_VSIX names one. */
export function packageExtension() {
  if (process.env.DTHEAPS_VSIX) return process.env.DTHEAPS_VSIX;
  const run = spawnSync(process.execPath, [join(root, 'scripts', 'package.mjs')], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`npm run package failed:\n${run.stdout}${run.stderr}`);
  return join(root, 'devicetree-heaps.vsix');
}
