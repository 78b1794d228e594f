import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './ensureInstalled.mjs';

/**
 * The README of the package: client/README.md with its pictures where VS Code loads them from. It loads none that lies in
 * a package, and none that stands in the text itself, but what the project's repository serves.
 */
export function extensionReadme() {
  const { repository } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const [, name] = /github\.com\/(.+?)(?:\.git)?$/.exec(repository.url) ?? [];
  const served = `https://raw.githubusercontent.com/${name}/HEAD/`;
  const text = readFileSync(join(projectRoot, 'client', 'README.md'), 'utf8');
  return text.replaceAll(/(!\[[^\]]*\]\()\.\.\//g, `$1${served}`);
}
