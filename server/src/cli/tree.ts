import type { Command } from 'commander';
import { printTree } from '../devicetree/tree/printTree.ts';
import { treeJson } from '../devicetree/tree/treeJson.ts';
import type { CommandContext } from './command.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { namedBoard } from './input/namedBoard.ts';
import { jsonPieces } from './output/jsonText.ts';

/** `dtheaps tree BOARD`: the merged tree. */
export function mountTree(program: Command, { terminal }: CommandContext): void {
  const command = program.command('tree <board>').description('the merged tree, with overlays applied');
  addBoardOptions(command, ['dts', 'json', 'text'], { boot: true }).action(
    async (named: string, options: BoardOptions) => {
      const { loader, path } = await namedBoard(named, options, terminal, { notes: false });
      const board = loader.openTree(path);
      if (options.format === 'json')
        terminal.outPieces(jsonPieces({ schemaVersion: 1, board: path, ...treeJson(board.tree) }, 2));
      else terminal.outBytes(printTree(board.tree, { sources: true }));
    },
  );
}
