import type { Command } from 'commander';
import { type CaptureComparison, type CaptureDifference, compareCapture } from '../simulation/compareCapture.ts';
import { type Capture, readCapture } from '../simulation/readCapture.ts';
import { isKernelVersion, type ProfileSettings } from '../workspace/profileJson.ts';
import { bootHeadline } from './boot.ts';
import type { CommandContext } from './command.ts';
import { EXIT, UnusableError } from './failure.ts';
import { BoardLoader } from './input/boardLoader.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { readTextFile } from './input/jsonFile.ts';
import { heading } from './output/boardText.ts';
import { printable } from './output/printable.ts';
import type { Terminal } from './terminal.ts';

/** `dtheaps compare BOARD CAPTURE`: the prediction against what a target printed. */
export function mountCompare(program: Command, { terminal, finish }: CommandContext): void {
  addBoardOptions(
    program
      .command('compare <board> <capture>')
      .description('the prediction against what a target printed: dmesg, ls /dev/dma_heap, debugfs of CMA'),
  ).action(async (path: string, capturePath: string, options: BoardOptions) => {
    const loader = await BoardLoader.create(options, terminal);
    const capture = readCapture(readTextFile(loader.files, capturePath));
    if (capture.log === undefined && capture.heaps === undefined && capture.areas === undefined) {
      throw new UnusableError(`${capturePath}: neither a kernel log nor a listing of /dev/dma_heap`);
    }
    const analysis = loader.open(path, capturedSettings(capture)).analyse();
    const comparison = compareCapture(analysis.boot, capture);
    if (options.format === 'json') {
      const { kernel } = analysis.profile;
      terminal.out(JSON.stringify({ schemaVersion: 1, board: path, kernel, ...comparison }, null, 2));
    } else {
      terminal.out(bootHeadline(path, analysis, terminal));
      terminal.out(comparisonText(capturePath, comparison, terminal));
    }
    finish(comparison.differences.length > 0 ? EXIT.found : EXIT.clean);
  });
}

/** What the target says about the kernel that it runs; options of the call win. */
function capturedSettings({ kernel, commandLine }: Capture): ProfileSettings {
  return {
    ...(kernel !== undefined && isKernelVersion(kernel) ? { kernel } : {}),
    ...(commandLine === undefined ? {} : { commandLine }),
  };
}

const KIND = { heap: 'heap', area: 'CMA area', log: 'kernel log' } as const;

function differenceText(capturePath: string, difference: CaptureDifference, { style }: Terminal): string[] {
  const { kind, predicted, captured, line } = difference;
  const lines: string[] = [];
  if (predicted !== undefined) lines.push(style.red(`  - ${KIND[kind]}: ${printable(predicted)}`));
  if (captured !== undefined)
    lines.push(style.green(`  + ${KIND[kind]}: ${printable(captured)}`) + style.dim(`  ${capturePath}:${line}`));
  return lines;
}

function comparisonText(capturePath: string, { compared, differences }: CaptureComparison, terminal: Terminal): string {
  const { style } = terminal;
  const counts = `${compared.heaps} heaps, ${compared.areas} CMA areas and ${compared.log} messages of the target compared`;
  if (differences.length === 0) return `${counts}: ${style.green('as predicted.')}`;
  return [
    `${counts}.`,
    heading('Differences (- predicted, + on the target)', style),
    ...differences.flatMap((difference) => differenceText(capturePath, difference, terminal)),
  ].join('\n');
}
