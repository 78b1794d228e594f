import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './ensureInstalled.mjs';

export const GRAMMAR_WASM = 'grammars/devicetree/tree-sitter-devicetree.wasm';
export const RUNTIME_WASM = 'node_modules/web-tree-sitter/web-tree-sitter.wasm';

/** Written when a build has ended well. */
export const stamp = join(projectRoot, 'dist', '.built');

/** What a bundle depends on. */
const SOURCES = [
  'server/src',
  'client/src',
  'client/view',
  'scripts/build.mjs',
  'package-lock.json',
  RUNTIME_WASM,
  GRAMMAR_WASM,
];

/** The newest modification time at or below a path; folders count, so that a deleted file is noticed. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Whether something that the bundles depend on is newer than they are. */
export function isStale() {
  return !existsSync(stamp) || newest(stamp) < Math.max(...SOURCES.map((source) => newest(join(projectRoot, source))));
}
