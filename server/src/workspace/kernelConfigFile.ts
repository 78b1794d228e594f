import { readKernelConfig } from '../kernel/input/kernelConfig.ts';
import { optionValueFault } from '../kernel/input/optionRanges.ts';
import type { Problem } from '../text/problem.ts';
import { Remembered } from '../text/remembered.ts';
import type { SourceFile } from '../text/sourceFile.ts';

/** What a kernel's `.config` says. */
export interface KernelConfigFile {
  readonly options: ReadonlyMap<string, string | number>;
  /** The values that Kconfig would not have written, each with its place. Their options are left out. */
  readonly problems: readonly Problem[];
}

const ID = 'kernel-config-invalid';

/** At most this many characters of a value are shown. */
const MAXIMUM_SHOWN = 60;

const known = new Remembered<SourceFile, KernelConfigFile>();

/** Reads a `.config`, once as long as the file stays the same. */
export function readKernelConfigFile(file: SourceFile): KernelConfigFile {
  const earlier = known.get(file);
  if (earlier !== undefined) return earlier;
  const options = readKernelConfig(file.text);
  const problems: Problem[] = options.size === 0 ? [noConfig(file)] : [];
  for (const [name, value] of options) {
    const fault = optionValueFault(name, value);
    if (fault === undefined) continue;
    options.delete(name);
    problems.push(problemOf(file, name, fault));
  }
  const read: KernelConfigFile = { options, problems };
  known.set(file, read);
  return read;
}

/** What a file is reported as in which no line sets an option, or says that one is not set. */
function noConfig(file: SourceFile): Problem {
  const message = 'this is no .config of a kernel: no line is of the form CONFIG_CMA=y or # CONFIG_CMA is not set';
  return { id: ID, severity: 'error', message, span: { file, start: 0, end: 0 }, related: [] };
}

function problemOf(file: SourceFile, name: string, fault: string): Problem {
  // The last line that sets an option counts.
  const line = [...file.text.matchAll(new RegExp(`^[^\\S\\n]*${name}=(.*?)[^\\S\\n]*$`, 'gm'))].at(-1);
  const written = line?.[1] ?? '';
  const end = line === undefined ? 0 : line.index + line[0].trimEnd().length;
  const shown = written.length > MAXIMUM_SHOWN ? `${written.slice(0, MAXIMUM_SHOWN - 3)}…` : written;
  const span = { file, start: end - written.length, end };
  return { id: ID, severity: 'error', message: `${shown} ${fault}`, span, related: [] };
}
