import type { ProgramChange } from '../../features/whatIf/heapChanges.ts';
import { programText } from '../../features/whatIf/whatIfRows.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import type { Terminal } from '../terminal.ts';
import { printableLine } from './printable.ts';

/** A program's change, as `whatif` and `heaps --kernels` write it. */
export function programJson({ program, before, after, isNamed, source, recorded }: ProgramChange): object {
  const name = (heap: string | undefined): string | null => (heap === undefined ? null : textOfBytes(heap));
  return {
    program,
    before: name(before),
    after: name(after),
    named: isNamed,
    source: source ?? null,
    recorded: recorded ?? null,
  };
}

/** The programs whose heap changes, in lines. */
export function programsText(programs: readonly ProgramChange[], { style }: Pick<Terminal, 'style'>): string {
  return programs
    .map((change) => {
      const { program, before, after, isNamed } = change;
      const text = printableLine(programText(change));
      const coloured = after === undefined ? style.red(text) : before === undefined ? style.green(text) : text;
      return `  ${style.bold(printableLine(program))}${isNamed ? '' : style.dim(' (known)')} ${coloured}`;
    })
    .join('\n');
}
