import type { Command } from 'commander';
import type { Analysis } from '../analysis.ts';
import { memoryPictureOf } from '../features/map/memoryPictureOf.ts';
import { scenarioPictureOf } from '../features/map/scenarioPictureOf.ts';
import { scenarioReport } from '../features/scenario/scenarioReport.ts';
import { memorySvg } from '../pictures/memorySvg.ts';
import { legendText, memoryText } from '../pictures/memoryText.ts';
import type { ScenarioPicture } from '../pictures/pageStrip.ts';
import { encoded, pictureJson } from '../pictures/pictureJson.ts';
import { stripText } from '../pictures/stripText.ts';
import { fileNameOf } from '../text/fileName.ts';
import { bootHeadline, headlineNotes } from './boot.ts';
import type { CommandContext } from './command.ts';
import type { BoardLoader } from './input/boardLoader.ts';
import { addBoardOptions, type BoardOptions } from './input/boardOptions.ts';
import { readNamedFile } from './input/jsonFile.ts';
import { namedBoard } from './input/namedBoard.ts';
import { readNamedScenario, requireFitting } from './input/scenarioFile.ts';
import { jsonPieces } from './output/jsonText.ts';
import { printable } from './output/printable.ts';
import { writeOutput } from './output/writeOutput.ts';
import { sayNote } from './terminal.ts';

/** How wide a drawing is, in pixels: a page of a document. */
const SVG_WIDTH = 1200;

interface MapOptions extends BoardOptions {
  /** The file that the picture is written to as SVG, instead of to the terminal. */
  readonly svg?: string;
}

/** A board booted as a scenario has it, and what the scenario did to its pools. */
interface MappedBoard {
  readonly analysis: Analysis;
  readonly scenario: ScenarioPicture | undefined;
}

/** `dtheaps map BOARD [SCENARIO]`: its memory to scale, for a terminal, as SVG, or as data; with the pools of a scenario. */
export function mountMap(program: Command, { terminal }: CommandContext): void {
  const command = program.command('map <board> [scenario]').description("draw a board's memory to scale");
  addBoardOptions(command, ['text', 'json', 'svg'])
    .option('--svg <file>', 'write the picture to a file as SVG, instead of the text')
    .action(async (named: string, scenarioPath: string | undefined, options: MapOptions) => {
      const others = scenarioPath === undefined ? [] : [scenarioPath];
      const { loader, path } = await namedBoard(named, options, terminal, { others });
      const { analysis, scenario } = mapped(loader, path, scenarioPath);
      const picture = memoryPictureOf(analysis, fileNameOf(path));
      const svg = () => memorySvg(picture, { width: SVG_WIDTH, standsAlone: true, titled: true, scenario });
      if (options.svg !== undefined) {
        const note = writeOutput(loader.files, options.svg, new TextEncoder().encode(`${svg()}\n`));
        if (note !== undefined) sayNote(terminal, note);
      }
      if (options.format === 'json') {
        const ran = scenario === undefined ? {} : { scenario: encoded(scenario) };
        terminal.outPieces(jsonPieces({ schemaVersion: 1, board: path, ...pictureJson(picture), ...ran }, 2));
      } else if (options.format === 'svg') {
        terminal.out(svg());
      } else if (options.svg === undefined) {
        const { style, columns } = terminal;
        const said = headlineNotes(analysis);
        const others = picture.notes.filter((note) => !said.includes(note));
        const notes = others.map((note) => style.dim(`  ${printable(note)}`));
        const legend = style.dim(legendText(picture));
        const strips = scenario === undefined ? [] : ['', printable(stripText(scenario, columns))];
        const drawn = printable(memoryText(picture, columns));
        terminal.out([bootHeadline(path, analysis, terminal), ...notes, '', drawn, '', legend, ...strips].join('\n'));
      }
    });
}

/** Boots a board and runs a scenario on it; unusable where the scenario names what the board does not have. */
function mapped(loader: BoardLoader, path: string, scenarioPath: string | undefined): MappedBoard {
  if (scenarioPath === undefined) return { analysis: loader.open(path).analyse(), scenario: undefined };
  const { scenario, layer } = readNamedScenario(loader.files, scenarioPath);
  const analysis = loader.open(path, [layer]).analyse();
  requireFitting(scenario, analysis, scenarioPath);
  const report = scenarioReport(readNamedFile(loader.files, scenarioPath), () => analysis);
  return { analysis, scenario: scenarioPictureOf(analysis, report, fileNameOf(scenarioPath)) };
}
