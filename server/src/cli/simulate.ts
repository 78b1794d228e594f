import type { Command } from 'commander';
import { otherBootNotes } from '../features/otherBootNotes.ts';
import { stopText } from '../kernel/outcome/causeText.ts';
import { bootHeadline, sideBySideNotes } from './boot.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './failure.ts';
import { addBoardOptions, type BoardOptions, readKernels } from './input/boardOptions.ts';
import { namedBoard } from './input/namedBoard.ts';
import { addRamOption, type RamVariant, requireFewBoots } from './input/ramVariants.ts';
import { readNamedScenario, requireFitting } from './input/scenarioFile.ts';
import { jsonPieces } from './output/jsonText.ts';
import { junitText } from './output/junit.ts';
import { scenarioMatrixText } from './output/scenarioMatrix.ts';
import { scenarioText } from './output/scenarioText.ts';
import { type ScenarioRun, scenarioRuns } from './scenarioRuns.ts';

interface SimulateOptions extends BoardOptions {
  readonly kernels?: readonly string[];
  readonly ram: readonly RamVariant[];
}

/** `dtheaps simulate BOARD SCENARIO`: runs a scenario's allocations, on several kernels and amounts of RAM where asked. */
export function mountSimulate(program: Command, { terminal, finish }: CommandContext): void {
  const command = addBoardOptions(
    program.command('simulate <board> <scenario>').description("run a scenario's allocations on a board"),
    ['text', 'json', 'junit'],
  ).option('--kernels <list>', 'on several kernels, such as 6.12,6.18,7.3', readKernels);
  addRamOption(command).action(async (named: string, scenarioPath: string, options: SimulateOptions) => {
    requireFewBoots(options.kernels?.length ?? 1, options.ram.length);
    const { loader, path } = await namedBoard(named, options, terminal, { others: [scenarioPath] });
    const { scenario, layer } = readNamedScenario(loader.files, scenarioPath);
    const isMatrix = options.kernels !== undefined || options.ram.length > 0;
    const onlyOutcomes = options.format === 'junit' || (isMatrix && options.format !== 'json');
    const runs = scenarioRuns(loader.open(path, [layer]), scenario, options.kernels ?? [], options.ram, onlyOutcomes);
    const [first] = runs;
    if (first === undefined) return;
    requireFitting(scenario, first.analysis, scenarioPath);
    if (options.format === 'junit') {
      terminal.out(junitText(path, scenario, runs));
    } else if (options.format === 'json') {
      const single = { ...first.result, mayDiffer: otherBootNotes(first.analysis) };
      terminal.outPieces(jsonPieces(isMatrix ? { schemaVersion: 1, runs: runs.map(runJson) } : single, 2));
    } else if (isMatrix) {
      const notes = sideBySideNotes(
        runs.map(({ analysis }) => analysis),
        terminal,
      );
      terminal.out(scenarioMatrixText(path, scenario, runs, notes, terminal));
    } else {
      terminal.out(bootHeadline(path, first.analysis, terminal));
      terminal.out(scenarioText(first.result, scenario, terminal));
    }
    finish(runs.some(({ result }) => result.failed > 0) ? EXIT.found : EXIT.clean);
  });
}

function runJson({ kernel, ram, analysis, result }: ScenarioRun): object {
  const { booted, stop } = analysis.boot;
  const { schemaVersion: _, ...rest } = result;
  const mayDiffer = otherBootNotes(analysis);
  return { kernel, ram: ram ?? null, booted, mayDiffer, reason: stop === undefined ? null : stopText(stop), ...rest };
}
