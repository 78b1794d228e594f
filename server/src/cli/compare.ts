import type { Command } from 'commander';
import { type Analysis, analyse, withKernel } from '../analysis.ts';
import { stringsOf } from '../devicetree/tree/readProperty.ts';
import { COMPARED_RELEASES } from '../kernel/behaviours/releases.ts';
import { isKernelVersion } from '../profile/profileJson.ts';
import { readBareListing } from '../simulation/capture/bareListing.ts';
import type { Capture, CaptureNote } from '../simulation/capture/capture.ts';
import {
  type CaptureComparison,
  type ExplainedDifference,
  explainCapture,
} from '../simulation/capture/explainCapture.ts';
import { readCapture } from '../simulation/capture/readCapture.ts';
import type { Layer } from '../workspace/layers.ts';
import { bootHeadline } from './boot.ts';
import type { CommandContext } from './command.ts';
import { EXIT, UnusableError } from './failure.ts';
import type { BoardLoader } from './input/boardLoader.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { readCaptureFile } from './input/captureFile.ts';
import { namedBoard } from './input/namedBoard.ts';
import { heading } from './output/boardText.ts';
import { jsonText } from './output/jsonText.ts';
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
    const read = readCapture(text);
    const capture = holdsAnything(read) ? read : readBareListing(text, heapsOnAnyKernel(loader, path));
    if (capture === undefined) {
      throw new UnusableError(
        `${capturePath}: neither a kernel log nor a listing of /dev/dma_heap, nor anything else of a target`,
      );
    }
    const analysis = predictionFor(loader, path, capture, capturePath);
    const comparison = explainCapture(capture, {
      outcome: analysis.boot,
      model: modelOf(analysis),
      withMemory: (memory) => analyse(analysis.board, { ...analysis.profile, memory }).boot,
    });
    if (options.format === 'json') {
      const { kernel } = analysis.profile;
      terminal.out(jsonText({ schemaVersion: 1, board: path, kernel, ...comparison }, 2));
    } else {
      terminal.out(bootHeadline(path, analysis, terminal));
      terminal.out(comparisonText(capturePath, comparison, terminal));
    }
    finish(comparison.differences.length > 0 ? EXIT.found : EXIT.clean);
  });
}

/** The names of the board's heaps on every kernel that is compared: a listing alone does not say which one printed it. */
function heapsOnAnyKernel(loader: BoardLoader, path: string): ReadonlySet<string> {
  const loaded = loader.open(path);
  const analysis = loaded.analyse();
  const boots = [analysis, ...COMPARED_RELEASES.map((kernel) => withKernel(analysis, kernel))];
  return new Set(boots.flatMap(({ boot }) => boot.heaps.map(({ name }) => name)));
}

/** The board booted as the target says that it was; where nobody says how much RAM there is, with the target's. */
function predictionFor(loader: BoardLoader, path: string, capture: Capture, capturePath: string): Analysis {
  const { origin, values } = captureLayer(capture, capturePath);
  const analysis = loader.open(path, [{ origin, values }]).analyse();
  const ranges = capture.memory?.ranges;
  if (!analysis.memoryAssumed || ranges === undefined) return analysis;
  return loader.open(path, [{ origin, values: { ...values, memory: ranges } }]).analyse();
}

function holdsAnything({ noHeapFolder: _line, notes: _notes, ...things }: Capture): boolean {
  return Object.values(things).some((thing) => thing !== undefined);
}

/** What the target says about the kernel that it runs. */
function captureLayer({ kernel, architecture, commandLine, pageSize }: Capture, path: string): Layer {
  return {
    origin: { layer: 'capture', path },
    values: {
      ...(kernel !== undefined && isKernelVersion(kernel) ? { kernel } : {}),
      ...(architecture === undefined ? {} : { architecture }),
      ...(commandLine === undefined ? {} : { commandLine }),
      ...(pageSize === undefined || pageSize === 4096 ? {} : { config: pageSizeConfig(pageSize) }),
    },
  };
}

/** The configuration of an arm64 kernel with large pages. */
function pageSizeConfig(pageSize: number): ReadonlyMap<string, string> {
  return new Map([[`CONFIG_ARM64_${pageSize / 1024}K_PAGES`, 'y']]);
}

/** What the kernel prints as the machine's model (drivers/of/fdt.c, of_flat_dt_get_machine_name). */
function modelOf({ board }: Analysis): string | undefined {
  const { properties } = board.tree.root;
  return stringsOf(properties.get('model'))[0] ?? stringsOf(properties.get('compatible'))[0];
}

const KIND = { heap: 'heap', area: 'CMA area', log: 'kernel log', memory: 'RAM', 'cma-total': 'meminfo' } as const;

/** The differences of one cause, below it. */
function differenceText(capturePath: string, difference: ExplainedDifference, { style }: Terminal): string[] {
  const { kind, predicted, captured, line } = difference;
  const lines: string[] = [];
  if (predicted !== undefined) lines.push(style.red(`  - ${KIND[kind]}: ${printable(predicted)}`));
  if (captured !== undefined)
    lines.push(
      style.green(`  + ${KIND[kind]}: ${printable(captured)}`) + style.dim(`  ${printablePath(capturePath)}:${line}`),
    );
  return lines;
}

function comparisonText(capturePath: string, comparison: CaptureComparison, terminal: Terminal): string {
  const { compared, differences, notes } = comparison;
  const { style } = terminal;
  const counts = `${compared.heaps} heaps, ${compared.areas} CMA areas and ${compared.log} messages of the target compared`;
  const remarks = notes.map((note) => noteText(capturePath, note, terminal));
  const rest = remarks.length === 0 ? [] : [heading('Notes', style), ...remarks];
  if (differences.length === 0) return [`${counts}: ${style.green('as predicted.')}`, ...rest].join('\n');
  const byCause = new Map<string | undefined, ExplainedDifference[]>();
  for (const each of differences) {
    const group = byCause.get(each.cause);
    if (group === undefined) byCause.set(each.cause, [each]);
    else group.push(each);
  }
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
