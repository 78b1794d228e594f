import { describe, expect, it } from 'vitest';
import { type Analysis, analyse } from '../../server/src/analysis.ts';
import type { CaptureComparison } from '../../server/src/simulation/capture/explainCapture.ts';
import { compareWithTarget } from '../../server/src/workspace/targetComparison.ts';
import { BOOT_DISAGREEMENTS } from '../boots/knownDisagreements.ts';
import { type BootRecord, profileOf, readArchivedRecords } from '../boots/record.ts';
import { RecordedTrees } from '../boots/recordedTrees.ts';
import { AREA_LISTINGS, HEAP_LISTINGS, type TargetLine, targetLines } from './recordedTarget.ts';

/** Every how many of the records are taken, with an outcome that is predicted. */
const EVERY = 17;

const trees = await RecordedTrees.create();
const boards = readArchivedRecords()
  .filter(({ id, undefined: chance, expect: { booted, heaps } }, index) => {
    return index % EVERY === 0 && booted && chance === undefined && heaps !== null && !BOOT_DISAGREEMENTS.has(id);
  })
  .map((record) => ({ record, analysis: analyse(trees.readBoard(record.dts), profileOf(record)) }));

/** What a record's target printed, with a listing of heaps and one of areas. */
function linesOf(record: BootRecord, { boot }: Analysis, listing: string): TargetLine[] {
  const [heaps, areas] = [HEAP_LISTINGS.get(listing), AREA_LISTINGS.get('head')];
  if (heaps === undefined || areas === undefined) throw new Error('the ways to list are called otherwise');
  return targetLines(record, boot.memory, heaps, areas);
}

const stamped = (line: TargetLine, index: number): string =>
  line.isLog ? `[    0.${String(index).padStart(6, '0')}] ${line.text}` : line.text;

async function comparison(analysis: Analysis, lines: readonly string[]): Promise<CaptureComparison | undefined> {
  return (await compareWithTarget(analysis, lines.join('\n'), 'capture', async () => analysis))?.comparison;
}

/** A line as a terminal shows it that is `width` characters wide, or a mailer that keeps words whole. */
function wrapped(line: string, width: number, keepsWords: boolean): string[] {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = keepsWords ? rest.lastIndexOf(' ', width) : -1;
    parts.push(rest.slice(0, space > 0 ? space : width));
    rest = rest.slice(space > 0 ? space + 1 : width);
  }
  return [...parts, rest];
}

type Shown = (record: BootRecord, analysis: Analysis) => readonly string[];

/** The first line of a message of two: the kernel prints both at once, so that nothing comes between them. */
const isHalf = ({ text }: { readonly text: string }): boolean => text.endsWith('OVERLAP DETECTED!');

/** What is left of a capture, or what stands between its lines; nothing in it differs from the prediction. */
const PARTS: Readonly<Record<string, Shown>> = {
  'the kernel prints between the lines of a listing': (record, analysis) =>
    linesOf(record, analysis, 'ls -1').flatMap((line, index) => [
      stamped(line, index),
      ...(isHalf(line)
        ? []
        : [`[   12.${String(index).padStart(6, '0')}] usb 1-1: new high-speed USB device number ${index}`]),
    ]),
  'init prints between the lines of the log': (record, analysis) =>
    linesOf(record, analysis, 'ls -l').flatMap((line, index) =>
      line.isLog && !isHalf(line)
        ? [stamped(line, index), '         Starting Load Kernel Modules...', '[  OK  ] Reached target Basic System.']
        : [stamped(line, index)],
    ),
  'grep left what speaks of reserved memory': (record, analysis) =>
    linesOf(record, analysis, 'ls')
      .map(stamped)
      .filter((line) => /reserved mem/i.test(line)),
  'grep left what speaks of cma, and another the areas': (record, analysis) =>
    linesOf(record, analysis, 'ls')
      .map(stamped)
      .filter((line) => /cma/i.test(line)),
  'head took the first lines': (record, analysis) => linesOf(record, analysis, 'ls').map(stamped).slice(0, 7),
  'the ring buffer lost its beginning': (record, analysis) =>
    linesOf(record, analysis, 'ls')
      .filter((_, index) => index === 0 || index > 5)
      .map(stamped),
  'lines were left out': (record, analysis) =>
    linesOf(record, analysis, 'ls')
      .map(stamped)
      .flatMap((line, index) => (index === 4 ? ['[...]'] : index > 4 && index < 8 ? [] : [line])),
  'printk dropped messages': (record, analysis) =>
    linesOf(record, analysis, 'ls')
      .map(stamped)
      .flatMap((line, index) => (index === 6 ? ['** 3 printk messages dropped **'] : index === 5 ? [] : [line])),
  'grep printed what stands around a hit': (record, analysis) =>
    linesOf(record, analysis, 'ls')
      .filter(({ isLog }) => isLog)
      .map(stamped)
      .flatMap((line, index) => (index % 4 === 3 ? ['--'] : [`dmesg.txt${index % 2 ? ':' : '-'}${line}`])),
  'a mailer wrapped it': (record, analysis) => {
    const lines = linesOf(record, analysis, 'ls -1').map(stamped);
    // A word without a place on any line is cut by some mailers and not by others.
    if (lines.some((line) => /\S{50}/.test(line))) return lines;
    return lines.flatMap((line) => (line.startsWith('[') ? wrapped(line, 76, true) : [line]));
  },
  'a terminal wrapped it': (record, analysis) =>
    linesOf(record, analysis, 'ls -1')
      .map(stamped)
      .flatMap((line) => (line.startsWith('[') ? wrapped(line, 80, false) : [line])),
  'another board booted before it': (record, analysis) => [
    ...linesOf(record, analysis, 'ls')
      .map(({ text, isLog }, index) => stamped({ text: text.replace(/(?:size|0x)\s*\w+/g, '0x77'), isLog }, index))
      .filter((line) => line.startsWith('[')),
    ...linesOf(record, analysis, 'ls').map(stamped),
  ],
  'it was printed twice': (record, analysis) => {
    const lines = linesOf(record, analysis, 'ls').map(stamped);
    return [...lines, ...lines];
  },
  'the listing comes before the log': (record, analysis) => {
    const lines = linesOf(record, analysis, 'ls -1');
    const log = lines.filter(({ isLog }) => isLog).map(stamped);
    return [...lines.filter(({ isLog, text }) => !isLog && text !== '# dmesg').map(stamped), '# dmesg', ...log];
  },
};

