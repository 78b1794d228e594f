import type { Command } from 'commander';
import type { Analysis } from '../analysis.ts';
import { architectureText } from '../features/architectureText.ts';
import { memoryNote } from '../features/memoryNote.ts';
import { otherBootNotes } from '../features/otherBootNotes.ts';
import { stopText } from '../kernel/outcome/causeText.ts';
import { misreadParameters } from '../rules/misreadParameters.ts';
import type { CommandContext } from './command.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { namedBoard } from './input/namedBoard.ts';
import { areasText, heading, heapsText, regionsText } from './output/boardText.ts';
import { bootJson } from './output/bootJson.ts';
import { jsonPieces } from './output/jsonText.ts';
import { printable, printableLine, printablePath } from './output/printable.ts';
import { regionPlaces } from './output/regionPlaces.ts';
import type { Terminal } from './terminal.ts';

/** `dtheaps boot BOARD`: everything the kernel makes of the board's memory, and the log it prints. */
export function mountBoot(program: Command, { terminal }: CommandContext): void {
  addBoardOptions(
    program.command('boot <board>').description("everything the kernel makes of a board's memory, and its log"),
  ).action(async (named: string, options: BoardOptions) => {
    const { loader, path } = await namedBoard(named, options, terminal);
    const analysis = loader.open(path).analyse();
    if (options.format === 'json') terminal.outPieces(jsonPieces(bootJson(path, analysis), 2));
    else terminal.out(bootText(path, analysis, terminal));
  });
}

/** What stands below the headline of a board: that RAM is assumed, what the kernel misreads, and what it may come to as well. */
export function headlineNotes(analysis: Analysis): string[] {
  const note = memoryNote(analysis);
  const misread = misreadParameters(analysis).map(({ message }) => message);
  return [...(note === undefined ? [] : [note]), ...misread, ...otherBootNotes(analysis)];
}

/** `headlineNotes` of boots that are shown together, each once, as a line for the terminal. */
export function sideBySideNotes(analyses: readonly Analysis[], { style }: Pick<Terminal, 'style'>): string[] {
  return [...new Set(analyses.flatMap(headlineNotes))].map((note) => style.yellow(printableLine(note)));
}

/** One line: which board, which kernel, and whether it boots; below it `headlineNotes`. */
export function bootHeadline(path: string, analysis: Analysis, terminal: Terminal): string {
  const { boot, profile } = analysis;
  const board = terminal.style.bold(printablePath(path));
  const kernel = `Linux ${profile.kernel} (${architectureText(profile)})`;
  const below = sideBySideNotes([analysis], terminal)
    .map((note) => `\n${note}`)
    .join('');
  if (boot.stop === undefined) return `${board} on ${kernel}${below}`;
  return `${board}: ${terminal.style.red(`${kernel} does not boot: ${printableLine(stopText(boot.stop))}`)}${below}`;
}

function bootText(path: string, analysis: Analysis, terminal: Terminal): string {
  const { style, columns } = terminal;
  const { boot } = analysis;
  return [
    bootHeadline(path, analysis, terminal),
    heading('Reserved memory, in the order of the DTB', style),
    regionsText(boot, regionPlaces(analysis), style, columns),
    heading('CMA areas', style),
    areasText(boot, style, columns),
    heading('DMA-BUF heaps', style),
    heapsText(boot, style, columns),
    heading('Kernel log', style),
    boot.log.length === 0
      ? '  nothing'
      : boot.log.map(({ line }) => style.cyan(`  ${printable(line).replaceAll('\n', '\n  ')}`)).join('\n'),
  ].join('\n');
}
