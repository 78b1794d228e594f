import { readFileSync } from 'node:fs';
import process from 'node:process';
import { textOfBytes } from '../text/bytesAndText.ts';

/** What Node puts where the bytes of an argument are no UTF-8. */
const REPLACEMENT = '\ufffd';

/**
 * The arguments of this process after the program's name, as text that leads back to the bytes that they were. Node
 * has lost bytes that are no UTF-8; Linux still has them (proc_pid_cmdline(5)). Elsewhere they stay lost.
 */
export function processArguments(): string[] {
  const known = process.argv.slice(2);
  if (!known.some((argument) => argument.includes(REPLACEMENT))) return known;
  try {
    const bytes = readFileSync('/proc/self/cmdline', 'latin1').split('\0');
    // Each argument ends with a NUL; what Node takes for itself comes first.
    return bytes.slice(-1 - known.length, -1).map(textOfBytes);
  } catch {
    return known;
  }
}
