import { stopText } from '../../kernel/outcome/causeText.ts';
import { textOfBytes, textOfMessage } from '../../text/bytesAndText.ts';
import type { Span } from '../../text/sourceFile.ts';
import { otherBootNotes } from '../otherBootNotes.ts';
import type { WhatIf } from '../whatIf/whatIf.ts';
import { heapRows, memoryRows, type PairRow, programText, regionRows, stepRows } from '../whatIf/whatIfRows.ts';
import { writeHead } from './bootDocument.ts';
import { type SourcedText, SourcedTextWriter, tableLines } from './sourcedText.ts';

/** A board beside what changes would make of it: heaps, regions, memory, programs, a scenario's steps, the log. */
export function whatIfDocument(result: WhatIf, changes: readonly string[], boardName: string): SourcedText {
  const { before, after, programs, log, steps } = result;
  const writer = new SourcedTextWriter();
  writeHead(writer, before, boardName);
  writer.line('');
  writer.line(`# with ${changes.map(textOfMessage).join(', ')}`);
  const { stop } = after.boot;
  if (stop !== undefined) writer.line(`# The board does not boot then: ${textOfMessage(stopText(stop))}`);
  for (const note of otherBootNotes(after)) writer.line(`# Then: ${note}`);
  const places = new Map(before.memory.regions.map(({ name, node }) => [name, node.declarations[0]]));

  writer.section('# Heaps');
  writePairs(writer, 'Heap', heapRows(result));
  writer.section('# Regions');
  writePairs(writer, 'Region', regionRows(result), places);
  writer.section('# RAM that the kernel has');
  writePairs(writer, 'For', memoryRows(result));
  if (programs.length > 0) {
    writer.section('# Programs that open another heap');
    for (const program of programs) {
      const known = program.isNamed ? '' : ' (known)';
      writer.line(textOfMessage(`${program.program}${known} ${programText(program)}`));
    }
  }
  if (steps !== undefined) {
    writer.section('# Steps that come out differently');
    writePairs(writer, 'Step', stepRows(steps));
  }
  writer.section('# Kernel log');
  for (const line of log.gone) writeLog(writer, '-', line);
  for (const line of log.come) writeLog(writer, '+', line);
  if (log.gone.length + log.come.length === 0) writer.line('the same');
  return writer.text;
}

function writePairs(
  writer: SourcedTextWriter,
  title: string,
  rows: readonly PairRow[],
  places: ReadonlyMap<string, Span | undefined> = new Map(),
): void {
  if (rows.length === 0) {
    writer.line('none');
    return;
  }
  const cells = rows.map(({ name, before, after }) => [
    textOfBytes(name),
    textOfMessage(before),
    before === after ? 'the same' : textOfMessage(after),
  ]);
  const lines = tableLines([[title, 'Now', 'Then'], ...cells]);
  writer.line(lines[0] ?? '');
  for (const [index, { name, before, after, note }] of rows.entries()) {
    writer.linked(lines[index + 1] ?? '', textOfBytes(name), places.get(name));
    if (note !== undefined && before !== after) writer.line(`    ${textOfMessage(note).replaceAll('\n', ' ')}`);
  }
}

function writeLog(writer: SourcedTextWriter, sign: string, line: string): void {
  for (const part of textOfMessage(line).split('\n')) writer.line(`${sign} ${part}`);
}
