import type { Command } from 'commander';
import type { CommandContext } from './command.ts';
import { BoardLoader } from './input/boardLoader.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { projectOf } from './input/project.ts';
import { expandedText, expansionJson } from './output/expansionOutput.ts';
import { jsonText } from './output/jsonText.ts';

/** `dtheaps expand FILE`: the text after preprocessing, as `cpp` writes it without line markers. */
export function mountExpand(program: Command, { terminal }: CommandContext): void {
  addBoardOptions(program.command('expand <file>').description('the text after preprocessing')).action(
    async (path: string, options: BoardOptions) => {
      const loader = await BoardLoader.create(options, projectOf(options, [path]));
      const unit = loader.expand(path);
      if (options.format === 'json') {
        const tokens = expansionJson(unit, options.preprocess);
        terminal.out(jsonText({ schemaVersion: 1, file: path, tokens }, 1));
      } else terminal.outBytes(expandedText(unit, options.preprocess));
    },
  );
}
