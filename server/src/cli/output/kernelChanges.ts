import type { HeapConsumer } from '../../consumers/heapConsumer.ts';
import type { KernelOutcome } from '../../features/heapsByKernel.ts';
import { type HeapFacts, type HeapPair, heapPairs, programChanges } from '../../features/whatIf/heapChanges.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import type { Terminal } from '../terminal.ts';
import { printableLine } from './printable.ts';
import { programJson, programsText } from './programOutput.ts';

/** Each kernel of a list with the one before it. */
function upgrades(outcomes: readonly KernelOutcome[]): (readonly [KernelOutcome, KernelOutcome])[] {
  return outcomes.slice(1).map((to, index) => [outcomes[index] ?? to, to]);
}

/** `changes` of `heaps --kernels --format json`: from each kernel to the next. */
export function kernelChangesJson(outcomes: readonly KernelOutcome[], named: readonly HeapConsumer[]): object[] {
  return upgrades(outcomes).map(([from, to]) => {
    const pairs = heapPairs(from.outcome, to.outcome);
    const names = (of: (pair: HeapPair) => boolean): string[] => pairs.filter(of).map(({ name }) => textOfBytes(name));
    return {
      from: from.kernel,
      to: to.kernel,
      appear: names(({ before }) => before === undefined),
      vanish: names(({ after }) => after === undefined),
      moved: names(({ before, after }) => isMoved(before, after)),
      aliases: pairs.flatMap((pair) =>
        newAliases(pair, pairs).map((of) => ({ name: textOfBytes(pair.name), of: textOfBytes(of) })),
      ),
      programs: programChanges(from.outcome, to.outcome, named).map(programJson),
    };
  });
}

/** What changes from each kernel to the next, for a person; empty where nothing does. */
export function kernelChangesText(
  outcomes: readonly KernelOutcome[],
  named: readonly HeapConsumer[],
  terminal: Pick<Terminal, 'style'>,
): string {
  const parts = upgrades(outcomes).flatMap(([from, to]) => {
    const pairs = heapPairs(from.outcome, to.outcome);
    const lines = pairs.flatMap((pair) => pairText(pair, pairs) ?? []);
    const programs = programsText(programChanges(from.outcome, to.outcome, named), terminal);
    if (lines.length === 0 && programs === '') return [];
    const head = terminal.style.bold(`Linux ${from.kernel} to ${to.kernel}`);
    return [[head, ...lines.map((line) => `  ${line}`), ...(programs === '' ? [] : [programs])].join('\n')];
  });
  return parts.join('\n\n');
}

function pairText(pair: HeapPair, pairs: readonly HeapPair[]): string | undefined {
  const { name, before, after } = pair;
  const heap = printableLine(name);
  if (after === undefined) return `${heap} vanishes`;
  const aliases = newAliases(pair, pairs).map(printableLine).join(', ');
  const same = aliases === '' ? '' : `, another name for ${aliases}`;
  if (before === undefined) return `${heap} appears${same}`;
  if (!isMoved(before, after)) return aliases === '' ? undefined : `${heap} is${same.slice(1)}`;
  return `${heap} leads to ${printableLine(after.backing ?? 'all free memory')} instead of ${printableLine(before.backing ?? 'all free memory')}${same}`;
}

/** Whether a name that stays leads to other memory. */
function isMoved(before: HeapFacts | undefined, after: HeapFacts | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  return before.allocator !== after.allocator || before.backing !== after.backing;
}

/** The names that a heap has come to share its pages with. Of a name that is new the other one says nothing. */
function newAliases({ before, after }: HeapPair, pairs: readonly HeapPair[]): string[] {
  const isNew = (name: string): boolean => pairs.find((pair) => pair.name === name)?.before === undefined;
  return (after?.aliases ?? []).filter(
    (name) => before?.aliases.includes(name) !== true && (before === undefined || !isNew(name)),
  );
}
