import type { Command } from 'commander';
import { memoryPictureOf } from '../features/map/memoryPictureOf.ts';
import { memorySvg } from '../pictures/memorySvg.ts';
import { legendText, memoryText } from '../pictures/memoryText.ts';
import { pictureJson } from '../pictures/pictureJson.ts';
import { fileNameOf } from '../workspace/path.ts';
import { bootHeadline, headlineNotes } from './boot.ts';
import type { CommandContext } from './command.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { namedBoard } from './input/namedBoard.ts';
import { jsonText } from './output/jsonText.ts';
import { printable } from './output/printable.ts';

/** How wide a drawing is, in pixels: a page of a document. */
const SVG_WIDTH = 1200;

/** `dtheaps map BOARD`: its memory to scale, for a terminal, as SVG, or as data. */
export function mountMap(program: Command, { terminal }: CommandContext): void {
  addBoardOptions(program.command('map <board>').description("draw a board's memory to scale"), [
    'text',
    'json',
    'svg',
  ]).action(async (named: string, options: BoardOptions) => {
    const { loader, path } = await namedBoard(named, options, terminal);
    const analysis = loader.open(path).analyse();
    const picture = memoryPictureOf(analysis, fileNameOf(path));
    if (options.format === 'json')
      terminal.out(jsonText({ schemaVersion: 1, board: path, ...pictureJson(picture) }, 2));
    else if (options.format === 'svg')
      terminal.out(memorySvg(picture, { width: SVG_WIDTH, standsAlone: true, titled: true }));
    else {
      const { style } = terminal;
      const said = headlineNotes(analysis);
      const others = picture.notes.filter((note) => !said.includes(note));
      const notes = others.map((note) => style.dim(`  ${printable(note)}`));
      const legend = style.dim(legendText(picture));
      const drawn = printable(memoryText(picture, terminal.columns));
      terminal.out([bootHeadline(path, analysis, terminal), ...notes, '', drawn, '', legend].join('\n'));
    }
  });
}
