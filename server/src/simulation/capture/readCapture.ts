import { AreaReader } from './areaReader.ts';
import { BlobReader } from './blobReader.ts';
import type { Capture, CaptureNote } from './capture.ts';
import type { CaptureLine } from './captureLine.ts';
import { captureLines } from './captureLines.ts';
import { commandOn } from './command.ts';
import { HeapListing } from './heapListing.ts';
import { LogReader } from './logReader.ts';
import { MemoryReader } from './memoryReader.ts';
import { pageCountNote } from './pageCount.ts';
import { SystemReader } from './systemReader.ts';

/**
 * Reads what a person copied from a target, in any order and mixture: the kernel's log (`dmesg` with any option, a serial
 * console, a journal, records of `/dev/kmsg`), `/proc/version`, `/proc/cmdline`, `/proc/iomem`, `/proc/meminfo`, `uname`,
 * listings of `/dev/dma_heap`, the files of CMA areas in debugfs and sysfs, and dumps of `/sys/firmware/fdt`. Colours, stamps of terminal programs,
 * quotation marks and indentation are passed over. Of several boots the last counts. The time is linear in the lines.
 */
export function readCapture(text: string): Capture {
  const notes: CaptureNote[] = [];
  const lines = captureLines(text, notes);
  const log = new LogReader();
  const heaps = new HeapListing();
  const areas = new AreaReader();
  const memory = new MemoryReader();
  const system = new SystemReader();
  const blob = new BlobReader();
  for (const [index, line] of lines.entries()) {
    const command = line.isLog ? undefined : commandOn(line.text);
    if (command !== undefined) {
      for (const reader of [log, heaps, areas, memory, system, blob]) reader.nextCommand(command);
      continue;
    }
    if (blob.read(line)) continue;
    if (log.read(line, () => nextLine(lines, index))) {
      for (const reader of [heaps, areas, memory, system, blob]) reader.forget();
      notes.push({ message: 'the capture holds several boots: the last one counts', line: line.number });
    }
    for (const reader of [heaps, areas, memory, system]) reader.read(line);
    const pages = pageCountNote(line, system.pageSize);
    if (pages !== undefined) notes.push(pages);
  }
  return {
    kernel: system.kernel,
    architecture: system.architecture,
    pageSize: system.pageSize,
    commandLine: system.commandLine,
    model: system.model,
    memory: memory.memory,
    log: log.log,
    heaps: heaps.heaps,
    noHeapFolder: heaps.noFolder,
    areas: areas.areas,
    cmaTotal: system.cmaTotal,
    blob: blob.blob,
    notes: [...notes, ...heaps.notes],
  };
}

/** The next line with anything on it. */
function nextLine(lines: readonly CaptureLine[], index: number): CaptureLine | undefined {
  // An empty line or two stand between the lines of some consoles; a look further ahead says nothing.
  return lines.slice(index + 1, index + 4).find(({ text }) => text !== '');
}
