import type { Command } from 'commander';
import { runOnBoard } from '../features/scenario/runOnBoard.ts';
import { bootHeadline } from './boot.ts';
import type { CommandContext } from './command.ts';
import { EXIT, UnusableError } from './failure.ts';
import { BoardLoader } from './input/boardLoader.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { projectOf } from './input/project.ts';
import { readNamedScenario } from './input/scenarioFile.ts';
import { jsonText } from './output/jsonText.ts';
import { scenarioText } from './output/scenarioText.ts';

/** `dtheaps simulate BOARD SCENARIO`: runs a scenario's allocations. */
export function mountSimulate(program: Command, { terminal, finish }: CommandContext): void {
  addBoardOptions(
    program.command('simulate <board> <scenario>').description("run a scenario's allocations on a board"),
  ).action(async (path: string, scenarioPath: string, options: BoardOptions) => {
    const loader = await BoardLoader.create(options, projectOf(options, [path], [scenarioPath]), terminal);
    const { scenario, layer } = readNamedScenario(loader.files, scenarioPath);
    const analysis = loader.open(path, [layer]).analyse();
    const result = runOnBoard(analysis, scenario);
    if (result.problems.length > 0) throw new UnusableError(`${scenarioPath}: ${result.problems.join('; ')}`);
    if (options.format === 'json') terminal.out(jsonText(result, 2));
    else {
      terminal.out(bootHeadline(path, analysis, terminal));
      terminal.out(scenarioText(result, scenario, terminal));
    }
    finish(result.failed > 0 ? EXIT.found : EXIT.clean);
  });
}