describe.each(Object.entries(PARTS))('%s', (_, shown) => {
  it('nothing differs', async () => {
    const failures: string[] = [];
    for (const { record, analysis } of boards) {
      const found = await comparison(analysis, shown(record, analysis));
      const [difference] = found?.differences ?? [];
      if (difference !== undefined) failures.push(`${record.id}: ${JSON.stringify(difference)}`);
    }
    expect(failures).toEqual([]);
    expect(boards.length).toBeGreaterThan(80);
  });
});

it('what a part of a log lacks is said in a note, and what it has is compared', async () => {
  for (const { record, analysis } of boards.filter(
    ({
      record: {
        expect: { log },
      },
    }) => log.length > 2,
  )) {
    const messages = linesOf(record, analysis, 'ls')
      .filter(({ isLog }) => isLog)
      .map(stamped)
      .slice(3, -4);
    const found = await comparison(analysis, messages);
    expect(found?.notes.map(({ message }) => message).join('\n')).toMatch(/only a part of the kernel's log/);
    const wrong = messages.map((line) => line.replace(/size (\d+) (MiB|KiB)/, 'size 1$1 $2'));
    if (wrong.join() === messages.join()) continue;
    expect((await comparison(analysis, wrong))?.differences.length).toBeGreaterThan(0);
  }
});

const NO_FOLDER = [
  'ls: /dev/dma_heap: No such file or directory',
  "ls: cannot access '/dev/dma_heap': No such file or directory",
  'find: ‘/dev/dma_heap’: No such file or directory',
  "ls: cannot access '/dev/dma_heap/*': No such file or directory",
  '-sh: cd: /dev/dma_heap: No such file or directory',
  "sh: 1: cd: can't cd to /dev/dma_heap",
  'zsh: no matches found: /dev/dma_heap/*',
];
const MAY_NOT = [
  'ls: /dev/dma_heap: Permission denied',
  "ls: can't open '/dev/dma_heap': Permission denied",
  "ls: cannot open directory '/dev/dma_heap': Permission denied",
];

it.each(NO_FOLDER)('%j: each heap is missing, with the cause', async (message) => {
  for (const { analysis } of boards.slice(0, 8)) {
    const found = await comparison(analysis, ['# ls /dev/dma_heap', message, '# ']);
    expect(found?.differences.map(({ kind, predicted }) => [kind, predicted])).toEqual(
      analysis.boot.heaps.map(({ name }) => ['heap', name]),
    );
    for (const { cause } of found?.differences ?? []) expect(cause).toMatch(/^the target has no folder of heaps/);
  }
});

it.each(MAY_NOT)('%j: nothing is said of heaps but that', async (message) => {
  for (const { record, analysis } of boards.slice(0, 8)) {
    const log = linesOf(record, analysis, 'ls')
      .filter(({ isLog }) => isLog)
      .map(stamped);
    const found = await comparison(analysis, ['# ls /dev/dma_heap', message, '# dmesg', ...log]);
    expect(found?.differences).toEqual([]);
    expect(found?.notes.map((note) => note.message).join('\n')).toMatch(/folder of heaps may not be read/);
  }
});
