import type { Command } from 'commander';
import type { Analysis } from '../analysis.ts';
import { reportPage } from '../features/documents/reportPage.ts';
import { frameAllocationText } from '../features/frameAllocation.ts';
import { COMPARED_RELEASES } from '../kernel/behaviours/releases.ts';
import { formatSize } from '../kernel/units/formatBytes.ts';
import { fileNameOf } from '../text/fileName.ts';
import { bootHeadline } from './boot.ts';
import { checkLoaded } from './checkBoards.ts';
import type { CommandContext } from './command.ts';
import type { BoardLoader } from './input/boardLoader.ts';
import { addBoardOptions, type BoardOptions, readKernels } from './input/boardOptions.ts';
import type { LoadedBoard } from './input/loadedBoard.ts';
import { namedBoard } from './input/namedBoard.ts';
import { heading, heapMatrixText, regionsText } from './output/boardText.ts';
import { bootJson } from './output/bootJson.ts';
import { counted } from './output/counted.ts';
import { type Diagnostic, isNote, mergeDiagnostics } from './output/diagnostic.ts';
import { diagnosticJson } from './output/diagnosticJson.ts';
import { countsText, diagnosticText } from './output/diagnosticText.ts';
import { jsonPieces } from './output/jsonText.ts';
import { kernelJson } from './output/kernelJson.ts';
import { originsJson, originsText } from './output/originsOutput.ts';
import { pageFinding } from './output/pageFinding.ts';
import { printable, printablePath } from './output/printable.ts';
import { regionPlaces } from './output/regionPlaces.ts';
import { writeOutput } from './output/writeOutput.ts';
import { ProvenFixes } from './provenFixes.ts';
import { sayNote, type Terminal } from './terminal.ts';

interface ReportOptions extends BoardOptions {
  readonly kernels?: readonly string[];
  readonly verbose?: boolean;
  /** The file that the page is written to as HTML, instead of to the terminal. */
  readonly html?: string;
}

/** More would push the rest of the page away; `check` has them all. */
const MAXIMUM_FINDINGS = 12;

/** `dtheaps report BOARD`: all of it on a page. A page is for reading: its status is 0 whatever it says. */
export function mountReport(program: Command, { terminal }: CommandContext): void {
  addBoardOptions(program.command('report <board>').description('all of it on a page'), ['text', 'json'])
    .option(
      '--kernels <list>',
      `the kernels whose heaps are shown side by side (default: the one that is named, else ${COMPARED_RELEASES.join(', ')})`,
      readKernels,
    )
    .option('--html <file>', 'write one self-contained page of HTML, with the memory map, instead of the text')
    .option('--verbose', 'also where each value comes from: which file, the kernel tree, the call')
    .action(async (named: string, options: ReportOptions) => {
      const { loader, path } = await namedBoard(named, options, terminal);
      const loaded = loader.open(path);
      const analysis = loaded.analyse();
      const { style, columns } = terminal;
      const kernels = shownKernels(loaded, options.kernels);
      const analyses = kernels.map((kernel) => loaded.analyse(kernel));
      const outcomes = analyses.map(({ boot, profile }) => ({ kernel: profile.kernel, outcome: boot }));
      if (options.html !== undefined) {
        const { shown, more } = findingsShown(loader, loaded, kernels);
        const findings = shown.map(pageFinding);
        const rest = more === 0 ? undefined : `and ${more} more: dtheaps check ${path}`;
        const page = reportPage({ name: fileNameOf(path), analysis, outcomes, findings, more: rest });
        const note = writeOutput(loader.files, options.html, new TextEncoder().encode(page));
        if (note !== undefined) sayNote(terminal, note);
        if (options.format !== 'json') return;
      }
      if (options.format === 'json') {
        const { shown } = findingsShown(loader, loaded, kernels, Number.POSITIVE_INFINITY);
        terminal.outPieces(
          jsonPieces(
            {
              ...bootJson(path, analysis),
              kernels: analyses.map(kernelJson),
              findings: shown.map(diagnosticJson),
              profile: originsJson(loaded.opened),
            },
            2,
          ),
        );
        return;
      }
      terminal.out(
        [
          bootHeadline(path, analysis, terminal),
          style.dim(`  ${ramText(analysis)}; ${counted(loaded.board.files.length, 'file', 'files')} read`),
          heading('Reserved memory, in the order of the DTB', style),
          regionsText(analysis.boot, regionPlaces(analysis), style, columns),
          heading('DMA-BUF heaps', style),
          heapMatrixText(outcomes, style, columns),
          heading('Findings', style),
          findingsText(loader, loaded, kernels, terminal),
          heading('A simulated allocation', style),
          printable(`  ${frameAllocationText(analysis)}`),
          ...(options.verbose === true
            ? [heading('Where the values come from', style), originsText(loaded.opened, style, columns)]
            : []),
        ].join('\n'),
      );
    });
}

/**
 * The kernels whose heaps and findings are shown: those of `--kernels`, with the kernel that a layer names (the call, a
 * profile, `.dtheaps.json`, the kernel tree) always among them; the compared releases where nothing names any.
 */
function shownKernels({ profile, opened }: LoadedBoard, listed: readonly string[] | undefined): readonly string[] {
  const isNamed = (opened.origins.get('kernel')?.layer ?? 'default') !== 'default';
  if (!isNamed) return listed ?? COMPARED_RELEASES;
  return [...new Set([profile.kernel, ...(listed ?? [])])];
}

function ramText({ boot }: Analysis): string {
  const total = boot.memory.reduce((sum, range) => sum + range.size, 0n);
  return total === 0n ? 'no RAM stated: the firmware fills it in' : `${formatSize(total)} of RAM`;
}

/** The first findings on a board, with their proven fixes, and how many more there are. */
function findingsShown(
  loader: BoardLoader,
  loaded: LoadedBoard,
  kernels: readonly string[],
  most: number = MAXIMUM_FINDINGS,
): { shown: Diagnostic[]; more: number; all: readonly Diagnostic[] } {
  // The notes of reading a board are no kernel's.
  const checked = checkLoaded(loaded, kernels, loader.files);
  const all = mergeDiagnostics(checked.diagnostics).filter(
    (each) => !isNote(each) && (each.severity !== 'information' || each.kernels.length > 0),
  );
  const proven = new ProvenFixes(loader, checked, kernels);
  const offered = proven.offeredBy(all.slice(0, most));
  const shown = [...offered, ...proven.failures];
  return { shown, more: all.length - offered.length, all: [...all, ...proven.failures] };
}

function findingsText(
  loader: BoardLoader,
  loaded: LoadedBoard,
  kernels: readonly string[],
  terminal: Terminal,
): string {
  const { style, columns } = terminal;
  const { shown, more, all } = findingsShown(loader, loaded, kernels);
  const texts = shown.map((diagnostic) => {
    return diagnosticText(diagnostic, style, columns - 2, true).replaceAll(/^/gm, '  ');
  });
  if (more > 0) texts.push(`  … and ${more} more: dtheaps check ${printablePath(loaded.path)}`);
  return [...texts, `  ${countsText(all, 1, style)}`].join('\n\n');
}
