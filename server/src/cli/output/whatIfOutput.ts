import type { Analysis } from '../../analysis.ts';
import { stateName } from '../../features/regionFacts.ts';
import type { HeapFacts, HeapPair } from '../../features/whatIf/heapChanges.ts';
import type { MemoryShare, RegionPair, StepPair, WhatIf } from '../../features/whatIf/whatIf.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { causeText, stopText } from '../../kernel/outcome/causeText.ts';
import { formatHex, formatRange, formatSize } from '../../kernel/units/formatBytes.ts';
import type { StepResult } from '../../simulation/runScenario.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import type { Terminal } from '../terminal.ts';
import { heading } from './boardText.ts';
import { printable, printableLine } from './printable.ts';
import { programJson, programsText } from './programOutput.ts';
import { type Column, type Row, renderTable } from './table.ts';

/** `whatif --format json`. */
export function whatIfJson(path: string, changes: readonly string[], result: WhatIf): object {
  const { before, after, heaps, regions, programs, log, steps } = result;
  return {
    schemaVersion: 1,
    board: path,
    changes,
    before: bootJson(before),
    after: bootJson(after),
    heaps: heaps.map((pair) => ({
      name: textOfBytes(pair.name),
      before: heapJson(pair.before),
      after: heapJson(pair.after),
    })),
    regions: regions.map((pair) => ({
      path: textOfBytes(pair.path),
      name: textOfBytes(pair.name),
      before: regionJson(pair.before),
      after: regionJson(pair.after),
    })),
    programs: programs.map(programJson),
    memory: { before: memoryJson(result.memory.before), after: memoryJson(result.memory.after) },
    log: { gone: log.gone.map(textOfBytes), come: log.come.map(textOfBytes) },
    steps: steps ?? null,
  };
}

function bootJson({ profile, boot }: Analysis): object {
  const reason = boot.stop === undefined ? null : textOfBytes(stopText(boot.stop));
  return { kernel: profile.kernel, pageSize: boot.pageSize, booted: boot.booted, reason };
}

function memoryJson({ free, cma }: MemoryShare): object {
  return { free: formatHex(free), cma: formatHex(cma) };
}

function heapJson(heap: HeapFacts | undefined): object | null {
  if (heap === undefined) return null;
  const { allocator, backing, range, aliases } = heap;
  return {
    allocator,
    backing: backing === undefined ? null : textOfBytes(backing),
    base: range === undefined ? null : formatHex(range.base),
    size: range === undefined ? null : formatHex(range.size),
    aliases: aliases.map(textOfBytes),
  };
}

function regionJson(region: BootedRegion | undefined): object | null {
  if (region === undefined) return null;
  const { state, range, cause } = region;
  return {
    state,
    base: range === undefined ? null : formatHex(range.base),
    size: range === undefined ? null : formatHex(range.size),
    reason: cause === undefined ? null : textOfBytes(causeText(cause)),
  };
}

/** A change for a person: heaps, regions, programs and steps as they stand and as they would be. */
export function whatIfText(changes: readonly string[], result: WhatIf, terminal: Terminal): string {
  const { before, after, heaps, regions, programs, log, steps } = result;
  const { style } = terminal;
  const stop = after.boot.stop;
  const lines = [
    `  with ${style.bold(changes.map(printableLine).join(', '))}`,
    ...(stop === undefined ? [] : [style.red(`  the board does not boot then: ${printable(stopText(stop))}`)]),
    heading('Heaps', style),
    pairsTable('HEAP', heaps.map(heapRow), terminal),
    heading('Regions', style),
    pairsTable(
      'REGION',
      regions.map((pair) => regionRow(pair, before, after)),
      terminal,
    ),
  ];
  lines.push(heading('RAM that the kernel has', style), pairsTable('FOR', memoryRows(result.memory), terminal));
  if (programs.length > 0)
    lines.push(heading('Programs that open another heap', style), programsText(programs, terminal));
  if (steps !== undefined) {
    lines.push(heading('Steps that come out differently', style));
    lines.push(steps.length === 0 ? '  none' : pairsTable('STEP', steps.map(stepRow), terminal));
  }
  const messages = [
    ...log.gone.map((line) => style.red(`  - ${printable(line)}`)),
    ...log.come.map((line) => style.green(`  + ${printable(line)}`)),
  ];
  if (messages.length > 0) lines.push(heading('Kernel log', style), ...messages);
  return lines.join('\n');
}

/** A name with what it is before and after, and a note. */
interface PairRow {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly note?: string | undefined;
}

function pairsTable(title: string, rows: readonly PairRow[], { style, columns }: Terminal): string {
  if (rows.length === 0) return '  none';
  const head: Column[] = [{ title }, { title: 'NOW' }, { title: 'THEN' }];
  const table = rows.map(({ name, before, after, note }): Row => {
    const changed = before === after ? style.dim('the same') : style.yellow(after);
    return { cells: [style.bold(name), before, changed], notes: note === undefined || before === after ? [] : [note] };
  });
  return renderTable(head, table, style, columns);
}

function memoryRows({ before, after }: WhatIf['memory']): PairRow[] {
  return [
    { name: 'anything', before: formatSize(before.free), after: formatSize(after.free) },
    { name: 'CMA: buffers, and what can be moved', before: formatSize(before.cma), after: formatSize(after.cma) },
  ];
}

function heapRow({ name, before, after }: HeapPair): PairRow {
  const words = (heap: HeapFacts | undefined): string => {
    if (heap === undefined) return '–';
    const { allocator, backing, range, aliases } = heap;
    const size = range === undefined ? '' : `, ${formatSize(range.size)}`;
    const of = backing === undefined || backing === name ? '' : ` of ${printableLine(backing)}`;
    return `${allocator}${size}${of}${aliases.length === 0 ? '' : `, also ${aliases.map(printableLine).join(', ')}`}`;
  };
  return { name: printableLine(name), before: words(before), after: words(after) };
}

function regionRow({ name, before, after }: RegionPair, was: Analysis, is: Analysis): PairRow {
  const words = (region: BootedRegion | undefined, { boot }: Analysis): string => {
    if (region === undefined) return '–';
    const { range } = region;
    const area = boot.cmaAreas.find((each) => each.range.base === range?.base);
    const place =
      range === undefined
        ? ''
        : area?.basePredictable === false
          ? `, ${formatSize(range.size)}`
          : ` ${formatRange(range)}`;
    return `${stateName(region)}${place}`;
  };
  const note = after?.cause === undefined ? undefined : printable(causeText(after.cause));
  return { name: printableLine(name), before: words(before, was), after: words(after, is), note };
}

function stepRow({ index, before, after }: StepPair): PairRow {
  const words = ({ result, allocated }: StepResult): string =>
    allocated === undefined ? result : `${result}, ${allocated} ${allocated === 1 ? 'buffer' : 'buffers'}`;
  const note = after.why === undefined ? undefined : printable(after.why);
  return { name: `${index} ${before.op}`, before: words(before), after: words(after), note };
}
