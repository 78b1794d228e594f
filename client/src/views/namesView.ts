import type { OverviewAnswer } from '../../../server/src/lsp/protocol.ts';
import { type Entry, entry, icon } from './entry.ts';

/** The names of a board's heaps: name → what it is on each kernel. */
export function nameEntries({ names, kernels }: OverviewAnswer): Entry[] {
  return names.map(({ name, cells }) => {
    const rows = kernels.map(({ kernel }, at) => ({ kernel, text: cells[at] ?? undefined }));
    const here = rows.filter(({ text }) => text !== undefined);
    const isEverywhere = here.length === rows.length;
    return entry({
      id: name,
      label: name,
      description: isEverywhere ? 'on all of them' : `only on ${here.map(({ kernel }) => kernel).join(', ')}`,
      tooltip: rows.map(({ kernel, text }) => `Linux ${kernel}: ${text ?? 'no such heap'}`).join('\n'),
      icon: icon(isEverywhere ? 'pass' : 'diff'),
      children: rows.map(({ kernel, text }) =>
        entry({
          id: `${name} on ${kernel}`,
          label: `Linux ${kernel}`,
          description: text ?? 'no such heap',
          icon: icon(text === undefined ? 'dash' : 'vm'),
        }),
      ),
    });
  });
}
