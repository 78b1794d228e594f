import type { Command } from 'commander';
import { comparedText } from '../features/comparedText.ts';
import type { CaptureNote } from '../simulation/capture/capture.ts';
import { DIFFERENCE_NAMES, type ExplainedDifference } from '../simulation/capture/compareCapture.ts';
import type { CaptureComparison } from '../simulation/capture/explainCapture.ts';
import { grouped } from '../text/grouped.ts';
import { compareWithTarget } from '../workspace/targetComparison.ts';
import { bootHeadline } from './boot.ts';
import type { CommandContext } from './command.ts';
import { EXIT, UnusableError } from './failure.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { readCaptureFile } from './input/captureFile.ts';
import { namedBoard } from './input/namedBoard.ts';
import { heading } from './output/boardText.ts';
import { jsonPieces } from './output/jsonText.ts';
import { printable, printablePath } from './output/printable.ts';
import type { Terminal } from './terminal.ts';

/** `dtheaps compare BOARD CAPTURE`: the prediction against what a target printed. */
export function mountCompare(program: Command, { terminal, finish }: CommandContext): void {
  addBoardOptions(
    program
      .command('compare <board> <capture>')
      .description(
        'the prediction against what a target printed: dmesg, ls /dev/dma_heap, debugfs of CMA; - is standard input',
      ),
  ).action(async (named: string, capturePath: string, options: BoardOptions) => {
    const { loader, path } = await namedBoard(named, options, terminal, { others: [capturePath] });
    const text = await readCaptureFile(loader.files, terminal, capturePath);
    const compared = await compareWithTarget(loader.open(path).analyse(), text, capturePath, async (layer) =>
      loader.open(path, [layer]).analyse(),
    );
    if (compared === undefined) {
      throw new UnusableError(
        `${capturePath}: neither a kernel log nor a listing of /dev/dma_heap, nor anything else of a target`,
      );
    }
    const { analysis, comparison } = compared;
    if (options.format === 'json') {
      const { kernel } = analysis.profile;
      terminal.outPieces(jsonPieces({ schemaVersion: 1, board: path, kernel, ...comparison }, 2));
    } else {
      terminal.out(bootHeadline(path, analysis, terminal));
      terminal.out(comparisonText(capturePath, comparison, terminal));
    }
    finish(comparison.differences.length > 0 ? EXIT.found : EXIT.clean);
  });
}

/** The differences of one cause, below it. */
function differenceText(capturePath: string, difference: ExplainedDifference, { style }: Terminal): string[] {
  const { kind, predicted, captured, line } = difference;
  const lines: string[] = [];
  if (predicted !== undefined)
    lines.push(style.red(`  - ${DIFFERENCE_NAMES[kind]}: ${printable(predicted.replaceAll('\n', ' '))}`));
  if (captured !== undefined)
    lines.push(
      style.green(`  + ${DIFFERENCE_NAMES[kind]}: ${printable(captured.replaceAll('\n', ' '))}`) +
        style.dim(`  ${printablePath(capturePath)}:${line}`),
    );
  return lines;
}

function comparisonText(capturePath: string, comparison: CaptureComparison, terminal: Terminal): string {
  const { differences, notes } = comparison;
  const { style } = terminal;
  const { counts, verdict } = comparedText(comparison);
  const remarks = notes.map((note) => noteText(capturePath, note, terminal));
  const rest = remarks.length === 0 ? [] : [heading('Notes', style), ...remarks];
  if (differences.length === 0) return [`${counts}: ${style.green(verdict)}`, ...rest].join('\n');
  const byCause = grouped(differences, ({ cause }) => cause);
  return [
    `${counts}.`,
    heading('Differences (- predicted, + on the target)', style),
    ...[...byCause].flatMap(([cause, group]) => [
      ...group.flatMap((difference) => differenceText(capturePath, difference, terminal)),
      ...(cause === undefined ? [] : [`    ${style.yellow('because')} ${printable(cause)}`]),
    ]),
    ...rest,
  ].join('\n');
}

function noteText(capturePath: string, { message, line }: CaptureNote, { style }: Terminal): string {
  return `  ${printable(message)}${line === undefined ? '' : style.dim(`  ${printablePath(capturePath)}:${line}`)}`;
}
