import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { UnusableError } from '../failure.ts';

/**
 * Writes a whole file or none: under a name of its own first, then in the place of whatever stands there. A file that
 * holds these very bytes already is only marked as written now. What is no ordinary file, such as `/dev/null`, is
 * written to as it is. Unusable where it cannot be written.
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const present = statSync(path, { throwIfNoEntry: false });
    if (present !== undefined && !present.isFile()) {
      writeFileSync(path, bytes);
      return;
    }
    if (present?.size === bytes.length && isMarkedAsWritten(path, bytes)) return;
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UnusableError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Marks a file as written now if it holds these bytes; false where it does not, or where that cannot be done. */
function isMarkedAsWritten(path: string, bytes: Uint8Array): boolean {
  try {
    if (!readFileSync(path).equals(bytes)) return false;
    const now = new Date();
    utimesSync(path, now, now);
    return true;
  } catch {
    return false;
  }
}
