import type { Command } from 'commander';
import type { Analysis } from '../analysis.ts';
import { bootHeadline } from './boot.ts';
import type { CommandContext } from './command.ts';
import { EXIT } from './failure.ts';
import { addBoardOptions, type BoardOptions, readKernels } from './input/boardOptions.ts';
import { namedBoard } from './input/namedBoard.ts';
import { addRamOption, type RamVariant } from './input/ramVariants.ts';
import { readNamedScenario } from './input/scenarioFile.ts';
import { jsonText } from './output/jsonText.ts';
import { sizingJson, sizingText } from './output/sizingOutput.ts';
import { triedSizing } from './sizingTrials.ts';

interface SizeOptions extends BoardOptions {
  readonly kernels?: readonly string[];
  readonly ram: readonly RamVariant[];
}

/** `dtheaps size BOARD SCENARIO`: the smallest pools that hold a scenario, and the edits that make them. */
export function mountSize(program: Command, { terminal, finish }: CommandContext): void {
  const command = addBoardOptions(
    program.command('size <board> <scenario>').description('the smallest pools that hold a scenario'),
  ).option('--kernels <list>', 'sizes that serve several kernels, such as 6.12,6.18,7.3', readKernels);
  addRamOption(command).action(async (named: string, scenarioPath: string, options: SizeOptions) => {
    const { loader, path } = await namedBoard(named, options, terminal, { others: [scenarioPath] });
    const { scenario, layer } = readNamedScenario(loader.files, scenarioPath);
    const loaded = loader.open(path, [layer]);
    const [first = loaded.profile.kernel, ...others] = options.kernels ?? [];
    const analyses: [Analysis, ...Analysis[]] = [
      loaded.analyse(first),
      ...others.map((kernel) => loaded.analyse(kernel)),
    ];
    const { sizing, trials } = triedSizing(loader, path, layer, analyses, scenario, options.ram);
    if (options.format === 'json') {
      terminal.out(jsonText(sizingJson(path, analyses, sizing, trials), 2));
    } else {
      terminal.out(bootHeadline(path, analyses[0], terminal));
      terminal.out(sizingText(sizing, trials, terminal));
    }
    const fits = sizing.pools.every((pool) => pool.fits) && trials.every(({ why }) => why === undefined);
    finish(fits && sizing.unhelped.every(({ kind }) => kind === 'request') ? EXIT.clean : EXIT.found);
  });
}
