import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The folder of recorded boots, boards and conformance cases beside the project, or `undefined` where it is not there.
 * Tests that replay it say so when it is missing, and pass.
 */
export function sharedFolder(): string | undefined {
  const folder = fileURLToPath(new URL('../../shared', import.meta.url));
  return existsSync(folder) ? folder : undefined;
}

/** Why a replay did not run, for the report of a skipped test. */
export const MISSING_SHARED = 'the recorded material beside the project (../shared) is not on this machine';
