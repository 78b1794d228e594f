import type { Command } from 'commander';
import { changedAnalysis } from '../features/whatIf/boardChange.ts';
import { losesSomething, whatIf } from '../features/whatIf/whatIf.ts';
import { unmodelledNote } from '../kernel/behaviours/releases.ts';
import { Operations } from '../simulation/operations.ts';
import { INPUT_LIMITS } from '../text/limits.ts';
import { readBoardChanges } from '../workspace/boardChanges.ts';
import { bootHeadline } from './boot.ts';
import type { CommandContext } from './command.ts';
import { EXIT, UnusableError } from './failure.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { namedBoard } from './input/namedBoard.ts';
import { readNamedScenario, requireFitting } from './input/scenarioFile.ts';
import { jsonPieces } from './output/jsonText.ts';
import { printable } from './output/printable.ts';
import { whatIfJson, whatIfText } from './output/whatIfOutput.ts';
import { requireFollowed } from './requireFollowed.ts';
import { sayNote } from './terminal.ts';

interface WhatIfOptions extends BoardOptions {
  readonly scenario?: string;
}

/** `dtheaps whatif BOARD CHANGE…`: what stands and what changes would make of it, side by side. */
export function mountWhatIf(program: Command, { terminal, finish }: CommandContext): void {
  addBoardOptions(
    program
      .command('whatif <board> <change...>')
      .description(
        'what changes would make of a board: REGION:reusable|no-map|plain|size=64M, kernel=7.3, pages=64K, …',
      ),
  )
    .option('--scenario <file>', 'a scenario whose steps are run on both')
    .action(async (named: string, texts: readonly string[], options: WhatIfOptions) => {
      const others = options.scenario === undefined ? [] : [options.scenario];
      const { loader, path } = await namedBoard(named, options, terminal, { others });
      const read = options.scenario === undefined ? undefined : readNamedScenario(loader.files, options.scenario);
      const before = loader.open(path, read === undefined ? [] : [read.layer]).analyse();
      if (read !== undefined) requireFitting(read.scenario, before, options.scenario ?? '');
      const answer = readBoardChanges(texts, before);
      if ('complaint' in answer) throw new UnusableError(printable(answer.complaint));
      const after = changedAnalysis(before, answer.changes);
      const { kernel } = after.profile;
      const unmodelled = kernel === before.profile.kernel ? undefined : unmodelledNote(kernel);
      if (unmodelled !== undefined) sayNote(terminal, unmodelled);
      const call = new Operations(INPUT_LIMITS.callOperations);
      const result = whatIf(before, after, read?.scenario, { call, onlyOutcomes: options.format !== 'json' });
      requireFollowed(call, 'name a shorter scenario');
      if (options.format === 'json') {
        terminal.outPieces(jsonPieces(whatIfJson(path, texts, result), 2));
      } else {
        terminal.out(bootHeadline(path, before, terminal));
        terminal.out(whatIfText(texts, result, terminal));
      }
      finish(losesSomething(result) ? EXIT.found : EXIT.clean);
    });
}
