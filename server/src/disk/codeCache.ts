import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const FOLDER = 'devicetree-heaps';

/** Where this user's programs keep what they can make again. Nobody else may write there, as what lies there is run. */
function cacheFolder(): string {
  const { LOCALAPPDATA: local, XDG_CACHE_HOME: cache } = process.env;
  if (process.platform === 'win32') return join(local ?? join(homedir(), 'AppData', 'Local'), FOLDER, 'Cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', FOLDER);
  return join(cache?.startsWith('/') ? cache : join(homedir(), '.cache'), FOLDER);
}

/**
 * Lets Node keep the code that it compiles of modules loaded from now on, so that the next start need not compile it
 * (module.enableCompileCache, since Node 22.1; `NODE_COMPILE_CACHE` names another folder, `NODE_DISABLE_COMPILE_CACHE=1`
 * turns it off). Where that cannot be, the program starts as it would without.
 */
export function keepCompiledCode(): void {
  try {
    module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE ?? cacheFolder());
  } catch {
    // There is no home, or nothing may be written in it.
  }
}
