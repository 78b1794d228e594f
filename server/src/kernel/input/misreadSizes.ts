import { formatSize } from '../units/formatBytes.ts';
import { commandLineArguments, parseMemorySize } from './commandLine.ts';

/** The parameters whose value begins with a size, and what the kernel does where that is 0. */
const SIZES: ReadonlyMap<string, string> = new Map([['cma', 'there is no default CMA area']]);

/**
 * What the kernel reads otherwise than it is written, a sentence for each parameter of a command line: `memparse`
 * (lib/cmdline.c) answers 0 where no number stands, and stops at the first character that belongs to none; only `@` goes
 * on (kernel/dma/contiguous.c early_cma, arch/arm/kernel/setup.c early_mem).
 */
export function misreadSizes(commandLine: string): string[] {
  return commandLineArguments(commandLine).flatMap((argument) => {
    const [name = '', ...more] = argument.split('=');
    const effect = SIZES.get(name);
    if (effect === undefined || more.length === 0) return [];
    const written = more.join('=');
    const { value, rest } = parseMemorySize(written);
    if (rest === written) return [`${argument}: the kernel finds no number there and reads 0: ${effect}.`];
    if (rest === '' || rest.startsWith('@')) return [];
    return [`${argument}: the kernel reads ${formatSize(value)}, and passes over "${rest}".`];
  });
}
