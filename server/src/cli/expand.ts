import type { Command } from 'commander';
import type { CommandContext } from './command.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { namedBoard } from './input/namedBoard.ts';
import { expandedText, expansionJson } from './output/expansionOutput.ts';
import { jsonPieces } from './output/jsonText.ts';

/** `dtheaps expand FILE`: the text after preprocessing, as `cpp` writes it without line markers. */
export function mountExpand(program: Command, { terminal }: CommandContext): void {
  const command = program.command('expand <file>').description('the text after preprocessing');
  addBoardOptions(command, ['text', 'json'], { boot: true, overlays: true }).action(
    async (named: string, options: BoardOptions) => {
      const { loader, path } = await namedBoard(named, options, terminal, { notes: false });
      const unit = loader.expand(path);
      if (options.format === 'json') {
        const tokens = expansionJson(unit, options.preprocess);
        terminal.outPieces(jsonPieces({ schemaVersion: 1, file: path, tokens }, 1));
      } else terminal.outBytes(expandedText(unit, options.preprocess));
    },
  );
}
