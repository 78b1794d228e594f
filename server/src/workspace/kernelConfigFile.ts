import { readKernelConfig } from '../kernel/input/kernelConfig.ts';
import { optionValueFault } from '../kernel/input/optionRanges.ts';
import type { Problem } from '../text/problem.ts';
import type { SourceFile } from '../text/sourceFile.ts';

/** What a kernel's `.config` says. */
export interface KernelConfigFile {
  readonly options: ReadonlyMap<string, string | number>;
  /** The values that Kconfig would not have written, each with its place. Their options are left out. */
  readonly problems: readonly Problem[];
}

/** At most this many characters of a value are shown. */
const MAXIMUM_SHOWN = 60;

const known = new WeakMap<SourceFile, KernelConfigFile>();

/** Reads a `.config`, once as long as the file stays the same. */
export function readKernelConfigFile(file: SourceFile): KernelConfigFile {
  const earlier = known.get(file);
  if (earlier !== undefined) return earlier;
  const options = readKernelConfig(file.text);
  const problems: Problem[] = [];
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

function problemOf(file: SourceFile, name: string, fault: string): Problem {
  // The last line that sets an option counts.
  const line = [...file.text.matchAll(new RegExp(`^[^\\S\\n]*${name}=(.*?)[^\\S\\n]*$`, 'gm'))].at(-1);
  const written = line?.[1] ?? '';
  const end = line === undefined ? 0 : line.index + line[0].trimEnd().length;
  const shown = written.length > MAXIMUM_SHOWN ? `${written.slice(0, MAXIMUM_SHOWN - 3)}…` : written;
  const span = { file, start: end - written.length, end };
  return { id: 'kernel-config-invalid', severity: 'error', message: `${shown} ${fault}`, span, related: [] };
}
