import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { UnusableError } from '../failure.ts';

/**
 * Writes a whole file or none: under a name of its own first, then in the place of whatever stands there. What is no
 * ordinary file, such as `/dev/null`, is written to as it is. Unusable where it cannot be written.
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const present = statSync(path, { throwIfNoEntry: false });
    if (present !== undefined && !present.isFile()) {
      writeFileSync(path, bytes);
      return;
    }
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UnusableError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
