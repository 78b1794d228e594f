import type { Command } from 'commander';
import { type BoardChange, changedAnalysis } from '../features/whatIf/boardChange.ts';
import { readBoardChange, type SettingReader } from '../features/whatIf/readBoardChange.ts';
import { losesSomething, whatIf } from '../features/whatIf/whatIf.ts';
import { isKernelVersion, profileSchema } from '../profile/profileJson.ts';
import { readJsonValue } from '../text/json/readJson.ts';
import { bootHeadline } from './boot.ts';
import type { CommandContext } from './command.ts';
import { EXIT, UnusableError } from './failure.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { namedBoard } from './input/namedBoard.ts';
import { readNamedScenario } from './input/scenarioFile.ts';
import { jsonText } from './output/jsonText.ts';
import { printable } from './output/printable.ts';
import { whatIfJson, whatIfText } from './output/whatIfOutput.ts';

interface WhatIfOptions extends BoardOptions {
  readonly scenario?: string;
}

/** What a change can say about the kernel in the words of a profile. */
const SETTINGS: Readonly<Record<string, SettingReader>> = {
  kernel: (kernel) => (isKernelVersion(kernel) ? { kind: 'profile', settings: { kernel } } : undefined),
  patches: (text) => {
    const names = text.split(',').filter((name) => name !== '');
    const { value, complaints } = readJsonValue({ patches: names }, profileSchema(), true);
    const patches = complaints.length === 0 ? value?.patches : undefined;
    return patches === undefined ? undefined : { kind: 'profile', settings: { patches } };
  },
};

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
      const changes = texts.map((text): BoardChange => {
        const answer = readBoardChange(text, before, SETTINGS);
        if ('complaint' in answer) throw new UnusableError(printable(answer.complaint));
        return answer.change;
      });
      const result = whatIf(before, changedAnalysis(before, changes), read?.scenario);
      if (options.format === 'json') {
        terminal.out(jsonText(whatIfJson(path, texts, result), 2));
      } else {
        terminal.out(bootHeadline(path, before, terminal));
        terminal.out(whatIfText(texts, result, terminal));
      }
      finish(losesSomething(result) ? EXIT.found : EXIT.clean);
    });
}
