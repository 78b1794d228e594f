import type { Analysis } from '../../analysis.ts';
import { otherBootNotes } from '../../features/otherBootNotes.ts';
import type { HeapFacts } from '../../features/whatIf/heapChanges.ts';
import type { MemoryShare, WhatIf } from '../../features/whatIf/whatIf.ts';
import { heapRows, memoryRows, type PairRow, regionRows, stepRows } from '../../features/whatIf/whatIfRows.ts';
import type { BootedRegion } from '../../kernel/outcome/bootOutcome.ts';
import { causeText, stopText } from '../../kernel/outcome/causeText.ts';
import { formatHex } from '../../kernel/units/formatBytes.ts';
import { textOfBytes } from '../../text/bytesAndText.ts';
import type { Terminal } from '../terminal.ts';
import { heading } from './boardText.ts';
import { consumersJson } from './bootJson.ts';
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
      consumers: consumersJson(pair.consumers),
    })),
    programs: programs.map(programJson),
    memory: { before: memoryJson(result.memory.before), after: memoryJson(result.memory.after) },
    log: { gone: log.gone.map(textOfBytes), come: log.come.map(textOfBytes) },
    steps: steps ?? null,
  };
}

function bootJson(analysis: Analysis): object {
  const { profile, boot } = analysis;
  const reason = boot.stop === undefined ? null : textOfBytes(stopText(boot.stop));
  const mayDiffer = otherBootNotes(analysis);
  return { kernel: profile.kernel, pageSize: boot.pageSize, booted: boot.booted, mayDiffer, reason };
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
  const { after, programs, log, steps } = result;
  const { style } = terminal;
  const stop = after.boot.stop;
  const lines = [
    `  with ${style.bold(changes.map(printableLine).join(', '))}`,
    ...(stop === undefined ? [] : [style.red(`  the board does not boot then: ${printable(stopText(stop))}`)]),
    ...otherBootNotes(after).map((note) => style.yellow(`  then: ${printableLine(note)}`)),
    heading('Heaps', style),
    pairsTable('HEAP', heapRows(result), terminal),
    heading('Regions', style),
    pairsTable('REGION', regionRows(result), terminal),
  ];
  lines.push(heading('RAM that the kernel has', style), pairsTable('FOR', memoryRows(result), terminal));
  if (programs.length > 0)
    lines.push(heading('Programs that open another heap', style), programsText(programs, terminal));
  if (steps !== undefined) {
    lines.push(heading('Steps that come out differently', style));
    lines.push(steps.length === 0 ? '  none' : pairsTable('STEP', stepRows(steps), terminal));
  }
  const messages = [
    ...log.gone.map((line) => style.red(`  - ${printable(line)}`)),
    ...log.come.map((line) => style.green(`  + ${printable(line)}`)),
  ];
  if (messages.length > 0) lines.push(heading('Kernel log', style), ...messages);
  return lines.join('\n');
}

function pairsTable(title: string, rows: readonly PairRow[], { style, columns }: Terminal): string {
  if (rows.length === 0) return '  none';
  const head: Column[] = [{ title }, { title: 'NOW' }, { title: 'THEN' }];
  const table = rows.map(({ name, before, after, note }): Row => {
    const changed = before === after ? style.dim('the same') : style.yellow(printableLine(after));
    const notes = note === undefined || before === after ? [] : [printable(note)];
    return { cells: [style.bold(printableLine(name)), printableLine(before), changed], notes };
  });
  return renderTable(head, table, style, columns);
}
